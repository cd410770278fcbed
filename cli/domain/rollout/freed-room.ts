import type { ClusterState, PodState, WorkloadState } from "./cluster-state.ts";

/**
 * Whether pods may go by themselves, which frees what they use: some are going, a task is at work, or new pods that are
 * not ready yet take the place of old ones, which go after that.
 */
export const mayFreeRoom = ({ leaving, workloads, pods }: ClusterState): boolean =>
  leaving.length > 0 ||
  workloads.some((workload) => {
    const own = pods.filter((pod) => isOf(pod, workload) && pod.node !== undefined);
    if (own.some(isAtWork)) return !workload.isDone && !workload.failure;
    const isReplacing = workload.isReplacing || workload.isCustom;
    return isReplacing === true && (workload.isSettling === true || own.some(({ isReady }) => !isReady));
  });

const isOf = ({ workload }: PodState, { kind, name, isHook }: WorkloadState): boolean =>
  workload.kind === kind && workload.name === name && workload.isHook === isHook;

const isAtWork = ({ isTask, containers }: PodState): boolean =>
  isTask && containers.some(({ status }) => status === "running" || status === "created");
