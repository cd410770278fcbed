import type { WorkloadState } from "./cluster-state.ts";
import type { Job } from "./objects.ts";
import type { ExpectedWorkload } from "./observation.ts";

/** The Jobs that were seen complete: `ttlSecondsAfterFinished` takes them away, which does not undo what they did. */
export interface CompletedJobs {
  note: (workloads: readonly WorkloadState[]) => void;
  /** Those that were deleted meanwhile, as they were last; `namespace` is that of the promotion. */
  noteDeleted: (jobs: readonly Job[], namespace: string) => void;
  /** The same workloads, those marked that need not be there any more. */
  mark: (workloads: readonly ExpectedWorkload[]) => ExpectedWorkload[];
}

export function trackCompletedJobs(): CompletedJobs {
  const seen = new Set<string>();
  return {
    note: (workloads) => {
      for (const each of workloads) if (each.kind === "Job" && each.isDone && !each.isHook) seen.add(keyOf(each));
    },
    noteDeleted: (jobs, home) => {
      for (const { metadata: { name = "", namespace } = {} } of jobs.filter(isComplete))
        seen.add(keyOf({ name, namespace: namespace === home ? undefined : namespace }));
    },
    mark: (workloads) =>
      workloads.map((each) => (each.kind === "Job" && seen.has(keyOf(each)) ? { ...each, mayBeGone: true } : each)),
  };
}

const isComplete = ({ status }: Job): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === "Complete" && is === "True") ?? false;

const keyOf = ({ namespace = "", name }: Pick<ExpectedWorkload, "namespace" | "name">): string =>
  `${namespace}/${name}`;
