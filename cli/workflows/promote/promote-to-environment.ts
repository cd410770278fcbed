import type { Session } from "../../core/session.ts";
import type { Environment, PreparedPromotion, PromotionRequest } from "../../environments/environment.ts";
import type { PromotionFacts, PromotionResult } from "../../results/promotion.ts";
import { execute } from "./execute.ts";
import { headOf } from "./result.ts";

/** Brings a version into an environment and watches it; rolls back if it fails. */
export async function promoteToEnvironment(
  session: Session,
  environment: Environment,
  request: PromotionRequest,
): Promise<PromotionResult> {
  const prepared = await environment.prepare(session, request);
  try {
    return await promotePrepared(session, environment, prepared, request);
  } finally {
    await prepared.dispose();
  }
}

async function promotePrepared(
  session: Session,
  environment: Environment,
  prepared: PreparedPromotion,
  { project, rollback }: PromotionRequest,
): Promise<PromotionResult> {
  const unchanged = ({ subject }: Pick<PreparedPromotion, "subject">, facts: PromotionFacts) =>
    ({ ...headOf(environment, subject, facts), outcome: "unchanged" }) as const;
  const current = await prepared.current();
  if (current) return unchanged(prepared, current);
  await prepared.preflight();
  const purpose = `promote ${prepared.subject.recorded.version} to ${environment.name}`;
  return prepared.alone(purpose, async (attempt) => {
    // Another run may just have brought it.
    const brought = await attempt.current();
    if (brought) return unchanged(attempt, brought);
    return execute({ session, environment, attempt, project: project.config.name, rollback });
  });
}
