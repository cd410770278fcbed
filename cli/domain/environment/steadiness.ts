import type { EnvironmentStatus } from "../../results/status.ts";

/** How steadily a pod or container has run. */
export interface Steadiness extends Pick<EnvironmentStatus, "lastRestart" | "steadySince"> {
  restarts: number;
}

/** The latest of several moments, ISO 8601; undefined if there is none. */
export const latest = (moments: readonly (string | undefined)[]): string | undefined =>
  moments
    .filter((moment) => moment !== undefined)
    .sort((one, other) => Date.parse(one) - Date.parse(other))
    .at(-1);

/** How steadily all of them have run: whatever happened last to any of them counts. */
export function steadinessOf(all: readonly Steadiness[]): Steadiness {
  const restarts = all.flatMap(({ lastRestart }) => lastRestart ?? []);
  const last = latest(restarts.map(({ at }) => at));
  return {
    restarts: all.reduce((sum, each) => sum + each.restarts, 0),
    lastRestart: restarts.find(({ at }) => at === last),
    steadySince: latest(all.map(({ steadySince }) => steadySince)),
  };
}
