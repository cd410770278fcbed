import type { Session } from "../../core/session.ts";
import { whoami } from "../../core/whoami.ts";
import type { Environment, PreparedPromotion, PromotionRequest } from "../../environments/environment.ts";
import type { PromotionFacts, PromotionResult } from "../../results/promotion.ts";
import { copyImage, type ImageCopy, withCopies } from "./copy-images.ts";
import { execute } from "./execute.ts";
import { openNotices } from "./notices.ts";
import { headOf } from "./result.ts";
import { verifyNotHeld, verifyNotRolledBack, verifyStillRuns } from "./rolled-back.ts";
import type { Reason } from "./work.ts";

/** Brings a version into an environment and watches it; rolls back if it fails. */
export async function promoteToEnvironment(
  session: Session,
  environment: Environment,
  request: PromotionRequest,
  reason: Reason,
): Promise<PromotionResult> {
  const { request: meant, copies } = withCopies(environment.name, request);
  const prepared = await environment.prepare(session, meant);
  try {
    return await promotePrepared(session, environment, prepared, { ...meant, copies, reason });
  } finally {
    await prepared.dispose();
  }
}

async function promotePrepared(
  session: Session,
  environment: Environment,
  prepared: PreparedPromotion,
  { project, rollback, reapply, copies, reason }: PromotionRequest & { copies: ImageCopy[]; reason: Reason },
): Promise<PromotionResult> {
  const unchanged = async ({ subject }: Pick<PreparedPromotion, "subject">, facts: PromotionFacts) => {
    if (facts.unverified) session.steps.warn(facts.unverified);
    await tellDrift(session, environment);
    return { ...headOf(environment, subject, facts), outcome: "unchanged" } as const;
  };
  const current = reapply ? undefined : await prepared.current();
  if (current) return unchanged(prepared, current);
  await reason.confirm?.();
  await prepared.preflight();
  for (const copy of copies) await copyImage(session, environment.name, copy);
  const { version, commit } = prepared.subject.recorded;
  const promoting = { project: project.config.name, environment: environment.name, version, commit };
  const notices = openNotices(session, project.config.notify, { ...promoting, by: whoami(session.env) });
  const purpose = `promote ${prepared.subject.recorded.version} to ${environment.name}`;
  const result = await prepared.alone(purpose, async (attempt): Promise<PromotionResult> => {
    // Another run may just have brought it.
    const brought = reapply ? undefined : await attempt.current();
    if (brought) return unchanged(attempt, brought);
    if (reason.rolledBackFrom) verifyStillRuns(environment, reason.rolledBackFrom, await environment.running());
    if (reason.isAutomatic) verifyNotRolledBack(environment, attempt);
    if (reason.isAutomatic) verifyNotHeld(environment, attempt, reason.holds ?? false);
    const { name, migrations } = project.config;
    notices.begun();
    return execute({ session, environment, attempt, project: name, migrations, rollback, reason });
  });
  // The environment is free for others by now.
  await notices.ended(result);
  return result;
}

/** The version runs, and somebody may have changed it all the same. Nothing fails if that cannot be told. */
async function tellDrift({ steps }: Session, environment: Environment): Promise<void> {
  const { drift = [] } = await environment.status().catch(() => ({ drift: undefined }));
  if (drift.length === 0) return;
  const objects = [...new Set(drift.map(({ object }) => object))].join(", ");
  const hint = `\`chatops status --env ${environment.name}\` shows what; --reapply fixes it.`;
  steps.warn(`${objects} in ${environment.name} is not as the release has it`, hint);
}
