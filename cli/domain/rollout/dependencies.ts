import { guiltyLine } from "../verdicts/guilty-line.ts";
import type { PodContainer, PodState, WorkloadState } from "./cluster.ts";

const connection =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|connection refused|no such host|could not connect|name or service not known/i;

const lacksConnection = ({ restarts, log }: PodContainer) => restarts > 0 && connection.test(guiltyLine(log) ?? "");

/**
 * Forgives every crash that speaks of a connection and happened before everything else of the release was ready: a
 * first installation brings its database along, and neither waits for the other.
 */
export function waitForOthers(pods: PodState[], workloads: WorkloadState[]): PodState[] {
  const excuse = (pod: PodState): PodState => {
    const others = workloads.filter(({ isHook, name }) => !isHook && name !== pod.workload.name);
    const since = Math.max(0, ...others.map((other) => readySince(other, pods)));
    const containers = pod.containers.map((container) =>
      lacksConnection(container) && container.endedAt < since
        ? { ...container, forgiven: Number.POSITIVE_INFINITY }
        : container,
    );
    return { ...pod, containers };
  };
  return pods.map(excuse);
}

/** When a workload was there; one that lacks the same connection is not what is waited for. */
function readySince({ name, isDone }: WorkloadState, pods: PodState[]): number {
  const own = pods.filter(({ workload }) => workload.name === name);
  if (own.some(({ containers }) => containers.some(lacksConnection))) return 0;
  return isDone ? Math.max(0, ...own.map((pod) => pod.readySince)) : Number.POSITIVE_INFINITY;
}
