import { preconditionError } from "../../../lib/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Environment, PreparedPromotion, PromotionRequest } from "../../environments/environment.ts";
import type { PromotionFacts, PromotionResult } from "../../results/promotion.ts";
import { copyFor, copyImage, type ImageCopy } from "./copy-image.ts";
import { execute } from "./execute.ts";
import { headOf } from "./result.ts";
import { verifyNotRolledBack, verifyStillRuns } from "./rolled-back.ts";
import type { Reason } from "./work.ts";

/** Brings a version into an environment and watches it; rolls back if it fails. */
export async function promoteToEnvironment(
  session: Session,
  environment: Environment,
  request: PromotionRequest,
  reason: Reason,
): Promise<PromotionResult> {
  if (environment.kind === "kubernetes") verifyOneImage(request);
  const copy = copyFor(environment.name, request);
  const meant = copy ? { ...request, release: copy.release } : request;
  const prepared = await environment.prepare(session, meant);
  try {
    return await promotePrepared(session, environment, prepared, { ...meant, copy, reason });
  } finally {
    await prepared.dispose();
  }
}

/** Throws if several images would have to run in a cluster: a promotion pins one of them, and the others would be anything. */
function verifyOneImage({ project: { config }, release }: PromotionRequest): void {
  if (!config.services && !release?.otherImages) return;
  throw preconditionError("a project with `services` cannot be promoted to a cluster yet", {
    hint: "`chatops releases --json` has the images of each release, by their digests.",
  });
}

async function promotePrepared(
  session: Session,
  environment: Environment,
  prepared: PreparedPromotion,
  { project, rollback, reapply, copy, reason }: PromotionRequest & { copy: ImageCopy | undefined; reason: Reason },
): Promise<PromotionResult> {
  const unchanged = async ({ subject }: Pick<PreparedPromotion, "subject">, facts: PromotionFacts) => {
    await tellDrift(session, environment);
    return { ...headOf(environment, subject, facts), outcome: "unchanged" } as const;
  };
  const current = reapply ? undefined : await prepared.current();
  if (current) return unchanged(prepared, current);
  await prepared.preflight();
  if (copy) await copyImage(session, copy);
  const purpose = `promote ${prepared.subject.recorded.version} to ${environment.name}`;
  return prepared.alone(purpose, async (attempt) => {
    // Another run may just have brought it.
    const brought = reapply ? undefined : await attempt.current();
    if (brought) return unchanged(attempt, brought);
    if (reason.rolledBackFrom) verifyStillRuns(environment, reason.rolledBackFrom, await environment.running());
    if (reason.isAutomatic) verifyNotRolledBack(environment, attempt);
    const { name, migrations } = project.config;
    return execute({ session, environment, attempt, project: name, migrations, rollback, reason });
  });
}

/** The version runs, and somebody may have changed it all the same. Nothing fails if that cannot be told. */
async function tellDrift({ steps }: Session, environment: Environment): Promise<void> {
  const { drift = [] } = await environment.status().catch(() => ({ drift: undefined }));
  if (drift.length === 0) return;
  const objects = [...new Set(drift.map(({ object }) => object))].join(", ");
  const hint = `\`chatops status --env ${environment.name}\` shows what; --reapply fixes it.`;
  steps.warn(`${objects} in ${environment.name} is not as the release has it`, hint);
}
