import { deleteStuckPods } from "../../adapters/kubernetes/stuck-pods.ts";
import { messageOf } from "../../core/errors.ts";
import { ProcessFailure } from "../../core/processes.ts";
import type { Step, Steps } from "../../core/steps.ts";
import { type ManifestObject, workloadsOf } from "../../domain/promotion/manifest.ts";
import type { Place } from "../places/cluster.ts";
import { beginWatch, type RolloutOutcome } from "./watch.ts";

/** One run of Helm and what is to be seen in the cluster afterwards. */
export interface Rollout {
  title: string;
  /** What a dry run prints. */
  plan: string[];
  objects: readonly ManifestObject[];
  /** What the pods are to run: `registry/chat:1.4.0@sha256:…`. */
  reference: string;
  digest: string;
  timeoutMs: number;
  /** Undefined where Helm has done it already. */
  helm: ((step: Pick<Step, "signal"> & { onLine: (line: string) => void }) => Promise<void>) | undefined;
}

/** Runs Helm and watches beside it until everything is healthy, or the cause of a failure is certain. */
export function rollOut(
  steps: Steps,
  { cluster, release }: Place,
  { title, plan, objects, reference, digest, timeoutMs, helm }: Rollout,
  lease: AbortSignal,
): Promise<RolloutOutcome> {
  const expect = { verdict: undefined, timeline: [], warnings: [], pods: [] };
  return steps.change(title, { plan, expect }, async (step) => {
    const signal = AbortSignal.any([step.signal, lease]);
    const workloads = workloadsOf(objects).map((object) => expected(object, helm === undefined));
    const image = { reference, digest };
    const watch = await beginWatch(cluster, { release, workloads, image, timeoutMs });
    const applying = follow(
      helm &&
        (async (running) => {
          await helm(running);
          await deleteStuckPods(cluster, release, signal);
        }),
      signal,
      step,
    );
    try {
      const outcome = await watch.outcome({ ...step, signal }, applying.state);
      for (const warning of [...outcome.warnings, outcome.unverified ?? []].flat()) steps.warn(warning);
      if (outcome.verdict) step.fail("failed");
      else step.say("healthy");
      return outcome;
    } finally {
      await applying.stop();
    }
  });
}

/** Where an earlier run had Helm make it, a Job that is deleted after its work may have done so long ago. */
const expected = ({ kind, metadata, spec = {} }: ManifestObject, isMade: boolean) => ({
  kind,
  name: metadata.name,
  mayBeGone: isMade && kind === "Job" && "ttlSecondsAfterFinished" in spec,
});

interface Applying {
  state: () => { ended: boolean; error: string | undefined };
  /** Ends Helm where it still waits for a hook, and waits for its end. */
  stop: () => Promise<void>;
}

function follow(helm: Rollout["helm"], signal: AbortSignal, step: Step): Applying {
  const stopping = new AbortController();
  const state: { ended: boolean; error: string | undefined } = { ended: !helm, error: undefined };
  const running = helm?.({ signal: AbortSignal.any([signal, stopping.signal]), onLine: step.output }).catch(
    (error: unknown) => {
      state.error = error instanceof ProcessFailure && error.stderr ? error.stderr : messageOf(error);
    },
  );
  const ended = running?.then(() => {
    state.ended = true;
  });
  return {
    state: () => state,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}
