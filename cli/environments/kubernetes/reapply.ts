import { type DriftedField, removeAdded } from "../../adapters/kubernetes/drift.ts";
import type { Session } from "../../core/session.ts";
import type { Connection } from "./connection.ts";
import type { AppliedOutcome } from "./rollout.ts";
import { driftOfRelease } from "./status.ts";

/**
 * Takes out of the objects of a release what was added by hand, once Helm has given back what was changed: it leaves that.
 * If the release is not healthy without, that is put there again.
 */
export async function takeBackAdded(
  session: Session,
  connection: Connection,
  applied: AppliedOutcome,
  watch: () => Promise<AppliedOutcome>,
): Promise<AppliedOutcome> {
  const added = await lookForAdded(session, connection);
  const putBack: (() => Promise<void>)[] = [];
  const undo = async () => {
    for (const again of putBack)
      await again().catch((error: Error) => session.steps.warn(`Not everything is as it was: ${error.message}`));
  };
  try {
    for (const fields of added) putBack.push(await takeBack(session, connection, fields));
    if (putBack.length === 0 || session.steps.dryRun) return applied;
    const outcome = await watch();
    if (outcome.verdict) await undo();
    return { ...outcome, applied: applied.applied };
  } catch (error) {
    await undo();
    throw error;
  }
}

/** What was added, object by object. */
async function lookForAdded({ steps }: Session, { cluster, helmRelease }: Connection): Promise<DriftedField[][]> {
  const drift = await steps.look("Look for what was added by hand", async (step) => {
    const found = ((await driftOfRelease(cluster, helmRelease)) ?? []).filter(({ isAdded }) => isAdded);
    step.say(found.length === 0 ? "nothing" : `${found.length === 1 ? "one field" : `${found.length} fields`}`);
    return found;
  });
  return [...new Set(drift.map(({ object }) => object))].map((name) => drift.filter(({ object }) => object === name));
}

/** Answers how to put it there again. */
async function takeBack(
  { steps }: Session,
  { cluster }: Connection,
  fields: readonly DriftedField[],
): Promise<() => Promise<void>> {
  const [first] = fields;
  const nothing = async () => {};
  if (!first) return nothing;
  const plan = fields.map(({ object, field }) => `remove ${field} of ${object}`);
  const paths = fields.map(({ path }) => path);
  return steps.change(`Take back what was added to ${first.object}`, { plan, expect: nothing }, () =>
    removeAdded(cluster, first.of, paths),
  );
}
