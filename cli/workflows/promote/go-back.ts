import { setTimeout as pause } from "node:timers/promises";
import { manifestOf, revisions, rollback } from "../../adapters/helm.ts";
import type { Settings } from "../../adapters/kubernetes/hooked-settings.ts";
import { Failure, messageOf } from "../../core/errors.ts";
import { whoami } from "../../core/whoami.ts";
import type { Promotion } from "../../domain/promotion/history.ts";
import { parseManifest } from "../../domain/promotion/manifest.ts";
import { imageLike, type WayBack, wayBack } from "../../domain/promotion/way-back.ts";
import { timeToGoBack } from "../../domain/rollout/patience.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import type { Aftermath } from "./answer.ts";
import { type AppliedOutcome, rollOut } from "./apply.ts";
import type { Bookkeeping } from "./bookkeeping.ts";
import type { Made } from "./made.ts";
import { nameOfRunning, type State, type Work } from "./plan.ts";
import { prepareToGoBack } from "./prepare-to-go-back.ts";
import { clearFailed, clearRollback } from "./remains.ts";
import { removeRelease } from "./remove.ts";

/** A promotion that failed, and what it found and left. */
export interface Failed {
  /** What was there before. */
  state: State;
  ended: Promotion;
  /** The revision that this promotion made. */
  made: Made;
  /** What a killed run of ours left was cleared before; of that, half may be in the cluster. */
  cleared: boolean;
  /** Nothing had ever run here. */
  isFirst: boolean;
  /** What hooks of this promotion may have changed, as it was before. */
  settings: Settings[];
  outcome: AppliedOutcome;
  verdict: Verdict;
}

/**
 * Goes back from what this promotion made to what ran before, and watches that to its end. What it did not make is left
 * alone: if Helm made nothing, nothing is touched, and only what never ran before is removed, its claims and Secrets
 * kept. Throws if going back fails too, and then says both.
 */
export async function goBack(work: Work, failed: Failed, books: Bookkeeping, lease: AbortSignal): Promise<Aftermath> {
  const { state, made, cleared } = failed;
  if (made === "unknown") return { did: "unknown" };
  if (made === "nothing" && !cleared) return { did: "unchanged", version: nameOfRunning(state) };
  if (made === "overtaken") return { did: "kept", why: "overtaken" };
  if (!work.rollback) return { did: "kept", why: "asked" };
  const before = { ...state, promotions: state.history.promotions };
  const way = wayBack(before);
  try {
    if (way) return await returnTo(work, way, { books, from: fromOf(failed), settings: failed.settings }, lease);
    if (made === "nothing") return { did: "unchanged", version: nameOfRunning(state) };
    if (!failed.isFirst) return { did: "kept", why: "nothingHealthy" };
    await removeRelease("Remove the first installation", work, made, lease);
    return { did: "removed" };
  } catch (error) {
    // Who stopped it, or took the lease, knows why it does not go back.
    if (lease.aborted) throw error;
    throw failedToo(work, failed, way, error);
  }
}

/** The number of the revision that is gone back from; if Helm made none, of what is left of a killed run. */
const fromOf = ({ made, state }: Failed): number =>
  typeof made === "number" ? made : (state.revisions.at(-1)?.revision ?? 0);

async function returnTo(
  work: Work,
  way: WayBack,
  { books, from, settings }: { books: Bookkeeping; from: number; settings: Settings[] },
  lease: AbortSignal,
): Promise<Aftermath> {
  const begun = way.promotion && beginning(way.promotion);
  // Before it begins: whoever finds Helm half-way knows that it was one of us.
  if (begun) books.record(begun);
  await prepareToGoBack(work, { from, to: way.revision, settings }, lease);
  const { verdict } = await rollBackTo(work, way, from, lease);
  const now = await revisions(work.helm, { signal: lease }).catch(() => []);
  const revision = now.at(-1)?.revision ?? from + 1;
  if (!verdict) await clearFailed(work, now, from);
  if (verdict) {
    const { code: cause, evidence } = verdict;
    if (begun) books.record({ ...begun, revision, outcome: "failed", cause, evidence });
    throw new Failure("rollbackFailed", verdict.cause, { details: evidence, hint: verdict.fix });
  }
  if (begun) books.record({ ...begun, revision, outcome: "healthy" });
  return { did: "rolledBack", version: nameOf(way), revision };
}

const beginning = (earlier: Promotion): Promotion => ({
  ...earlier,
  outcome: "begun",
  revision: undefined,
  healthyAt: undefined,
  cause: undefined,
  evidence: undefined,
  at: new Date().toISOString(),
  by: whoami(),
});

const nameOf = ({ promotion, chart }: WayBack): string => promotion?.version ?? chart;

const attempts = 3;
const pauseMs = 2_000;

/** Tries again if Helm itself fails, whatever it was doing: that must not leave the broken version there. */
async function rollBackTo(work: Work, way: WayBack, from: number, lease: AbortSignal): Promise<AppliedOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === attempts;
    const outcome = await rollBackOnce(work, way, lease).catch((error) => {
      if (isLast || lease.aborted) throw error;
    });
    if (outcome && (isLast || outcome.verdict?.reason !== "api")) return outcome;
    await pause(pauseMs, undefined, { signal: lease });
    await clearRollback(work, from, lease);
  }
}

async function rollBackOnce(
  { session, place, helm, plan, timeoutMs }: Work,
  way: WayBack,
  lease: AbortSignal,
): Promise<AppliedOutcome> {
  const objects = parseManifest(await manifestOf(helm, way.revision, { signal: lease }));
  const patience = timeToGoBack(timeoutMs);
  const reference = way.promotion?.image ?? imageLike(objects, plan.reference);
  return rollOut(
    session.steps,
    place,
    {
      title: `Go back to ${nameOf(way)}`,
      plan: [`helm rollback ${helm.name} ${way.revision}`],
      objects,
      reference,
      digest: reference.split("@")[1] ?? "",
      timeoutMs: patience,
      replaced: async () => plan.objects,
      actions: ["rollback"],
      helm: (running) => rollback(helm, way.revision, patience, running),
    },
    lease,
  );
}

function failedToo({ plan, helm }: Work, { verdict }: Failed, way: WayBack | undefined, error: unknown): Failure {
  const { details, hint } = error instanceof Failure ? error : { details: [], hint: undefined };
  const going = way ? `going back to ${nameOf(way)}` : "removing it";
  return new Failure("rollbackFailed", `${plan.release.version} failed, and ${going} failed too: ${messageOf(error)}`, {
    details: [...details, `${plan.release.version} itself: ${verdict.cause}`, ...verdict.evidence],
    hint: hint ?? `Look at it with \`helm history ${helm.name}\`, and run the same command again.`,
    cause: error,
  });
}
