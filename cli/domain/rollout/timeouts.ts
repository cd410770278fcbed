/** How long a rollout may take to become healthy, unless a person says otherwise. */
export const defaultTimeoutMs = 5 * 60_000;

/** How long going back may take: what a person waits for a new version says nothing of how long the old one takes. */
export const rollbackTimeoutMs = (timeoutMs: number): number => Math.max(timeoutMs, defaultTimeoutMs);

/** How long what ran before is watched once it is ready again: it was healthy, and everybody waits for it. */
export const observedAgain = (observeMs: number): number => Math.min(observeMs, 3_000);
