import { revisionsOf } from "../../adapters/kubernetes/helm-revisions.ts";
import { madeSince } from "../../domain/promotion/revisions.ts";
import type { Work } from "./plan.ts";
import type { AppliedOutcome } from "./rollout.ts";
import { isApplied, type State } from "./state.ts";

/**
 * The revision that a promotion made, by its number. Helm may end before it makes one: if it cannot render the chart,
 * meets somebody else's object, or loses the API server. `overtaken` if somebody has made another one since, and `unknown`
 * if Helm failed and does not answer now.
 */
export type Made = number | "nothing" | "overtaken" | "unknown";

/** What this promotion made, by the revisions before it and those of now. */
export async function whatHelmMade(
  { connection, helm, plan }: Work,
  state: State,
  { applied }: AppliedOutcome,
  lease: AbortSignal,
): Promise<Made> {
  const found = state.revisions.at(-1)?.revision ?? 0;
  const isResumed = isApplied(plan, state);
  try {
    const now = await revisionsOf(connection.cluster, helm.name);
    const chart = `${plan.release.chart?.name}-${plan.release.version}`;
    const made = isResumed ? found : madeSince(state.revisions, now, chart)?.revision;
    if (made === undefined) return "nothing";
    return (now.at(-1)?.revision ?? made) > made ? "overtaken" : made;
  } catch {
    lease.throwIfAborted();
    if (isResumed) return found;
    // Helm counts on from its newest one.
    return applied ? found + 1 : "unknown";
  }
}
