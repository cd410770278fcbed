import { manifestOf, rollback, uninstall } from "../../adapters/helm.ts";
import { Failure } from "../../core/errors.ts";
import type { Promotion } from "../../domain/promotion/history.ts";
import { parseManifest } from "../../domain/promotion/manifest.ts";
import type { Aftermath } from "./answer.ts";
import { rollOut } from "./apply.ts";
import type { Work } from "./carry-out.ts";
import { record, whoami } from "./place.ts";
import { newestRevision } from "./plan.ts";

/**
 * Goes back to the last revision recorded healthy and watches that to its end; a first installation that fails is
 * taken away instead, its Secrets and volumes kept. Throws where going back fails too.
 */
export async function goBack(work: Work, healthy: Promotion | undefined, lease: AbortSignal): Promise<Aftermath> {
  const { session, promotion, helm } = work;
  const { steps } = session;
  if (!healthy) {
    const plan = `helm uninstall ${helm.name}`;
    await steps.change("Take the first installation away", { plan, expect: undefined }, (step) =>
      uninstall(helm, promotion.timeoutMs, { signal: AbortSignal.any([step.signal, lease]), onLine: step.output }),
    );
    return { did: "removed" };
  }
  await rollBackTo(work, healthy, lease);
  const revision = await newestRevision(helm, lease);
  await record(work.place, { ...healthy, revision, at: new Date().toISOString(), by: whoami() });
  return { did: "rolled back", version: healthy.version, revision };
}

async function rollBackTo({ session, promotion, place, helm, plan }: Work, healthy: Promotion, lease: AbortSignal) {
  const { timeoutMs } = promotion;
  const { revision = 0 } = healthy;
  const objects = parseManifest(await manifestOf(helm, revision, { signal: lease }));
  const { verdict } = await rollOut(
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
  if (!verdict) return;
  const message = `${plan.release.version} failed, and going back to ${healthy.version} failed too: ${verdict.cause}`;
  throw new Failure("rollbackFailed", message, { details: verdict.evidence, hint: verdict.fix });
}
