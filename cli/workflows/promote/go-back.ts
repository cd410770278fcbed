import { manifestOf, rollback, uninstall } from "../../adapters/helm.ts";
import { Failure } from "../../core/errors.ts";
import type { Promotion } from "../../domain/promotion/history.ts";
import { parseManifest } from "../../domain/promotion/manifest.ts";
import type { Aftermath } from "./answer.ts";
import { rollOut } from "./apply.ts";
import type { Work } from "./carry-out.ts";
import { record, whoami } from "./place.ts";
import { newestRevision } from "./plan.ts";
import type { RolloutOutcome } from "./watch.ts";

/**
 * Goes back to the last revision recorded healthy and watches that to its end; a first installation that fails is
 * taken away instead, its Secrets and volumes kept. Throws where going back fails too.
 */
export async function goBack(work: Work, healthy: Promotion | undefined, lease: AbortSignal): Promise<Aftermath> {
  if (healthy) return returnTo(work, healthy, lease);
  await takeAway("Take the first installation away", work, lease);
  return { did: "removed" };
}

export function takeAway(title: string, { session, promotion, helm }: Work, lease: AbortSignal): Promise<void> {
  const plan = `helm uninstall ${helm.name}`;
  return session.steps.change(title, { plan, expect: undefined }, (step) =>
    uninstall(helm, promotion.timeoutMs, { signal: AbortSignal.any([step.signal, lease]), onLine: step.output }),
  );
}

async function returnTo(work: Work, healthy: Promotion, lease: AbortSignal): Promise<Aftermath> {
  const { place, helm, plan } = work;
  const { version } = healthy;
  const start = { revision: undefined, at: new Date().toISOString(), by: whoami() };
  // Recorded before it begins: whoever finds Helm half-way knows that it was one of us.
  const begun: Promotion = { ...healthy, ...start, outcome: "begun" };
  await record(place, begun);
  const { verdict } = await rollBackTo(work, healthy, lease);
  const ended = { ...begun, revision: await newestRevision(helm, lease) };
  if (!verdict) {
    await record(place, { ...ended, outcome: "healthy" });
    return { did: "rolled back", version, revision: ended.revision };
  }
  await record(place, { ...ended, outcome: "failed", cause: verdict.code, evidence: verdict.evidence });
  const message = `${plan.release.version} failed, and going back to ${version} failed too: ${verdict.cause}`;
  throw new Failure("rollbackFailed", message, { details: verdict.evidence, hint: verdict.fix });
}

async function rollBackTo(
  { session, promotion, place, helm }: Work,
  healthy: Promotion,
  lease: AbortSignal,
): Promise<RolloutOutcome> {
  const { timeoutMs } = promotion;
  const { revision = 0 } = healthy;
  const objects = parseManifest(await manifestOf(helm, revision, { signal: lease }));
  return rollOut(
    session.steps,
    place,
    {
      title: `Go back to ${healthy.version}`,
      plan: [`helm rollback ${helm.name} ${revision}`],
      objects,
      reference: healthy.image,
      digest: healthy.image.slice(healthy.image.indexOf("@") + 1),
      timeoutMs,
      helm: (running) => rollback(helm, revision, timeoutMs, running),
    },
    lease,
  );
}
