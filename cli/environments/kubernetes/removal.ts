import { setTimeout as pause } from "node:timers/promises";
import { preconditionError } from "../../../lib/errors.ts";
import type { Helm } from "../../adapters/helm/program.ts";
import type { Revision } from "../../adapters/helm/revisions.ts";
import { type DataObject, deleteData, findData } from "../../adapters/kubernetes/data.ts";
import { withLease } from "../../adapters/kubernetes/lease.ts";
import { findNamespace } from "../../adapters/kubernetes/namespace.ts";
import { recordPromotion } from "../../adapters/kubernetes/record.ts";
import { podsOfRelease } from "../../adapters/kubernetes/release.ts";
import type { Session } from "../../core/session.ts";
import { whoami } from "../../core/whoami.ts";
import { nameOf, provenRepository } from "../../domain/promotion/owner.ts";
import { usualTimeoutMs } from "../../domain/rollout/patience.ts";
import {
  type Data,
  divideData,
  foreignerOf,
  type PreparedRemoval,
  type RemovalRequest,
  type RemovedData,
  recordRemoval,
  verifyConfirmed,
} from "../removal.ts";
import type { Connecting, Connection } from "./connection.ts";
import { nothingThere, readState, runningObjects, type State } from "./state.ts";
import { uninstallRelease } from "./uninstall.ts";

interface Found {
  state: State;
  data: DataObject[];
}

/** Looks at what a Helm release has in its namespace; refuses what is not proven to be of this repository. */
export async function prepareRemoval(
  session: Session,
  request: RemovalRequest,
  connecting: Connecting,
): Promise<PreparedRemoval> {
  const { steps } = session;
  const [connection, helm] = await steps.look("Connect to the cluster", () =>
    Promise.all([connecting.connection(), connecting.helm()]),
  );
  const look = (signal: AbortSignal) => lookAround(request, connection, helm, signal);
  const found = await steps.look("Look at what is there", () => look(steps.signal));
  const [running, data] = [nameOfNewest(found.state), told(found.data)];
  const removing = async (state: State, divided: Divided, signal: AbortSignal): Promise<RemovedData> => {
    await removeAll(session, { connection, helm }, state, { deleted: divided.deleted, signal });
    return { kept: told(divided.kept), deleted: told(divided.deleted) };
  };
  return {
    running,
    data,
    remove: async (deletesData) => {
      if (steps.dryRun) return removing(found.state, divideData(found.data, data, deletesData), steps.signal);
      const lock = { purpose: `remove ${helm.name}`, holder: whoami(session.env), onWait: steps.note };
      return withLease(connection.cluster, connection.bookkeeping, lock, steps.signal, async ({ signal }) => {
        const now = await look(signal);
        verifyConfirmed(running, nameOfNewest(now.state));
        return removing(now.state, divideData(now.data, data, deletesData), signal);
      });
    },
  };
}

interface Divided {
  kept: DataObject[];
  deleted: DataObject[];
}

const told = (data: readonly DataObject[]): Data[] => data.map(({ kind, name }) => ({ kind, name }));

function nameOfNewest(state: State): string | undefined {
  const newest = newestOf(state);
  return newest && nameOf(state.history.promotions, state.revisions, newest);
}

/** What Helm has there, also what is left of a removal that was killed. */
function newestOf({ revisions }: State): Revision | undefined {
  const newest = revisions.at(-1);
  return newest?.status === "uninstalled" ? undefined : newest;
}

async function lookAround(
  request: RemovalRequest,
  connection: Connection,
  helm: Helm,
  signal: AbortSignal,
): Promise<Found> {
  const { cluster, helmRelease } = connection;
  if ((await findNamespace(cluster)) === "absent") return { state: nothingThere, data: [] };
  const state = await readState(connection, helm, signal);
  const data = await findData(cluster, helmRelease);
  if (!newestOf(state) && data.length === 0) return { state, data };
  const proven = provenRepository(state.history.promotions, state.revisions);
  const whose = await foreignerOf(proven, request.repository);
  if (whose)
    throw preconditionError(`the Helm release ${helmRelease} in namespace ${cluster.namespace} ${whose}`, {
      hint: `chatops removes only what is of this repository; whoever it belongs to may: helm uninstall ${helmRelease} --namespace ${cluster.namespace}`,
    });
  return { state, data };
}

async function removeAll(
  session: Session,
  { connection, helm }: { connection: Connection; helm: Helm },
  state: State,
  { deleted, signal }: { deleted: readonly DataObject[]; signal: AbortSignal },
): Promise<void> {
  const { cluster, bookkeeping, helmRelease } = connection;
  const newest = newestOf(state);
  if (newest) {
    const objects = await runningObjects(helm, state, signal);
    const work = { session, connection, helm, objects, timeoutMs: usualTimeoutMs };
    await uninstallRelease("Remove the Helm release, data kept", work, newest.revision, signal);
    await waitForPods(session, connection, signal);
    const place = { name: bookkeeping, instance: helmRelease };
    await recordRemoval(session, state.history, (entry) => recordPromotion(cluster, place, entry));
  }
  for (const one of deleted) {
    const plan = `kubectl delete ${one.resource} ${one.name} --namespace ${cluster.namespace}`;
    await session.steps.change(`Delete the ${one.kind} ${one.name}`, { plan, expect: undefined }, () =>
      deleteData(cluster, one),
    );
  }
}

const pollMs = 500;

/** Helm does not wait for the programs to end. */
async function waitForPods(
  { steps }: Session,
  { cluster, helmRelease }: Connection,
  signal: AbortSignal,
): Promise<void> {
  if (steps.dryRun) return;
  await steps.look("Wait for the pods to end", async (step) => {
    const deadline = performance.now() + usualTimeoutMs;
    for (;;) {
      const left = (await podsOfRelease(cluster, helmRelease)).map(({ metadata }) => metadata?.name);
      if (left.length === 0) return;
      if (performance.now() > deadline) return step.fail(`still there: ${left.join(", ")}`);
      step.progress(`${left.length} left`);
      await pause(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  });
}
