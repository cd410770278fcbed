import { Failure, messageOf } from "../../../lib/errors.ts";
import { migrationsSince } from "../../domain/environment/migrations.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import type { RollbackPlan, RolledOut } from "../../environments/environment.ts";
import type { Aftermath } from "../../results/aftermath.ts";
import type { Bookkeeping } from "./bookkeeping.ts";
import { beginning, healthyNow, promotedBy, type Work } from "./work.ts";

/**
 * Rolls back what this promotion made to what ran before, and watches that to its end; removes what never ran before,
 * data kept. What it did not make is left alone. Throws if rolling back fails too, and then says both.
 */
export async function rollBack(
  work: Work,
  rolledOut: RolledOut & { verdict: Verdict },
  books: Bookkeeping,
): Promise<Aftermath> {
  const { attempt, rollback } = work;
  const way = await rolledOut.planRollback();
  if (way.to === "nowhere") return way.aftermath;
  if (!rollback) return { did: "kept", why: "asked" };
  const migrated = way.to === "earlier" && keptForMigration(work, way.name, rolledOut.migrations);
  if (migrated) return migrated;
  try {
    if (way.to === "earlier") return await returnTo(work, way, books);
    await way.remove();
    return { did: "removed" };
  } catch (error) {
    // Whoever stopped it, or took the lock, knows why it is not rolled back.
    if (attempt.signal.aborted) throw error;
    throw failedToo(attempt.subject.recorded.version, rolledOut.verdict, way, error);
  }
}

/** No migration is ever undone: whether a version runs with migrated data is known to people alone. */
function keptForMigration(
  { attempt, migrations }: Work,
  version: string,
  now: readonly string[],
): Aftermath | undefined {
  const since = migrations === "compatible" ? [] : migrationsSince(attempt.history, version, now);
  return since.length > 0 ? { did: "kept", why: "migrated", version, migrations: since } : undefined;
}

async function returnTo(
  work: Work,
  way: Extract<RollbackPlan, { to: "earlier" }>,
  books: Bookkeeping,
): Promise<Aftermath> {
  const { session } = work;
  const begun = way.recorded && beginning(way.recorded, session);
  // Before it begins: whoever finds it half-way knows that it was one of us.
  if (begun) books.record(begun);
  const { verdict, revision } = await way.rollBack();
  if (!verdict) {
    session.steps.reach({ milestone: "promotion.rolledBack", ...promotedBy(work), to: way.name });
    if (begun) books.record({ ...healthyNow(begun), revision });
    return { did: "rolledBack", version: way.name, revision };
  }
  const { code: cause, evidence } = verdict;
  if (begun) books.record({ ...begun, revision, outcome: "failed", cause, evidence });
  throw new Failure("rollbackFailed", verdict.cause, { details: evidence, hint: verdict.fix });
}

function failedToo(version: string, { cause, evidence }: Verdict, way: RollbackPlan, error: unknown): Failure {
  const { details, hint } = error instanceof Failure ? error : { details: [], hint: undefined };
  const what = way.to === "earlier" ? `rolling back to ${way.name}` : "removing it";
  return new Failure("rollbackFailed", `${version} failed, and ${what} failed too: ${messageOf(error)}`, {
    details: [...details, `${version} itself: ${cause}`, ...evidence],
    hint: hint ?? (way.to === "nowhere" ? "" : way.inspection),
    cause: error,
  });
}
