import { lastFailure, type Promotion } from "../../domain/environment/history.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import type { RolledOut } from "../../environments/environment.ts";
import type { PromotionFacts, PromotionResult } from "../../results/promotion.ts";
import { openBookkeeping } from "./bookkeeping.ts";
import { headOf } from "./result.ts";
import { rollBack } from "./roll-back.ts";
import { beginning, healthyNow, promotedBy, rolledBackBy, type Work } from "./work.ts";

/** Brings the version there, judges it and records that; rolls back if it fails. */
export async function execute(work: Work): Promise<PromotionResult> {
  const { session, attempt } = work;
  const { steps } = session;
  const { recorded } = attempt.subject;
  const failure = lastFailure(attempt.history, recorded);
  if (failure) steps.warn(`${recorded.version} failed here before: ${failure.cause}`);
  const ready = await attempt.makeReady();
  const begun = { ...beginning(recorded, session), ...rolledBackBy(work) };
  // As long as nothing is changed it may still be refused; from here on nothing waits for the history.
  if (!steps.dryRun) {
    await attempt.record(begun);
    steps.reach({ milestone: "promotion.begun", ...promotedBy(work) });
  }
  const rolledOut = await ready.rollOut();
  if (steps.dryRun) return { ...answerOf(work), outcome: "planned" };
  const { migrations } = rolledOut;
  const ended = {
    ...begun,
    revision: rolledOut.revision,
    ...(migrations.length > 0 && { migrations: [...migrations] }),
  };
  const { verdict } = rolledOut;
  return verdict ? fail(work, { ...rolledOut, verdict }, ended) : succeed(work, rolledOut, ended);
}

const answerOf = (work: Work, facts?: PromotionFacts) =>
  headOf(work.environment, work.attempt.subject, { ...facts, ...rolledBackBy(work) });

async function succeed(work: Work, { facts, revision }: RolledOut, ended: Promotion): Promise<PromotionResult> {
  const { session, attempt } = work;
  session.steps.reach({ milestone: "promotion.healthy", ...promotedBy(work) });
  const books = openBookkeeping(work);
  books.record(healthyNow(ended));
  await books.settled();
  return { ...answerOf(work, { ...facts, revision }), outcome: "healthy", previous: attempt.previous };
}

/** Rolls back, while what was seen is kept and the failure recorded. */
async function fail(
  work: Work,
  rolledOut: RolledOut & { verdict: Verdict },
  ended: Promotion,
): Promise<PromotionResult> {
  const { session, attempt } = work;
  const { verdict, facts, seen } = rolledOut;
  session.steps.reach({ milestone: "promotion.failed", ...promotedBy(work), cause: verdict.code });
  const books = openBookkeeping(work);
  books.keep({ ...ended, ...seen });
  books.record({ ...ended, outcome: "failed", cause: verdict.code, evidence: verdict.evidence });
  const rollingBack = rollBack(work, rolledOut, books);
  // Written down is also that rolling back failed.
  await rollingBack.catch(() => attempt.signal.throwIfAborted());
  const evidence = await books.settled();
  const aftermath = await rollingBack;
  return { ...answerOf(work, facts), outcome: "failed", verdict, evidence, aftermath };
}
