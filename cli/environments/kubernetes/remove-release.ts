import { setTimeout as pause } from "node:timers/promises";
import { preconditionError } from "../../../lib/errors.ts";
import type { Helm } from "../../adapters/helm/program.ts";
import { type DataObject, deleteData } from "../../adapters/kubernetes/data.ts";
import type { Revision } from "../../adapters/kubernetes/helm-revisions.ts";
import { recordPromotion } from "../../adapters/kubernetes/history-configmap.ts";
import { podsOfRelease } from "../../adapters/kubernetes/release.ts";
import type { Session } from "../../core/session.ts";
import { lastHealthy } from "../../domain/environment/history.ts";
import type { Pod } from "../../domain/rollout/objects.ts";
import { defaultTimeoutMs } from "../../domain/rollout/timeouts.ts";
import { recordRemoval } from "../removal.ts";
import type { Connection } from "./connection.ts";
import { runningObjects, type State } from "./state.ts";
import { uninstallRelease } from "./uninstall.ts";

/** What Helm has there, also what is left of a removal that was killed. */
export function newestOf({ revisions }: State): Revision | undefined {
  const newest = revisions.at(-1);
  return newest?.status === "uninstalled" ? undefined : newest;
}

/** Uninstalls what Helm has, records that, and deletes this data. */
export async function removeAll(
  session: Session,
  { connection, helm }: { connection: Connection; helm: Helm },
  state: State,
  { deleted, signal }: { deleted: readonly DataObject[]; signal: AbortSignal },
): Promise<void> {
  const { cluster, bookkeeping, helmRelease } = connection;
  const newest = newestOf(state);
  if (newest) {
    const objects = await runningObjects(connection, state);
    const work = { session, connection, helm, objects, timeoutMs: defaultTimeoutMs };
    await uninstallRelease("Remove the Helm release, data kept", work, newest.revision, signal);
  }
  // An earlier removal may have been stopped before it wrote that down.
  if (newest || lastHealthy(state.history)) {
    const place = { name: bookkeeping, instance: helmRelease };
    await recordRemoval(session, state.history, (entry) => recordPromotion(cluster, place, entry));
  }
  if (newest || deleted.length > 0) await waitForPods(session, connection, signal);
  for (const one of deleted) {
    const plan = `kubectl delete ${one.resource} ${one.name} --namespace ${cluster.namespace}`;
    await session.steps.change(`Delete the ${one.kind} ${one.name}`, { plan, expect: undefined }, () =>
      deleteData(cluster, one),
    );
  }
}

const pollMs = 500;

/** Names of the pods whose programs may still write. */
export const livePods = (pods: readonly Pod[]): string[] =>
  pods
    .filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed")
    .map(({ metadata }) => metadata?.name ?? "");

/** Helm does not wait for the programs to end. Throws if they do not, so that no data is deleted below them. */
async function waitForPods(
  { steps }: Session,
  { cluster, helmRelease }: Connection,
  signal: AbortSignal,
): Promise<void> {
  if (steps.dryRun) return;
  await steps.look("Wait for the pods to end", async (step) => {
    const deadline = performance.now() + defaultTimeoutMs;
    for (;;) {
      const left = livePods(await podsOfRelease(cluster, helmRelease));
      if (left.length === 0) return;
      if (performance.now() > deadline) throw stillThere(left, cluster.namespace);
      step.progress(`${left.length} left`);
      await pause(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  });
}

const stillThere = (pods: readonly string[], namespace: string) =>
  preconditionError(`the release is removed, but pods still run: ${pods.join(", ")}`, {
    hint: `No data was deleted. \`kubectl get pods --namespace ${namespace}\` shows why; then run the same command again.`,
  });
