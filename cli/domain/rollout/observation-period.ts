import type { Rollout } from "./rollout.ts";

/** Whether all that was healthy stays so. */
export interface ObservationPeriod {
  /** Takes one look into account. Resolves to whether all has been healthy for long enough. */
  note: (rollout: Rollout, isHealthy: boolean, now: number) => boolean;
  /** The rollout beside what it was when all was healthy: what ends after that is no accident of its start. */
  compare: (rollout: Rollout) => Rollout;
}

export function trackObservationPeriod(observeMs: number): ObservationPeriod {
  let since: number | undefined;
  let endsWhenHealthy: Rollout["endsWhenHealthy"];
  return {
    note: ({ containers }, isHealthy, now) => {
      if (!isHealthy) since = undefined;
      else if (since === undefined) {
        since = now;
        const started = containers.filter(({ isOld }) => !isOld);
        endsWhenHealthy = new Map(started.map(({ name, restarts }) => [name, restarts]));
      }
      return since !== undefined && now - since >= observeMs;
    },
    compare: (rollout) => (endsWhenHealthy ? { ...rollout, endsWhenHealthy } : rollout),
  };
}
