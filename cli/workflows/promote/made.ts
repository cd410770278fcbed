import { revisions } from "../../adapters/helm.ts";
import { madeSince } from "../../domain/promotion/revisions.ts";
import type { AppliedOutcome } from "./apply.ts";
import { isApplied, type State, type Work } from "./plan.ts";

/**
 * The revision that a promotion made, by its number. Helm may end before it makes one: if it cannot render the chart,
 * meets somebody else's object, or loses the API server. `unknown` if Helm failed and does not answer now.
 */
export type Made = number | "nothing" | "unknown";

/** What this promotion made, by the revisions before it and those of now. */
export async function whatHelmMade(
  { helm, plan }: Work,
  state: State,
  { applied }: AppliedOutcome,
  lease: AbortSignal,
): Promise<Made> {
  const newest = state.revisions.at(-1)?.revision ?? 0;
  if (isApplied(plan, state)) return newest;
  try {
    const chart = `${plan.release.chart?.name}-${plan.release.version}`;
    return madeSince(state.revisions, await revisions(helm, { signal: lease }), chart)?.revision ?? "nothing";
  } catch {
    lease.throwIfAborted();
    // Helm counts on from its newest one.
    return applied ? newest + 1 : "unknown";
  }
}
