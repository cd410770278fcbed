import { revisions } from "../../adapters/helm.ts";
import { dropRevision } from "../../adapters/kubernetes/helm-storage.ts";
import { Failure } from "../../core/errors.ts";
import type { State, Work } from "./plan.ts";
import { removeRelease } from "./remove.ts";

/** Helm leaves a revision pending when it is killed, and refuses to go on until that is gone. */
const patienceMs = 5 * 60_000;

/** The state without what a killed Helm left; `cleared` if there was something, of which half may be in the cluster. */
export async function clearRemains(
  work: Work,
  state: State,
  lease: AbortSignal,
): Promise<{ state: State; cleared: boolean }> {
  const { helm } = work;
  const newest = state.revisions.at(-1);
  if (newest?.status === "uninstalling") {
    // Helm would neither upgrade nor install it.
    await removeRelease("Complete what a killed Helm began to take away", work, newest.revision, lease);
    return { state: { ...state, revisions: [] }, cleared: true };
  }
  if (!newest?.status.startsWith("pending-")) return { state, cleared: false };
  // The lease is ours, so a promotion that only began is one that died.
  const isOurs = state.history.promotions.at(-1)?.outcome === "begun";
  if (!isOurs && Date.now() - Date.parse(newest.updated) < patienceMs) {
    throw new Failure("locked", `Helm is at work on ${helm.name} since ${newest.updated} (${newest.status})`, {
      hint: "Wait for it; where nobody is at work, a promotion goes on after five minutes.",
    });
  }
  await dropPending(work, newest);
  return { state: { ...state, revisions: state.revisions.slice(0, -1) }, cleared: true };
}

/** Clears the revision that a Helm of this very run left pending, which would be in the way of the next one. */
export async function clearPending(work: Work, lease: AbortSignal): Promise<void> {
  const newest = (await revisions(work.helm, { signal: lease })).at(-1);
  if (newest?.status.startsWith("pending-")) await dropPending(work, newest);
}

function dropPending({ session, place, helm }: Work, { revision, status }: { revision: number; status: string }) {
  const plan = `delete the Secret of revision ${revision} (${status})`;
  return session.steps.change("Clear what a killed Helm left", { plan, expect: undefined }, () =>
    dropRevision(place.cluster, helm.name, revision),
  );
}
