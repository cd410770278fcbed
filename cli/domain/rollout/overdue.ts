import type { WorkloadState } from "./cluster-state.ts";
import type { Deployment } from "./objects.ts";
import type { Rollout } from "./rollout.ts";

/** Since when a Deployment has not got on for as long as its deadline allows; undefined if it is within it. */
export function overdueSince({ status }: Deployment): string | undefined {
  const condition = status?.conditions?.find(({ reason }) => reason === "ProgressDeadlineExceeded");
  return condition && new Date(condition.lastUpdateTime ?? 0).toISOString();
}

/** What belongs to Deployments that are overdue; undefined if none is. */
export function overdueIn(rollout: Rollout): Rollout | undefined {
  const { cluster } = rollout;
  const workloads = cluster?.workloads.filter(({ isOverdue, isDone }) => isOverdue && !isDone) ?? [];
  if (!cluster || workloads.length === 0) return undefined;
  const isLate = (one: Pick<WorkloadState, "kind" | "name">) =>
    workloads.some(({ kind, name }) => kind === one.kind && name === one.name);
  const pods = cluster.pods.filter(({ workload }) => isLate(workload));
  const containers = pods.flatMap((pod) => pod.containers);
  return { ...rollout, containers, cluster: { ...cluster, workloads, pods, services: [] } };
}
