import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { watchNamespaces } from "../../adapters/kubernetes/namespace-watch.ts";
import type { Step } from "../../core/steps.ts";
import { takeBaseline } from "../../domain/rollout/baseline.ts";
import { clusterRolloutOf } from "../../domain/rollout/cluster-rollout.ts";
import { trackCompletedJobs } from "../../domain/rollout/completed-jobs.ts";
import { createMigrations } from "../../domain/rollout/migrations.ts";
import type { NamespaceObjects } from "../../domain/rollout/objects.ts";
import type { ApplyState } from "../../domain/rollout/observation.ts";
import { createTimeline } from "../../domain/rollout/timeline.ts";
import { watchCustomKinds } from "./custom-kinds.ts";
import { createLogs } from "./logs.ts";
import { createNodes } from "./nodes.ts";
import { createPorts } from "./ports.ts";
import { type RolloutOutcome, waitForOutcome } from "./wait.ts";
import { createWakeSignal } from "./wake-signal.ts";
import { observe, type Watching, type WatchRequest } from "./watching.ts";

export interface RolloutWatch {
  /** All that is seen of the namespace now. */
  objects: () => NamespaceObjects;
  /** Whether objects of a kind are seen at all. */
  sees: (kind: keyof NamespaceObjects) => boolean;
  /** Judges by these workloads from now on. */
  expect: (workloads: WatchRequest["workloads"]) => void;
  /** Waits until all is healthy, the cause of a failure is certain, or the time is up; the watch ends with it. */
  outcome: (step: Pick<Step, "signal" | "progress" | "pod">, applied: () => ApplyState) => Promise<RolloutOutcome>;
}

/** Namespaces that are followed, whatever is to be judged by it. */
export interface OpenWatch extends Pick<Watching, "seen" | "wake"> {
  /** Namespaces besides that of the promotion. */
  others: readonly string[];
  close: () => void;
}

/** Starts to follow the namespace of a promotion, and others. */
export async function openWatch(cluster: Cluster, others: readonly string[]): Promise<OpenWatch> {
  const stopping = new AbortController();
  const wake = createWakeSignal();
  const seen = await watchNamespaces(cluster, others, wake.notify, stopping.signal);
  return { seen, wake, others, close: () => stopping.abort() };
}

/**
 * Watches a rollout from before Helm changes anything: whatever happens from now on is seen, also hooks, and what was
 * sick before is told apart. `opened` ends with it.
 */
export async function beginWatch(cluster: Cluster, request: WatchRequest, opened?: OpenWatch): Promise<RolloutWatch> {
  const { seen, wake, close } = await watchOf(cluster, request, opened);
  const watching: Watching = {
    request,
    seen,
    wake,
    before: takeBaseline(seen.objects()),
    finished: trackCompletedJobs(),
    migrations: createMigrations(),
    logs: createLogs(cluster, wake.notify),
    nodes: createNodes(cluster, wake.notify),
    customs: watchCustomKinds(cluster, wake.notify),
    namespace: cluster.namespace,
    ports: createPorts(cluster, wake.notify),
    timeline: createTimeline(),
  };
  const found = observe(watching, { ended: true, error: undefined });
  if (request.asksPorts) watching.ports.remember(clusterRolloutOf(found).cluster);
  return {
    objects: seen.objects,
    expect: (workloads) => {
      watching.request = { ...watching.request, workloads };
      wake.notify();
    },
    sees: (kind) => seen.lost() === undefined && !seen.forbidden().includes(kind),
    outcome: (step, applied) => waitForOutcome(watching, step, applied).finally(close),
  };
}

async function watchOf(
  cluster: Cluster,
  { workloads }: WatchRequest,
  opened: OpenWatch | undefined,
): Promise<OpenWatch> {
  const elsewhere = [...new Set(workloads.filter(startsPods).flatMap(({ namespace }) => namespace ?? []))];
  if (opened && elsewhere.every((namespace) => opened.others.includes(namespace))) return opened;
  opened?.close();
  return openWatch(cluster, elsewhere);
}

/** Other custom kinds have no pods: what is in the namespace of a dashboard or a rule says nothing of this release. */
const startsPods = ({ custom, images = [] }: WatchRequest["workloads"][number]): boolean =>
  !custom || images.length > 0;
