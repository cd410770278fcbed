import { deleteStuckPods } from "../../adapters/kubernetes/stuck-pods.ts";
import type { Step, Steps } from "../../core/steps.ts";
import { type ManifestObject, workloadsOf } from "../../domain/promotion/manifest.ts";
import { runBeside } from "../beside.ts";
import type { ClusterPlace } from "../places/cluster.ts";
import type { RolloutOutcome } from "./outcome.ts";
import { beginWatch } from "./watch.ts";

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
  /** Has the last word on what was seen. */
  verify?: (outcome: RolloutOutcome) => Promise<RolloutOutcome>;
  /** Undefined where Helm has done it already. */
  helm: ((step: Pick<Step, "signal"> & { onLine: (line: string) => void }) => Promise<void>) | undefined;
}

/** Runs Helm and watches beside it until everything is healthy, or the cause of a failure is certain. */
export function rollOut(
  steps: Steps,
  { cluster, helmRelease }: ClusterPlace,
  { title, plan, objects, reference, digest, timeoutMs, helm, verify = async (outcome) => outcome }: Rollout,
  lease: AbortSignal,
): Promise<RolloutOutcome> {
  const expect = { verdict: undefined, timeline: [], warnings: [], pods: [] };
  return steps.change(title, { plan, expect }, async (step) => {
    const signal = AbortSignal.any([step.signal, lease]);
    const workloads = workloadsOf(objects).map((object) => expected(object, helm === undefined));
    const image = { reference, digest };
    const watch = await beginWatch(cluster, { helmRelease, workloads, image, timeoutMs });
    const applying = runBeside(
      helm &&
        (async (stopped) => {
          await helm({ signal: stopped, onLine: step.output });
          await deleteStuckPods(cluster, helmRelease, signal);
        }),
      signal,
    );
    try {
      const outcome = await verify(await watch.outcome({ ...step, signal }, () => applying));
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
