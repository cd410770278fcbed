import { setTimeout as pause } from "node:timers/promises";
import { claimsOf, markKept, retainClaims } from "../../adapters/kubernetes/claims.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { deleteStuckPods } from "../../adapters/kubernetes/stuck-pods.ts";
import type { Step, Steps } from "../../core/steps.ts";
import { judgedIn } from "../../domain/promotion/judged.ts";
import type { HelmAction, ManifestObject } from "../../domain/promotion/manifest.ts";
import { lastingImages } from "../../domain/rollout/image-check.ts";
import type { ApplyState } from "../../domain/rollout/observation.ts";
import { helmReleaseOf } from "../../domain/rollout/ownership.ts";
import { runInBackground } from "../background-process.ts";
import type { Connection } from "./connection.ts";
import { patienceWith, withinPatience } from "./helm-timeout.ts";
import type { RolloutOutcome } from "./wait.ts";
import { beginWatch, type OpenWatch, type RolloutWatch } from "./watch.ts";
import type { WatchRequest } from "./watching.ts";

/** One run of Helm and what is to be seen in the cluster afterwards. */
export interface Rollout {
  title: string;
  /** What a dry run prints. */
  plan: string[];
  objects: readonly ManifestObject[];
  /** What the pods are to run. */
  images: WatchRequest["images"];
  timeoutMs: number;
  observeMs: number;
  /** Reads the objects that these take the place of. */
  replaced: () => Promise<readonly ManifestObject[]>;
  /** What Helm does, as its hooks call it. */
  actions: HelmAction[];
  /** Reads what Helm stored of the revision that it makes: random values differ in each rendering. */
  stored?: () => Promise<readonly ManifestObject[] | undefined>;
  /** Has the last word on what was seen. */
  verify?: (outcome: RolloutOutcome) => Promise<RolloutOutcome>;
  /** What follows the namespace already. */
  opened?: OpenWatch | undefined;
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
  { cluster, helmRelease }: Connection,
  {
    title,
    plan,
    objects,
    images,
    timeoutMs,
    observeMs,
    replaced,
    actions,
    opened,
    helm,
    stored = async () => undefined,
    verify = async (outcome) => outcome,
  }: Rollout,
  lease: AbortSignal,
): Promise<AppliedOutcome> {
  const expect = {
    verdict: undefined,
    timeline: [],
    warnings: [],
    pods: [],
    migrations: [],
    doubts: [],
    applied: true,
  };
  return steps.change(title, { plan, expect }, async (step) => {
    const signal = AbortSignal.any([step.signal, lease]);
    const workloadsIn = (all: readonly ManifestObject[]) =>
      judgedIn(all, { namespace: cluster.namespace, isMade: helm === undefined });
    const workloads = workloadsIn(objects);
    const lasting = lastingImages(images, workloads);
    const asksPorts = !actions.includes("rollback");
    const asked = { helmRelease, workloads, images: lasting, timeoutMs, observeMs, asksPorts };
    const watch = await beginWatch(cluster, asked, opened);
    if (helm) await keepClaims(steps, cluster, watch, { helmRelease, objects, replaced }, signal);
    const applying = runInBackground(
      helm &&
        (async (stopped) => {
          const patienceMs = patienceWith(objects, actions, timeoutMs);
          await withinPatience(patienceMs, stopped, (bounded) => helm({ signal: bounded, onLine: step.output }));
          await deleteStuckPods(cluster, helmRelease, signal);
        }),
      signal,
    );
    void whenStored(stored, applying, signal).then((made) => made && watch.expect(workloadsIn(made)));
    try {
      const outcome = await verify(await watch.outcome({ ...step, signal }, () => applying));
      for (const warning of [...outcome.warnings, ...outcome.doubts.map(({ why }) => why)]) steps.warn(warning);
      if (outcome.verdict) step.fail("failed");
      else step.say("healthy");
      return { ...outcome, applied: applying.ended && applying.error === undefined };
    } finally {
      await applying.stop();
    }
  });
}

const storedPollMs = 100;

/** Helm stores a revision before it applies it. What cannot be read is judged by what was previewed. */
async function whenStored(
  stored: NonNullable<Rollout["stored"]>,
  applying: ApplyState,
  signal: AbortSignal,
): Promise<readonly ManifestObject[] | undefined> {
  for (;;) {
    const { ended } = applying;
    const found = await stored().catch(() => undefined);
    if (found || ended || signal.aborted) return found;
    await pause(storedPollMs, undefined, { ref: false });
  }
}

/** What Helm is about to take away, since these objects do not have it any more: claims stay, and so does their data. */
async function keepClaims(
  steps: Steps,
  cluster: Cluster,
  watch: RolloutWatch,
  { helmRelease, objects, replaced }: Pick<Rollout, "objects" | "replaced"> & { helmRelease: string },
  signal: AbortSignal,
): Promise<void> {
  const { claims, statefulSets } = watch.objects();
  const isClaim = ({ kind }: ManifestObject) => kind === "PersistentVolumeClaim";
  const owned = watch.sees("claims")
    ? claimsOf(claims, helmRelease)
    : (await replaced()).filter(isClaim).map(({ metadata }) => metadata.name);
  const isStaying = (kind: string, name = "") =>
    objects.some((object) => object.kind === kind && object.metadata.name === name);
  const going = owned.filter((name) => !isStaying("PersistentVolumeClaim", name));
  const sets = statefulSets.filter(
    (set) => helmReleaseOf(set) === helmRelease && !isStaying("StatefulSet", set.metadata?.name),
  );
  const kept = await markKept(cluster, going);
  await retainClaims(cluster, sets, signal);
  for (const name of kept) steps.warn(`The claim ${name} is not part of this version; it is kept, with its data.`);
}
