import { messageOf } from "../../../lib/errors.ts";
import { restoreSettings, type Settings } from "../../adapters/kubernetes/hooked-settings.ts";
import { prepareRollback } from "../../adapters/kubernetes/rollback-revisions.ts";
import { makeWayForStrategies } from "../../adapters/kubernetes/strategies.ts";
import { settingsIn } from "../../domain/promotion/stored-settings.ts";
import type { Connection } from "./connection.ts";
import type { Work } from "./plan.ts";
import { objectsOf } from "./state.ts";

/** Does what `helm rollback` leaves out, or would fail at. If it cannot be done there is a warning: Helm is tried all the same. */
export async function prepareForRollback(
  { session: { steps }, connection, helm }: Work,
  { from, to, settings }: { from: number; to: number; settings: readonly Settings[] | undefined },
  lease: AbortSignal,
): Promise<void> {
  const warn = (what: string) => (error: unknown) => {
    lease.throwIfAborted();
    steps.warn(`${what}: ${messageOf(error)}`);
  };
  const done = await prepareRollback(connection.cluster, helm.name, { from, to }).catch(
    warn("Helm's stored revisions cannot be prepared for the rollback"),
  );
  for (const job of done ?? []) steps.note(`The Job ${job} of the version before is done, and is not run again.`);
  await makeWay(connection, to).catch(warn("What stands in the way of the strategy before cannot be taken away"));
  await putBack(connection, to, settings).catch(warn("What hooks of the failed version changed cannot be put back"));
}

/** Where nobody has seen them before hooks changed them, they are what Helm stored of the version before. */
async function putBack(connection: Connection, to: number, settings: readonly Settings[] | undefined): Promise<void> {
  const seen = settings ?? settingsIn(await objectsOf(connection, to));
  await restoreSettings(connection.cluster, seen);
}

const makeWay = async (connection: Connection, to: number): Promise<void> =>
  makeWayForStrategies(connection.cluster, await objectsOf(connection, to));
