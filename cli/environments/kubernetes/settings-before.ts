import { messageOf } from "../../../lib/errors.ts";
import { hookedSettings, type Settings } from "../../adapters/kubernetes/hooked-settings.ts";
import { dropSettings, keepSettings, settingsKept } from "../../adapters/kubernetes/settings-before.ts";
import { rollbackTarget } from "../../domain/promotion/rollback-target.ts";
import type { Work } from "./plan.ts";
import { baseline, isApplied, type State } from "./state.ts";

/** What was there, and what is left of it once the remains of a killed run are cleared. */
interface Found {
  found: State;
  state: State;
  cleared: boolean;
}

/**
 * What hooks of this promotion may change, as it is while the version runs that would be gone back to. A promotion before
 * this one that ended in the middle may have changed it, and has kept it; undefined if it has not.
 */
export async function settingsBefore(
  { session: { steps }, connection, plan }: Work,
  { found, state, cleared }: Found,
): Promise<Settings[] | undefined> {
  const { cluster, bookkeeping } = connection;
  const before = baseline(plan, state);
  const earlier = rollbackTarget({ ...before, promotions: before.history.promotions });
  const revision = before.revisions.find((each) => each.revision === earlier?.revision);
  if (!revision) return hookedSettings(cluster, plan.objects);
  // Numbers begin anew after an uninstallation.
  const ran = `${revision.revision} ${revision.updated}`;
  const isResumed = isApplied(plan, state) || found.history.promotions.at(-1)?.outcome === "begun";
  const isUntouched = !cleared && !isResumed && before.revisions.at(-1) === revision;
  if (!isUntouched) return settingsKept(cluster, bookkeeping, ran).catch(() => undefined);
  const settings = await hookedSettings(cluster, plan.objects);
  if (settings.length > 0 && !steps.dryRun)
    await keepSettings(cluster, bookkeeping, { revision: ran, settings }).catch((error) =>
      steps.warn(`What hooks change is not kept in case this run is killed: ${messageOf(error)}`),
    );
  return settings;
}

/** Forgets it, which nothing depends on. */
export async function forgetSettings({ connection }: Work, settings: readonly Settings[] | undefined): Promise<void> {
  if (settings === undefined || settings.length === 0) return;
  await dropSettings(connection.cluster, connection.bookkeeping).catch(() => {});
}
