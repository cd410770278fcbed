import { blockedWorkloads } from "./blocked-update.ts";
import type { ClusterState, PodContainer, PodState } from "./cluster-state.ts";
import { mismatchedImages } from "./image-check.ts";
import { deadServices } from "./ports.ts";
import { lostServices } from "./services.ts";

/** Helm is done, each workload has taken its new revision up, and all pods of it are ready. */
export const isReadyThroughout = (cluster: ClusterState): boolean =>
  cluster.isApplied &&
  cluster.workloads.every(({ isDone, isHook }) => isDone || isHook) &&
  cluster.pods.every(({ isReady, isTask }) => isReady || isTask);

/** All is ready, runs what was promoted, and answers where Services lead. */
export const isHealthy = (cluster: ClusterState): boolean =>
  isReadyThroughout(cluster) &&
  mismatchedImages(cluster).length === 0 &&
  !blockedWorkloads(cluster).some(({ block }) => block.isPaused) &&
  lostServices(cluster).length === 0 &&
  deadServices(cluster).length === 0;

/** It is ready, or has done its work, and nothing in it ended on the way. */
export const isWell = ({ isReady, containers }: PodState): boolean =>
  containers.every(({ restarts }) => restarts === 0) && (isReady || containers.every(hasEndedWell));

const hasEndedWell = ({ status, exitCode }: PodContainer): boolean =>
  /^(exited|restarting)$/.test(status) && exitCode === 0;

const mostPods = 2;

/** One line of progress: `2/3 ready · chat-7c9f8-x2x4z pulling`. */
export function summaryOf(cluster: ClusterState): string {
  const { workloads, pods } = cluster;
  const lasting = workloads.filter(({ isHook }) => !isHook);
  const sum = (of: "ready" | "wanted") => lasting.reduce((total, workload) => total + workload[of], 0);
  const busy = pods.filter(({ isReady, containers }) => !isReady && containers.some(isUnfinished));
  const shown = busy.slice(0, mostPods).map((pod) => `${pod.name} ${phaseOf(pod)}`);
  const more = busy.length > mostPods ? [`${busy.length - mostPods} more`] : [];
  const blocks = blockedWorkloads(cluster).map(({ block }) => block.why);
  return [`${sum("ready")}/${sum("wanted")} ready`, ...shown, ...more, ...blocks].join(" · ");
}

const isUnfinished = ({ status }: PodContainer) => status !== "exited";

function phaseOf({ isTask, node, unschedulable, containers, events }: PodState): string {
  if (!node) return unschedulable ? "finds no node" : "waits for a node";
  const current = containers.find(({ status, health }) => status !== "exited" && health !== "healthy");
  if (!current) return "starting";
  if (current.status === "running" && isTask) return "runs";
  if (current.status === "running") return current.isInit ? `runs ${current.container}` : "starting";
  if (current.status === "restarting") return `ended with code ${current.exitCode}`;
  if (current.waiting && !/^(ContainerCreating|PodInitializing)$/.test(current.waiting.reason))
    return current.waiting.reason;
  return events.at(-1)?.reason === "Pulling" ? "pulling" : "creating";
}
