import { latest, type Steadiness, steadinessOf } from "../../domain/environment/steadiness.ts";
import type { Pod } from "../../domain/rollout/objects.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isNotFound } from "./errors.ts";
import { listPages } from "./list-pages.ts";

/** One pod, as it runs now. */
export interface RunningPod extends Steadiness {
  name: string;
  node: string | undefined;
  isReady: boolean;
  /** It began when its Job did, and stays what it was then. */
  isOfJob: boolean;
  containers: RunningContainer[];
}

export interface RunningContainer {
  name: string;
  /** As the pod's spec names it: `registry/chat:1.4.0@sha256:…`. */
  image: string;
  /** Digest of what the node runs, `sha256:…`; empty as long as nothing runs. */
  imageId: string;
}

/** A pod by its name; undefined where there is none. */
export async function findPod({ core, namespace }: Cluster, name: string): Promise<RunningPod | undefined> {
  try {
    return podOf(await core.readNamespacedPod({ name, namespace }));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw asFailure(error, `read the pod ${name} in namespace ${namespace}`);
  }
}

/** All pods of the namespace. */
export async function listPods(cluster: Cluster): Promise<Pod[]> {
  const { namespace } = cluster;
  try {
    return (await listPages<Pod>(cluster, `/api/v1/namespaces/${namespace}/pods`)).items;
  } catch (error) {
    throw asFailure(error, `list the pods in namespace ${namespace}`);
  }
}

export const podOf = ({ metadata, spec, status }: Pod): RunningPod => ({
  name: metadata?.name ?? "",
  // A CronJob begins anew each time, and would never let a soak end.
  ...(isOfJob(metadata) ? steadinessOf([]) : steadinessOfPod(metadata?.name ?? "", status)),
  node: spec?.nodeName,
  isOfJob: isOfJob(metadata),
  isReady: status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false,
  containers: (spec?.containers ?? []).map(({ name, image = "" }) => ({
    name,
    image,
    imageId: digestIn(status?.containerStatuses?.find((container) => container.name === name)?.imageID ?? ""),
  })),
});

const isOfJob = (metadata: Pod["metadata"]): boolean =>
  metadata?.ownerReferences?.some(({ kind }) => kind === "Job") ?? false;

/** Runtimes write `repository@sha256:…`, `docker-pullable://…@sha256:…` or the bare digest. */
const digestIn = (imageId: string): string => /sha256:[0-9a-f]{64}$/.exec(imageId)?.[0] ?? "";

function steadinessOfPod(pod: string, status: Pod["status"]): Steadiness {
  const { containerStatuses = [], conditions = [] } = status ?? {};
  const ready = conditions.find(({ type }) => type === "Ready")?.lastTransitionTime;
  const started = containerStatuses.map(({ state }) => state?.running?.startedAt);
  const containers = containerStatuses.map(({ name, restartCount, lastState }) => {
    const { finishedAt, exitCode, reason } = lastState?.terminated ?? {};
    const at = isoOf(finishedAt);
    return { restarts: restartCount, lastRestart: at ? { name: `${pod}/${name}`, at, exitCode, reason } : undefined };
  });
  const steadySince = latest([ready, ...started].map(isoOf));
  return { ...steadinessOf(containers), steadySince };
}

/** ISO 8601, to the millisecond; a list brings a moment as it was written, the client as a date. */
export const isoOf = (moment: Date | string | undefined): string | undefined =>
  moment && new Date(moment).toISOString();
