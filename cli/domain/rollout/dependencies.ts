import type { PodContainer, PodState, WorkloadState } from "./cluster-state.ts";

/** A program that is told to wait tries again after a while, and a Service needs a moment to lead to what is ready. */
const graceMs = 10_000;

/**
 * Excuses every crash that happened before everything else of the release was there, whatever the program says: a first
 * installation brings its database along, and neither waits for the other. What crashes itself is not waited for, unless
 * it has an excuse of its own.
 */
export function waitForOthers(pods: PodState[], workloads: WorkloadState[]): PodState[] {
  const byWorkload = Map.groupBy(pods, ({ workload }) => workload.name);
  const podsOf = ({ name }: WorkloadState) => byWorkload.get(name) ?? [];
  // Helm touches the rest only once a hook is done, if it does not run after it; what waits for its migration then tries in vain.
  const hooks = new Set(workloads.filter(({ isHook }) => isHook).map(({ name }) => name));
  const others = (name: string) =>
    workloads.filter(
      (other) => other.name !== name && (!hooks.has(name) || (!other.isHook && podsOf(other).length > 0)),
    );

  const whole = (workload: WorkloadState) =>
    !workload.failure && !workload.failedTries?.isEnough && !podsOf(workload).some(hasCrashed);
  const rootsSince = (name: string) => latest(others(name).filter(whole), podsOf);
  const isRecovering = (workload: WorkloadState) =>
    !workload.failure && podsOf(workload).every((pod) => lastEnd(pod) < rootsSince(workload.name) + graceMs);
  const since = (name: string) =>
    latest(
      others(name).filter((other) => whole(other) || isRecovering(other)),
      podsOf,
    );

  const untilOf = new Map([...byWorkload.keys()].map((name) => [name, since(name) + graceMs]));
  return pods.map((pod) => {
    const until = untilOf.get(pod.workload.name) ?? Number.NEGATIVE_INFINITY;
    const containers = pod.containers.map((container) => ({
      ...container,
      isExcused: hasFailed(container, pod) && container.endedAt < until,
    }));
    return { ...pod, containers };
  });
}

/** Jobs count the failures of their pods themselves. */
const hasFailed = ({ restarts, exitCode }: PodContainer, { isTask }: PodState): boolean =>
  restarts > 0 || (isTask && exitCode !== 0);

const hasCrashed = ({ containers }: PodState): boolean => containers.some(({ restarts }) => restarts > 0);

const lastEnd = ({ containers }: PodState): number => Math.max(0, ...containers.map(({ endedAt }) => endedAt));

/** A task is there once it has ended. */
const thereSince = (pod: PodState): number => (pod.isTask ? lastEnd(pod) : pod.readySince);

/** When the last of these workloads was there, in ms; without any, so long ago that nothing is excused by it. */
function latest(workloads: readonly WorkloadState[], podsOf: (workload: WorkloadState) => PodState[]): number {
  const since = workloads.map((workload) =>
    workload.isDone ? Math.max(0, ...podsOf(workload).map(thereSince)) : Number.POSITIVE_INFINITY,
  );
  return Math.max(Number.NEGATIVE_INFINITY, ...since);
}
