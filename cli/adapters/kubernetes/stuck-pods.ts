import { setTimeout as pause } from "node:timers/promises";
import type { V1Pod, V1StatefulSet } from "@kubernetes/client-node";
import { helmReleaseOf } from "../../domain/rollout/ownership.ts";
import type { Cluster } from "./cluster.ts";
import { isForbidden, isNotFound } from "./errors.ts";

const pollMs = 200;
const attempts = 25;
const revisionLabel = "controller-revision-hash";

/**
 * Deletes pods of StatefulSets that never became ready and are not of the revision that was just applied: the
 * controller waits for them to be ready before it replaces them, so that neither a rollback nor a mended version would
 * ever start (https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback). Volumes stay.
 */
export async function deleteStuckPods(cluster: Cluster, helmRelease: string, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    // Who may not look at StatefulSets has none; where nothing answers for a moment it is tried again. What stays stuck
    // is seen by the watch, which says so better.
    if (await deletedStuckPods(cluster, helmRelease).catch(isForbidden)) return;
    await pause(pollMs, undefined, { signal });
  }
}

/** False where the controller has not yet seen what was applied. */
async function deletedStuckPods(cluster: Cluster, helmRelease: string): Promise<boolean> {
  const { apps, core, namespace } = cluster;
  const { items } = await apps.listNamespacedStatefulSet({ namespace });
  const sets = items.filter((set) => helmReleaseOf(set) === helmRelease);
  if (sets.length === 0) return true;
  if (!sets.every(isObserved)) return false;
  const { items: pods } = await core.listNamespacedPod({ namespace });
  await Promise.all(pods.filter((pod) => sets.some((set) => isStuck(pod, set))).map((pod) => remove(cluster, pod)));
  return true;
}

const isObserved = ({ metadata, status }: V1StatefulSet) => status?.observedGeneration === metadata?.generation;

function isStuck({ metadata, status }: V1Pod, set: V1StatefulSet): boolean {
  const isOfSet = metadata?.ownerReferences?.some(({ uid }) => uid === set.metadata?.uid);
  const isReady = status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True");
  const isCurrent = metadata?.labels?.[revisionLabel] === set.status?.updateRevision;
  return Boolean(isOfSet) && !isReady && !isCurrent && !metadata?.deletionTimestamp;
}

async function remove({ core }: Cluster, { metadata }: V1Pod): Promise<void> {
  const { name = "", namespace = "", uid } = metadata ?? {};
  try {
    // Only this very pod, not one of the same name that took its place meanwhile.
    await core.deleteNamespacedPod({ name, namespace, body: { preconditions: { uid: uid ?? "" } } });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
