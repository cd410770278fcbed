import type { WorkloadState } from "./cluster-state.ts";
import type { ExpectedWorkload } from "./observation.ts";

/** The Jobs that were seen complete: `ttlSecondsAfterFinished` takes them away, which does not undo what they did. */
export interface CompletedJobs {
  note: (workloads: readonly WorkloadState[]) => void;
  /** The same workloads, those marked that need not be there any more. */
  mark: (workloads: readonly ExpectedWorkload[]) => ExpectedWorkload[];
}

export function trackCompletedJobs(): CompletedJobs {
  const names = new Set<string>();
  return {
    note: (workloads) => {
      for (const { kind, name, isDone, isHook } of workloads) if (kind === "Job" && isDone && !isHook) names.add(name);
    },
    mark: (workloads) =>
      workloads.map((each) => (each.kind === "Job" && names.has(each.name) ? { ...each, mayBeGone: true } : each)),
  };
}
