import { setTimeout as pause } from "node:timers/promises";
import { rollback } from "../../adapters/helm/change.ts";
import { revisionsOf } from "../../adapters/kubernetes/helm-revisions.ts";
import type { Settings } from "../../adapters/kubernetes/hooked-settings.ts";
import { artifactsOf, imagesOf, lastHealthy } from "../../domain/environment/history.ts";
import type { ManifestObject } from "../../domain/promotion/manifest.ts";
import { imageLike, type RollbackTarget, rollbackTarget } from "../../domain/promotion/rollback-target.ts";
import { observedAgain, rollbackTimeoutMs } from "../../domain/rollout/timeouts.ts";
import type { Aftermath } from "../../results/aftermath.ts";
import type { RollbackPlan, RolloutReport } from "../environment.ts";
import { clearFailed, clearRollback } from "./interrupted-revision.ts";
import type { Made } from "./made-revision.ts";
import type { Work } from "./plan.ts";
import { prepareForRollback } from "./prepare-rollback.ts";
import { removeRemains } from "./remains.ts";
import { type AppliedOutcome, rollOut } from "./rollout.ts";
import { forgetSettings } from "./settings-before.ts";
import { nameOfRunning, objectsOf, type State } from "./state.ts";
import { uninstallRelease } from "./uninstall.ts";

/** What a promotion that failed found and left. */
export interface Failed {
  /** What was there before. */
  state: State;
  /** The revision that this promotion made. */
  made: Made;
  /** What a killed run of ours left was cleared before; of that, half may be in the cluster. */
  cleared: boolean;
  /** Objects of it that no revision of Helm has any more. */
  remains: readonly ManifestObject[];
  /** Nothing had ever run here. */
  isFirst: boolean;
  /** What hooks may have changed since the version ran that is gone back to, as it was then; undefined if nobody knows that. */
  settings: readonly Settings[] | undefined;
}

/**
 * The way back from what this promotion made to what ran before. If Helm made nothing, nothing is touched, and only what
 * never ran before is removed, its claims and Secrets kept.
 */
export function planRollback(work: Work, failed: Failed, lease: AbortSignal): RollbackPlan {
  const { state, made, cleared, isFirst } = failed;
  const nowhere = (aftermath: Aftermath): RollbackPlan => ({ to: "nowhere", aftermath });
  const unchanged = nowhere({ did: "unchanged", version: nameOfRunning(state) });
  if (made === "unknown") return nowhere({ did: "unknown" });
  if (made === "nothing" && !cleared) return unchanged;
  if (made === "overtaken") return nowhere({ did: "kept", why: "overtaken" });
  const inspection = `Look at it with \`helm history ${work.helm.name}\`, and run the same command again.`;
  const earlier = rollbackTarget({ ...state, promotions: state.history.promotions });
  if (earlier) {
    const rollBack = () => rollBackTo(work, earlier, failed, lease);
    const recorded = earlier.promotion && artifactsOf(earlier.promotion);
    return { to: "earlier", name: earlier.name, recorded, rollBack, inspection };
  }
  if (made === "nothing") return unchanged;
  if (!isFirst) return nowhere({ did: "kept", why: "nothingHealthy", found: forgottenBy(work, state) });
  const { objects } = work.plan;
  const remove = () => uninstallRelease("Remove the first installation", { ...work, objects }, made, lease);
  return { to: "nothing", remove, inspection };
}

/** What is said of a version that was healthy here, and that Helm has no revision of any more. */
function forgottenBy({ connection, plan }: Work, { history }: State): string | undefined {
  const healthy = lastHealthy(history)?.version;
  if (healthy === undefined || healthy === plan.release.version) return undefined;
  return `Helm has no revision left of ${healthy}, which was healthy (\`chatops promote ${healthy} --env ${connection.environment}\` brings it)`;
}

/** The number of the revision that is rolled back; if Helm made none, of what is left of a killed run. */
const fromOf = ({ made, state }: Failed): number =>
  typeof made === "number" ? made : (state.revisions.at(-1)?.revision ?? 0);

async function rollBackTo(
  work: Work,
  earlier: RollbackTarget,
  failed: Failed,
  lease: AbortSignal,
): Promise<RolloutReport> {
  const from = fromOf(failed);
  await prepareForRollback(work, { from, to: earlier.revision, settings: failed.settings }, lease);
  const { verdict } = await rollBackPatiently(work, earlier, from, lease);
  const now = await revisionsOf(work.connection.cluster, work.helm.name).catch(() => []);
  if (verdict) return { verdict, revision: now.at(-1)?.revision ?? from + 1, facts: {} };
  await Promise.all([clearFailed(work, now, from), forgetSettings(work, failed.settings)]);
  await removeRemains(work, failed.remains);
  return { verdict, revision: now.at(-1)?.revision ?? from + 1, facts: {} };
}

const attempts = 3;
const pauseMs = 2_000;

/** Tries again if Helm itself fails, whatever it was doing: that must not leave the broken version there. */
async function rollBackPatiently(
  work: Work,
  earlier: RollbackTarget,
  from: number,
  lease: AbortSignal,
): Promise<AppliedOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === attempts;
    const outcome = await rollBackOnce(work, earlier, lease).catch((error) => {
      if (isLast || lease.aborted) throw error;
    });
    if (outcome && (isLast || outcome.verdict?.reason !== "api")) return outcome;
    await pause(pauseMs, undefined, { signal: lease });
    await clearRollback(work, from);
  }
}

async function rollBackOnce(
  { session, connection, helm, plan, timeoutMs, observeMs }: Work,
  earlier: RollbackTarget,
  lease: AbortSignal,
): Promise<AppliedOutcome> {
  const objects = await objectsOf(connection, earlier.revision);
  const patience = rollbackTimeoutMs(timeoutMs);
  const references = earlier.promotion
    ? imagesOf(earlier.promotion).map(({ image }) => image)
    : plan.images.map(({ reference }) => imageLike(objects, reference));
  return rollOut(
    session.steps,
    connection,
    {
      title: `Roll back to ${earlier.name}`,
      plan: [`helm rollback ${helm.name} ${earlier.revision}`],
      objects,
      images: references.map((reference) => ({ reference, digest: reference.split("@")[1] ?? "" })),
      timeoutMs: patience,
      observeMs: observedAgain(observeMs),
      replaced: async () => plan.objects,
      actions: ["rollback"],
      helm: (running) => rollback(helm, earlier.revision, patience, running),
    },
    lease,
  );
}
