import { Failure } from "../../../lib/errors.ts";
import { type Revision, revisionsOf } from "../../adapters/kubernetes/helm-revisions.ts";
import { dropRevision } from "../../adapters/kubernetes/helm-secrets.ts";
import type { ExitReason } from "../../core/exit-codes.ts";
import type { ManifestObject } from "../../domain/promotion/manifest.ts";
import { isLeftByUs } from "../../domain/promotion/revisions.ts";
import { compareWithFailure } from "./kept-failure.ts";
import type { Work } from "./plan.ts";
import { hasDeletedNothing, takeBackUninstall } from "./refused-uninstall.ts";
import { remainsOf } from "./remains.ts";
import { objectsOf, type State } from "./state.ts";
import { uninstallRelease } from "./uninstall.ts";

/** Helm leaves a revision pending when it is killed, and refuses to go on until that is gone. */
const patienceMs = 5 * 60_000;

/** What is left once the remains of a killed Helm are cleared. */
interface Left {
  state: State;
  /** They were ours, and half of them may be in the cluster. */
  cleared: boolean;
  /** Objects that no revision of Helm has any more. */
  remains: ManifestObject[];
}

/** The state without what a killed Helm left. */
export async function clearInterrupted(work: Work, state: State, lease: AbortSignal): Promise<Left> {
  const { helm } = work;
  const newest = state.revisions.at(-1);
  if (newest?.status === "uninstalling") {
    // Helm would neither upgrade nor install it.
    const objects = await objectsOf(work.connection, newest.revision);
    if (await hasDeletedNothing(work, objects)) return withoutUninstall(work, state, newest);
    await uninstallRelease("Finish an interrupted uninstall", { ...work, objects }, newest.revision, lease);
    return { state: { ...state, revisions: [] }, cleared: false, remains: [] };
  }
  if (!newest?.status.startsWith("pending-")) {
    // A favour, as below: a promotion goes well without.
    const remains = await compareWithFailure(work, state).catch(() => []);
    lease.throwIfAborted();
    return { state, cleared: false, remains };
  }
  verifyNobodyAtWork(helm.name, state);
  const cleared = isLeftByUs(state.history.promotions, newest);
  // They are looked for as a favour: a promotion does not depend on it.
  const remains = cleared ? await remainsOf(work, state, newest.revision).catch(() => []) : [];
  await dropRevisionOf(work, newest);
  return { state: { ...state, revisions: state.revisions.slice(0, -1) }, cleared, remains };
}

/** What an uninstall that a hook of the chart refused, or that was killed at once, has left as it was. */
async function withoutUninstall(work: Work, state: State, newest: Revision): Promise<Left> {
  const { revision } = newest;
  const plan = `call revision ${revision} deployed, as an uninstall has deleted nothing`;
  await work.session.steps.change("Take back an uninstall that deleted nothing", { plan, expect: undefined }, () =>
    takeBackUninstall(work, revision),
  );
  const revisions = [...state.revisions.slice(0, -1), { ...newest, status: "deployed" as const }];
  return { state: { ...state, revisions }, cleared: false, remains: [] };
}

/** Throws if another Helm seems to be at work. Only for who holds the lease: a promotion that only began is one that died. */
export function verifyNobodyAtWork(
  helmRelease: string,
  { history, revisions }: Pick<State, "history" | "revisions">,
): void {
  const newest = revisions.at(-1);
  if (!newest?.status.startsWith("pending-") || isLeftByUs(history.promotions, newest)) return;
  if (Date.now() - Date.parse(newest.updated) >= patienceMs) return;
  throw new Failure<ExitReason>(
    "locked",
    `Helm has been at work on ${helmRelease} since ${newest.updated} (${newest.status})`,
    { hint: "Wait for it; if nobody is at work, chatops goes on after five minutes." },
  );
}

/**
 * Clears the revision that a rollback of this very run left half done. Helm compares the next one with the newest revision:
 * that has to be `failed` again, the version that is gone back from, or what it added would stay.
 */
export async function clearRollback(work: Work, failed: number): Promise<void> {
  const newest = (await revisionsOf(work.connection.cluster, work.helm.name)).at(-1);
  const isHalfDone = newest && /^(failed|pending-rollback)$/.test(newest.status);
  if (isHalfDone && newest.revision > failed) await dropRevisionOf(work, newest);
}

/** A Helm that lost the API server at its end leaves what it made pending; once gone back from, that is of no use. */
export async function clearFailed(work: Work, all: readonly Revision[], failed: number): Promise<void> {
  const left = all.find(({ revision, status }) => revision === failed && status.startsWith("pending-"));
  // Only the history of Helm is not as tidy if that fails.
  if (left) await dropRevisionOf(work, left).catch(() => {});
}

function dropRevisionOf(
  { session, connection, helm }: Work,
  { revision, status }: { revision: number; status: string },
) {
  const plan = `delete the Secret of revision ${revision} (${status})`;
  return session.steps.change("Remove an interrupted Helm revision", { plan, expect: undefined }, () =>
    dropRevision(connection.cluster, helm.name, revision),
  );
}
