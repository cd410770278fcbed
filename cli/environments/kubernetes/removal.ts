import { preconditionError } from "../../../lib/errors.ts";
import { type DataObject, findData } from "../../adapters/kubernetes/data.ts";
import { withLease } from "../../adapters/kubernetes/lease.ts";
import { findNamespace } from "../../adapters/kubernetes/namespace.ts";
import { atWorkOn, settleOrphans } from "../../adapters/orphans.ts";
import type { Session } from "../../core/session.ts";
import { whoami } from "../../core/whoami.ts";
import { lastHealthy } from "../../domain/environment/history.ts";
import { nameOf, provenRepository } from "../../domain/promotion/owner.ts";
import {
  type Data,
  divideData,
  foreignerOf,
  type PreparedRemoval,
  type RemovalRequest,
  type RemovedData,
  verifyConfirmed,
} from "../removal.ts";
import { type Connecting, type Connection, placeOf } from "./connection.ts";
import { verifyNobodyAtWork } from "./interrupted-revision.ts";
import { newestOf, removeAll } from "./remove-release.ts";
import { nothingThere, readState, type State } from "./state.ts";

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
  const [connection, program] = await steps.look("Connect to the cluster", () =>
    Promise.all([connecting.connection(), connecting.helm()]),
  );
  const helm = { ...program, env: { ...program.env, ...atWorkOn(placeOf(connection)) } };
  const look = () => lookAround(request, connection);
  const found = await steps.look("Look at what is there", look);
  const [running, data] = [nameOfNewest(found.state), told(found.data)];
  const removing = async (state: State, divided: Divided, signal: AbortSignal): Promise<RemovedData> => {
    const { timeoutMs } = request;
    await removeAll(session, { connection, helm }, state, { deleted: divided.deleted, timeoutMs, signal });
    return { kept: told(divided.kept), deleted: told(divided.deleted) };
  };
  return {
    running,
    data,
    isUnrecorded: !newestOf(found.state) && lastHealthy(found.state.history) !== undefined,
    remove: async (deletesData) => {
      if (steps.dryRun) return removing(found.state, divideData(found.data, data, deletesData), steps.signal);
      const lock = { purpose: `remove ${helm.name}`, holder: whoami(session.env), onWait: steps.note };
      return withLease(
        connection.cluster,
        connection.bookkeeping,
        lock,
        steps.signal,
        async ({ signal, takenOver }) => {
          if (takenOver) await settleOrphans(placeOf(connection), signal);
          const now = await look();
          verifyNobodyAtWork(helm.name, now.state);
          verifyConfirmed(running, nameOfNewest(now.state));
          return removing(now.state, divideData(now.data, data, deletesData), signal);
        },
      );
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

async function lookAround(request: RemovalRequest, connection: Connection): Promise<Found> {
  const { cluster, helmRelease } = connection;
  if ((await findNamespace(cluster)) === "absent") return { state: nothingThere, data: [] };
  const state = await readState(connection);
  const data = await findData(cluster, helmRelease);
  if (!newestOf(state) && data.length === 0 && !lastHealthy(state.history)) return { state, data };
  const proven = provenRepository(state.history.promotions, state.revisions);
  const whose = await foreignerOf(proven, request.repository);
  if (whose)
    throw preconditionError(`the Helm release ${helmRelease} in namespace ${cluster.namespace} ${whose}`, {
      hint: `chatops removes only what is of this repository; whoever it belongs to may: helm uninstall ${helmRelease} --namespace ${cluster.namespace}`,
    });
  return { state, data };
}
