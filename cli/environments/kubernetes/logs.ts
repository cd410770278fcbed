import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { readLog } from "../../adapters/kubernetes/logs.ts";
import type { ClusterState, PodContainer, PodState } from "../../domain/rollout/cluster-state.ts";
import { isWell } from "../../domain/rollout/health.ts";
import { logKey } from "../../domain/rollout/observation.ts";

/** Logs of containers that something is wrong with. */
export interface Logs {
  /** Last lines, by `logKey`. */
  lines: ReadonlyMap<string, string[]>;
  /** All that was read of a pod, in the order in which it was. */
  of: (pod: PodState) => ReadLog[];
  /** Reads those that are not read yet, or have changed. */
  want: (state: ClusterState) => void;
  /** Reads what is not finished anew, since nothing else may say why. */
  wantUnfinished: (state: ClusterState) => void;
  /** Waits until what is wanted is read. */
  settled: () => Promise<unknown>;
}

/** The last lines that one run of a container wrote. */
export interface ReadLog {
  container: string;
  /** 1 for its first run of this rollout. */
  run: number;
  lines: string[];
}

/** A replica fails like the others: the logs of a few say it. */
const mostPods = 8;

export function createLogs(cluster: Cluster, onRead: () => void): Logs {
  const lines = new Map<string, string[]>();
  const runs = new Map<string, ReadLog & { of: string }>();
  const read = new Map<string, string>();
  const reading = new Set<Promise<void>>();

  const start = (pod: PodState, { container, status, restarts }: PodContainer) => {
    const key = logKey(pod, container);
    const previous = status === "running" && restarts > 0;
    const task = readLog(cluster, {
      namespace: pod.namespace || cluster.namespace,
      pod: pod.name,
      container,
      previous,
    }).then((found) => {
      if (found.length > 0) {
        const run = Math.max(1, restarts);
        lines.set(key, found);
        runs.set(`${key} ${run}`, { of: logKey(pod, ""), container, run, lines: found });
      }
      reading.delete(task);
      onRead();
    });
    reading.add(task);
  };

  return {
    lines,
    of: (pod) => [...runs.values()].filter(({ of }) => of === logKey(pod, "")).map(({ of, ...log }) => log),
    want: ({ pods }) => {
      for (const pod of pods.filter(isTroubled).slice(0, mostPods))
        for (const container of pod.containers.filter((each) => isWanted(each, pod))) {
          const version = versionOf(container, pod);
          const key = logKey(pod, container.container);
          if (read.get(key) !== version) start(pod, container);
          read.set(key, version);
        }
    },
    wantUnfinished: ({ pods }) => {
      for (const pod of pods.filter(isUnfinished).slice(0, mostPods))
        for (const container of pod.containers.filter(({ status }) => status === "running")) start(pod, container);
    },
    settled: () => Promise.all(reading),
  };
}

/** A task is ready as long as it runs, and is to end all the same. */
const isUnfinished = (pod: PodState) => pod.isTask || pod.workload.isHook || !isWell(pod);

const isTroubled = (pod: PodState) => pod.containers.some((container) => isWanted(container, pod));

const isWanted = (container: PodContainer, pod: PodState): boolean =>
  container.status !== "created" && (container.restarts > 0 || container.exitCode !== 0 || failures(pod) > 0);

const failures = ({ events }: PodState) =>
  events.filter(({ reason }) => /^(Unhealthy|Killing)$/.test(reason)).reduce((sum, { count }) => sum + count, 0);

const versionOf = ({ status, restarts, exitCode }: PodContainer, pod: PodState) =>
  `${status} ${restarts} ${exitCode} ${failures(pod)}`;
