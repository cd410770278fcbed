import { manifestOf, rollback, uninstall } from "../../adapters/helm.ts";
import { Failure, messageOf } from "../../core/errors.ts";
import { whoami } from "../../core/whoami.ts";
import type { Promotion } from "../../domain/promotion/history.ts";
import { parseManifest } from "../../domain/promotion/manifest.ts";
import { imageLike, type WayBack } from "../../domain/promotion/way-back.ts";
import { timeToGoBack } from "../../domain/rollout/patience.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { record } from "../places/cluster.ts";
import type { Aftermath } from "./answer.ts";
import { rollOut } from "./apply.ts";
import type { RolloutOutcome } from "./outcome.ts";
import { newestRevision, type Work } from "./plan.ts";

/** Why it goes back, and where to; `way` is undefined where nothing ran before. */
export interface GoingBack {
  verdict: Verdict;
  way: WayBack | undefined;
}

/**
 * Goes back and watches that to its end; a first installation that fails is taken away instead, its Secrets and volumes
 * kept. Throws where going back fails too, and then says both.
 */
export async function goBack(work: Work, going: GoingBack, lease: AbortSignal): Promise<Aftermath> {
  try {
    if (going.way) return await returnTo(work, going.way, lease);
    await takeAway("Take the first installation away", work, lease);
    return { did: "removed" };
  } catch (error) {
    // Who stopped it, or took the lease, knows why it does not go back.
    if (lease.aborted) throw error;
    throw failedToo(work, going, error);
  }
}

export function takeAway(title: string, { session, helm, timeoutMs }: Work, lease: AbortSignal): Promise<void> {
  const plan = `helm uninstall ${helm.name}`;
  return session.steps.change(title, { plan, expect: undefined }, (step) =>
    uninstall(helm, timeToGoBack(timeoutMs), { signal: AbortSignal.any([step.signal, lease]), onLine: step.output }),
  );
}

async function returnTo(work: Work, way: WayBack, lease: AbortSignal): Promise<Aftermath> {
  const { place, helm } = work;
  const begun = way.promotion && beginning(way.promotion);
  // Recorded before it begins: whoever finds Helm half-way knows that it was one of us.
  if (begun) await record(place, begun);
  const { verdict } = await rollBackTo(work, way, lease);
  const revision = await newestRevision(helm, lease);
  if (verdict) {
    const { code: cause, evidence } = verdict;
    if (begun) await record(place, { ...begun, revision, outcome: "failed", cause, evidence });
    throw new Failure("rollbackFailed", verdict.cause, { details: evidence, hint: verdict.fix });
  }
  if (begun) await record(place, { ...begun, revision, outcome: "healthy" });
  return { did: "rolled back", version: nameOf(way), revision };
}

const beginning = (earlier: Promotion): Promotion => ({
  ...earlier,
  outcome: "begun",
  revision: undefined,
  at: new Date().toISOString(),
  by: whoami(),
});

const nameOf = ({ promotion, chart }: WayBack): string => promotion?.version ?? chart;

async function rollBackTo(
  { session, place, helm, plan, timeoutMs }: Work,
  way: WayBack,
  lease: AbortSignal,
): Promise<RolloutOutcome> {
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
      helm: (running) => rollback(helm, way.revision, patience, running),
    },
    lease,
  );
}

function failedToo({ plan, helm }: Work, { verdict, way }: GoingBack, error: unknown): Failure {
  const { details, hint } = error instanceof Failure ? error : { details: [], hint: undefined };
  const going = way ? `going back to ${nameOf(way)}` : "taking it away";
  return new Failure("rollbackFailed", `${plan.release.version} failed, and ${going} failed too: ${messageOf(error)}`, {
    details: [...details, `${plan.release.version} itself: ${verdict.cause}`, ...verdict.evidence],
    hint: hint ?? `Look at it with \`helm history ${helm.name}\`, and run the same command again.`,
    cause: error,
  });
}
