import type { FailedTries, WorkloadState } from "./cluster-state.ts";
import { words } from "./events.ts";
import type { Job, Pod } from "./objects.ts";

type Progress = Pick<WorkloadState, "wanted" | "ready" | "isDone" | "failure" | "failedTries">;

/** How far a Job is, by its own limits: its controller says some seconds later than its pods that no try is left. */
export function jobProgress(job: Job, pods: readonly Pod[]): Progress {
  const { spec, status } = job;
  const is = (type: RegExp) => status?.conditions?.find((each) => type.test(each.type) && each.status === "True");
  const failed = is(/^Fail/);
  const isDone = is(/^Complete$/) !== undefined || spec?.suspend === true;
  return {
    wanted: spec?.completions ?? 1,
    ready: status?.succeeded ?? 0,
    isDone,
    failure: failed
      ? { reason: failed.reason ?? "", message: words(failed.message) }
      : exhausted(job, isDone ? [] : pods),
    failedTries: failedTries(job, pods),
  };
}

/** What the API server sets if the chart does not say how often a Job may fail. */
const usualLimit = 6;
/** More tries than these change nothing if nothing else does. */
const mostFailures = 3;

function failedTries({ spec }: Job, pods: readonly Pod[]): FailedTries | undefined {
  const failures = pods.map(failuresOf);
  const count = sum(failures);
  const isUsual = (spec?.backoffLimit ?? usualLimit) === usualLimit && !spec?.podFailurePolicy;
  const each = isIndexed(spec) ? mostOfAnIndex(pods) : Math.ceil(count / (spec?.parallelism ?? 1));
  return count > 0 ? { count, isEnough: isUsual && each > mostFailures } : undefined;
}

/** Why a Job will fail, as far as its pods show it. A `podFailurePolicy` may leave some of their failures out. */
function exhausted({ spec, status }: Job, pods: readonly Pod[]): WorkloadState["failure"] {
  const { backoffLimit = usualLimit, backoffLimitPerIndex, podFailurePolicy } = spec ?? {};
  if (status?.failedIndexes) return { reason: "FailedIndexes", message: `index ${words(status.failedIndexes)} failed` };
  if (podFailurePolicy) return undefined;
  const count = backoffLimitPerIndex === undefined ? sum(pods.map(failuresOf)) : mostOfAnIndex(pods);
  return count > (backoffLimitPerIndex ?? backoffLimit)
    ? { reason: "", message: `its pods failed ${timesOf(count)}` }
    : undefined;
}

export const timesOf = (count: number): string => (count === 1 ? "once" : `${count} times`);

const isIndexed = (spec: Job["spec"]): boolean => spec?.completionMode === "Indexed";

const indexLabel = "batch.kubernetes.io/job-completion-index";

const mostOfAnIndex = (pods: readonly Pod[]): number =>
  Math.max(0, ...[...Map.groupBy(pods, indexOf).values()].map((own) => sum(own.map(failuresOf))));

const indexOf = ({ metadata }: Pod): string | undefined => metadata?.annotations?.[indexLabel];

/** How often a pod ended in failure; what a node threw out or lost says nothing of the program. */
function failuresOf({ status }: Pod): number {
  const isDisrupted = status?.conditions?.some(({ type, status: is }) => type === "DisruptionTarget" && is === "True");
  if (status?.phase === "Failed") return status.reason || isDisrupted ? 0 : 1;
  return Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
