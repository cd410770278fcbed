import { setTimeout as pause } from "node:timers/promises";
import { preconditionError } from "../../../lib/errors.ts";
import type { Helm } from "../../adapters/helm/program.ts";
import { type DataObject, deleteData } from "../../adapters/kubernetes/data.ts";
import type { Revision } from "../../adapters/kubernetes/helm-revisions.ts";
import { recordPromotion } from "../../adapters/kubernetes/history-configmap.ts";
import { leavingIn } from "../../adapters/kubernetes/leaving.ts";
import { podsOfRelease } from "../../adapters/kubernetes/release.ts";
import type { AnyObject } from "../../adapters/kubernetes/resources.ts";
import { dropSettings } from "../../adapters/kubernetes/settings-before.ts";
import type { Session } from "../../core/session.ts";
import { lastHealthy } from "../../domain/environment/history.ts";
import { heldBy, type LeavingObject, wayOutOf } from "../../domain/environment/leaving.ts";
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
  { deleted, timeoutMs, signal }: { deleted: readonly DataObject[]; timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  const { cluster, bookkeeping, helmRelease } = connection;
  const newest = newestOf(state);
  const objects = newest ? await runningObjects(connection, state) : [];
  if (newest) {
    const work = { session, connection, helm, objects, timeoutMs: defaultTimeoutMs };
    await uninstallRelease("Remove the Helm release, data kept", work, newest.revision, signal);
    // A promotion that was killed may have left it.
    if (!session.steps.dryRun) await dropSettings(cluster, bookkeeping).catch(() => {});
  }
  // An earlier removal may have been stopped before it wrote that down.
  if (newest || lastHealthy(state.history)) {
    const place = { name: bookkeeping, instance: helmRelease };
    await recordRemoval(session, state.history, (entry) => recordPromotion(cluster, place, entry));
  }
  const waiting = { deadline: performance.now() + timeoutMs, signal };
  if (newest || deleted.length > 0) await waitForPods(session, connection, waiting);
  for (const one of deleted) {
    const plan = `kubectl delete ${one.resource} ${one.name} --namespace ${cluster.namespace}`;
    await session.steps.change(`Delete the ${one.kind} ${one.name}`, { plan, expect: undefined }, () =>
      deleteData(cluster, one),
    );
  }
  const gone = [...objects, ...deleted.map(({ kind, name }) => asObject(kind, name))];
  if (gone.length > 0) await waitForObjects(session, connection, gone, waiting);
}

const asObject = (kind: DataObject["kind"], name: string): AnyObject => ({
  apiVersion: "v1",
  kind: kind === "claim" ? "PersistentVolumeClaim" : "Secret",
  metadata: { name },
});

const pollMs = 500;
/** Most objects go at once, a load balancer within a minute. */
const unusualMs = 10_000;

/** Names of the pods whose programs may still write. */
export const livePods = (pods: readonly Pod[]): string[] =>
  pods
    .filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed")
    .map(({ metadata }) => metadata?.name ?? "");

interface Waiting {
  deadline: number;
  signal: AbortSignal;
}

/**
 * Waits until what was deleted is gone: the API server keeps an object for as long as it has a finalizer, and a namespace
 * or an address with it. Throws if it is still there in the end.
 */
async function waitForObjects(
  { steps }: Session,
  { cluster }: Connection,
  objects: readonly AnyObject[],
  { deadline, signal }: Waiting,
): Promise<void> {
  if (steps.dryRun) return;
  const look = leavingIn(cluster, objects);
  await steps.look("Wait until all of it is gone", async (step) => {
    const start = performance.now();
    for (let isTold = false; ; ) {
      const left = await look();
      const [first] = left;
      if (!first) return;
      if (performance.now() > deadline) throw held(first, left);
      step.progress(heldBy(first));
      if (!isTold && performance.now() - start > unusualMs) {
        isTold = true;
        steps.warn(heldBy(first), wayOutOf(first));
      }
      await pause(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  });
}

const held = (first: LeavingObject, left: readonly LeavingObject[]) =>
  preconditionError(
    `the release is removed, but ${left.length > 1 ? `${left.length} objects are` : "an object is"} still being deleted`,
    {
      details: left.map(heldBy),
      hint: wayOutOf(first),
    },
  );

/** Helm does not wait for the programs to end. Throws if they do not, so that no data is deleted below them. */
async function waitForPods(
  { steps }: Session,
  { cluster, helmRelease }: Connection,
  { deadline, signal }: Waiting,
): Promise<void> {
  if (steps.dryRun) return;
  await steps.look("Wait for the pods to end", async (step) => {
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
