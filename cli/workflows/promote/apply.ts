import { claimsOf, markKept, retainClaims } from "../../adapters/kubernetes/claims.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { deleteStuckPods } from "../../adapters/kubernetes/stuck-pods.ts";
import { messageOf } from "../../core/errors.ts";
import type { Step, Steps } from "../../core/steps.ts";
import { type HelmAction, type ManifestObject, workloadsOf } from "../../domain/promotion/manifest.ts";
import type { NamespaceObjects } from "../../domain/rollout/objects.ts";
import { helmReleaseOf } from "../../domain/rollout/ownership.ts";
import { runBeside } from "../beside.ts";
import type { ClusterPlace } from "../places/cluster.ts";
import { patienceWith, withinPatience } from "./helm-patience.ts";
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
  /** What Helm does, as its hooks call it. */
  actions: HelmAction[];
  /** Has the last word on what was seen. */
  verify?: (outcome: RolloutOutcome) => Promise<RolloutOutcome>;
  /** Undefined where Helm has done it already. */
  helm: ((step: Pick<Step, "signal"> & { onLine: (line: string) => void }) => Promise<void>) | undefined;
}

export interface AppliedOutcome extends RolloutOutcome {
  /** Helm ended without an error. */
  applied: boolean;
}

/** Runs Helm and watches beside it until everything is healthy, or the cause of a failure is certain. */
export function rollOut(
  steps: Steps,
  { cluster, helmRelease }: ClusterPlace,
  { title, plan, objects, reference, digest, timeoutMs, actions, helm, verify = async (outcome) => outcome }: Rollout,
  lease: AbortSignal,
): Promise<AppliedOutcome> {
  const expect = { verdict: undefined, timeline: [], warnings: [], pods: [], applied: true };
  return steps.change(title, { plan, expect }, async (step) => {
    const signal = AbortSignal.any([step.signal, lease]);
    const workloads = workloadsOf(objects).map((object) => expected(object, helm === undefined));
    const image = { reference, digest };
    const watch = await beginWatch(cluster, { helmRelease, workloads, image, timeoutMs });
    if (helm) await keepClaims(steps, cluster, watch.objects(), { helmRelease, objects }, signal);
    const applying = runBeside(
      helm &&
        (async (stopped) => {
          const patienceMs = patienceWith(objects, actions, timeoutMs);
          await withinPatience(patienceMs, stopped, (bounded) => helm({ signal: bounded, onLine: step.output }));
          await deleteStuckPods(cluster, helmRelease, signal);
        }),
      signal,
    );
    try {
      const outcome = await verify(await watch.outcome({ ...step, signal }, () => applying));
      for (const warning of [...outcome.warnings, outcome.unverified ?? []].flat()) steps.warn(warning);
      if (outcome.verdict) step.fail("failed");
      else step.say("healthy");
      return { ...outcome, applied: applying.ended && applying.error === undefined };
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

/** What Helm is about to take away, since these objects do not have it any more: claims stay, and so does their data. */
async function keepClaims(
  steps: Steps,
  cluster: Cluster,
  { claims, statefulSets }: NamespaceObjects,
  { helmRelease, objects }: { helmRelease: string; objects: readonly ManifestObject[] },
  signal: AbortSignal,
): Promise<void> {
  const isStaying = (kind: string, name = "") =>
    objects.some((object) => object.kind === kind && object.metadata.name === name);
  const going = claimsOf(claims, helmRelease).filter((name) => !isStaying("PersistentVolumeClaim", name));
  const sets = statefulSets.filter(
    (set) => helmReleaseOf(set) === helmRelease && !isStaying("StatefulSet", set.metadata?.name),
  );
  const failures = await markKept(cluster, going);
  await retainClaims(cluster, sets, signal).catch((error) => failures.push(messageOf(error)));
  for (const name of going) steps.warn(`The claim ${name} is not part of this version; it is kept, with its data.`);
  for (const failure of failures) steps.warn(failure);
}
