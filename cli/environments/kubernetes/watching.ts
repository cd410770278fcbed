import type { NamespaceWatch } from "../../adapters/kubernetes/namespace-watch.ts";
import type { CompletedJobs } from "../../domain/rollout/completed-jobs.ts";
import type { Migrations } from "../../domain/rollout/migrations.ts";
import type { Kinds } from "../../domain/rollout/objects.ts";
import {
  type ApplyState,
  type Baseline,
  type ExpectedWorkload,
  type Observation,
  uidOf,
} from "../../domain/rollout/observation.ts";
import type { Timeline } from "../../domain/rollout/timeline.ts";
import type { CustomKinds } from "./custom-kinds.ts";
import type { Logs } from "./logs.ts";
import type { Nodes } from "./nodes.ts";
import type { Ports } from "./ports.ts";
import type { WakeSignal } from "./wake-signal.ts";

export type WatchRequest = Pick<Observation, "helmRelease" | "workloads" | "images"> & {
  timeoutMs: number;
  observeMs: number;
  /** Whether it is asked if anybody answers where Services lead; what ran before is not judged by that. */
  asksPorts: boolean;
};

/** A rollout that is being watched, and all that is read for it. */
export interface Watching {
  request: WatchRequest;
  seen: NamespaceWatch;
  before: Baseline;
  finished: CompletedJobs;
  wake: WakeSignal;
  logs: Logs;
  nodes: Nodes;
  ports: Ports;
  customs: CustomKinds;
  /** That of the promotion. */
  namespace: string;
  timeline: Timeline;
  migrations: Migrations;
}

/** All that is known at this moment. */
export function observe(watching: Watching, applying: ApplyState): Observation {
  const { request, before, namespace, finished, seen, logs, nodes, ports, customs } = watching;
  // One of the version before that gives way to this one's says nothing of it.
  const deletedJobs = seen.deletedJobs().filter((job) => !before.generations.has(uidOf(job)));
  finished.noteDeleted(deletedJobs, namespace);
  return {
    ...request,
    workloads: finished
      .mark(request.workloads)
      .map((workload) => ({ ...workload, isUnseen: isUnseen(workload, seen) })),
    before,
    namespace,
    applying,
    objects: seen.objects(),
    deletedJobs,
    customs: customs.objects,
    logs: logs.lines,
    nodes: nodes.list(),
    answers: ports.answers,
    refusedBefore: ports.refusedBefore,
    mayBeShielded: ports.mayBeShielded(),
  };
}

const kindsOf: Partial<Record<string, keyof Kinds>> = {
  Deployment: "deployments",
  StatefulSet: "statefulSets",
  DaemonSet: "daemonSets",
  Job: "jobs",
  Pod: "pods",
};

/** Whether it is in another namespace where one may not look. */
function isUnseen({ kind, namespace }: ExpectedWorkload, seen: NamespaceWatch): boolean {
  const feed = kindsOf[kind];
  return namespace !== undefined && feed !== undefined && !(seen.sees(feed, namespace) && seen.sees("pods", namespace));
}
