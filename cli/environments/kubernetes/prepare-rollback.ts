import { messageOf } from "../../../lib/errors.ts";
import { restoreSettings, type Settings } from "../../adapters/kubernetes/hooked-settings.ts";
import { prepareRollback } from "../../adapters/kubernetes/rollback-revisions.ts";
import type { Work } from "./plan.ts";

/** Does what `helm rollback` leaves out, or would fail at. If it cannot be done there is a warning: Helm is tried all the same. */
export async function prepareForRollback(
  { session: { steps }, connection, helm }: Work,
  { from, to, settings }: { from: number; to: number; settings: readonly Settings[] },
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
  await restoreSettings(connection.cluster, settings).catch(
    warn("What hooks of the failed version changed cannot be put back"),
  );
}
