import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { watchNamespace } from "../../adapters/kubernetes/observe.ts";
import type { Step } from "../../core/steps.ts";
import type { PromotedImage } from "../../domain/rollout/cluster.ts";
import { createFinished } from "../../domain/rollout/finished.ts";
import { type Applying, type ExpectedWorkload, rememberBefore } from "../../domain/rollout/observation.ts";
import { createTimeline } from "../../domain/rollout/timeline.ts";
import { createJudge } from "../../domain/verdicts/all.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { createBell } from "./bell.ts";
import { createLogs } from "./logs.ts";
import { createNodes } from "./nodes.ts";
import { waitForOutcome } from "./outcome.ts";

export interface WatchRequest {
  /** Its name, which is the label `app.kubernetes.io/instance`. */
  helmRelease: string;
  /** Those of the rendered manifest, without hooks: these are recognised by themselves. */
  workloads: readonly ExpectedWorkload[];
  image: PromotedImage;
  timeoutMs: number;
}

export interface RolloutOutcome {
  /** Undefined where all is healthy. */
  verdict: Verdict | undefined;
  /** A line for each pod: `chat-7c9f8-x2x4z node-2 scheduled 0.1 s · pulled 0.6 s · started 0.9 s · ready 2.1 s`. */
  timeline: string[];
  warnings: string[];
  pods: PodOutcome[];
  /** Why it cannot be said which image the pods run; absent where they run the promoted one. */
  unverified?: string;
}

export interface PodOutcome {
  name: string;
  node: string | undefined;
  image: string;
  imageId: string;
  ready: boolean;
}

export interface RolloutWatch {
  /** Waits until all is healthy, the cause of a failure is certain, or the time is up; the watch ends with it. */
  outcome: (step: Pick<Step, "signal" | "progress">, applied: () => Applying) => Promise<RolloutOutcome>;
}

/**
 * Starts to watch a namespace, before Helm changes it: whatever happens from now on is seen, also hooks, and what was
 * sick before is told apart.
 */
export async function beginWatch(cluster: Cluster, request: WatchRequest): Promise<RolloutWatch> {
  const stopping = new AbortController();
  const bell = createBell();
  const seen = await watchNamespace(cluster, bell.ring, stopping.signal);
  const watching = {
    request,
    seen,
    bell,
    before: rememberBefore(seen.objects()),
    finished: createFinished(),
    logs: createLogs(cluster, bell.ring),
    nodes: createNodes(cluster, bell.ring),
    timeline: createTimeline(),
    judge: createJudge(),
  };
  return {
    outcome: (step, applied) => waitForOutcome(watching, step, applied).finally(() => stopping.abort()),
  };
}
