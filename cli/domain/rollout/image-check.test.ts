import { describe, expect, test } from "vitest";
import {
  deploymentState,
  observation,
  ownedBy,
  podState,
  promotedImage,
} from "../../../testing/fixtures/watch-states.ts";
import { createJudge } from "../verdicts/judge.ts";
import { clusterRolloutOf } from "./cluster-rollout.ts";
import { isHealthy } from "./health.ts";
import { imageDoubts, lastingImages, mismatchedImages } from "./image-check.ts";
import type { NamespaceObjects, StatefulSet } from "./objects.ts";
import type { ExpectedWorkload } from "./observation.ts";

const redis: StatefulSet = {
  metadata: { name: "redis", uid: "redis", generation: 1 },
  spec: { replicas: 1, selector: {}, template: {} },
  status: { replicas: 1, observedGeneration: 1, updatedReplicas: 1, availableReplicas: 1, updateRevision: "redis-1" },
};
const { metadata, ...pod } = podState({ state: { running: {} }, ready: true }, { container: { image: "redis:7" } });
const labels = { "controller-revision-hash": "redis-1" };
const companion = {
  ...pod,
  metadata: {
    ...metadata,
    name: "redis-0",
    uid: "redis-0",
    labels,
    ownerReferences: ownedBy("StatefulSet", "redis", "redis"),
  },
};

/** What is said of a workload that has no pods, beside a database that has one. */
function beside(objects: Partial<NamespaceObjects>, ...own: ExpectedWorkload[]) {
  const workloads = [...own, { kind: "StatefulSet", name: "redis", images: ["redis:7"] }];
  const all = { deployments: [], replicaSets: [], statefulSets: [redis], pods: [companion], ...objects };
  const rollout = clusterRolloutOf(observation(all, { workloads }));
  const judge = createJudge();
  judge(rollout, { now: 0, isTimeUp: false });
  return {
    isHealthy: isHealthy(rollout.cluster),
    code: judge(rollout, { now: 60_000, isTimeUp: false })?.code,
    unverified: imageDoubts(rollout.cluster)[0]?.why,
  };
}

const images = [promotedImage.reference];
const worker = { deployments: [deploymentState({}, 0)] };

describe("beside others, what has no pods", () => {
  test("is idle if it is scaled to zero, and that its image is not verified is said", () => {
    expect(beside(worker, { kind: "Deployment", name: "chat", images })).toEqual({
      isHealthy: true,
      code: undefined,
      unverified: "Deployment chat wants no pods, so nothing runs the image yet",
    });
  });

  test("is well if it is a DaemonSet that no node is meant for, or a Job that is done and gone", () => {
    const status = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
    const daemonSets = [
      { metadata: { name: "chat", uid: "own", generation: 1 }, status: { ...status, observedGeneration: 1 } },
    ];
    const well = { isHealthy: true, code: undefined };
    expect(beside({ daemonSets }, { kind: "DaemonSet", name: "chat", images })).toMatchObject(well);
    expect(beside({}, { kind: "Job", name: "chat", images, mayBeGone: true })).toMatchObject(well);
  });

  test("is not called idle if it wants pods that may not be listed", () => {
    const complete = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
    const deployments = [
      deploymentState(complete),
      { ...deploymentState({}, 0), metadata: { name: "idle", uid: "idle" } },
    ];
    const own = ["idle", "chat"].map((name) => ({ kind: "Deployment", name, images }));
    expect(beside({ deployments }, ...own)).toMatchObject({
      isHealthy: true,
      unverified: "its pods may not be listed",
    });
  });

  test("is not seen, though it may be listed, if a Job or a custom kind alone runs the image", () => {
    expect(beside({}, { kind: "Job", name: "chat", images, mayBeGone: true }).unverified).toBe(
      "Job chat is done, and its pods are not seen",
    );
    expect(beside({}, { kind: "Rollout", name: "chat", images, isUnseen: true }).unverified).toBe(
      "what Rollout chat runs is not seen",
    );
  });

  test("is no excuse if it is to run another image as well", () => {
    expect(beside(worker, { kind: "Deployment", name: "chat", images: ["nginx:1"] })).toMatchObject({
      isHealthy: false,
      code: "image.not-promoted",
    });
  });
});

describe("of several images each is looked for", () => {
  const cache = { reference: "redis:7", digest: "sha256:7" };
  const jobs = { reference: "localhost:5000/team/jobs:1.4.0@sha256:77", digest: "sha256:77" };
  const stateful: ExpectedWorkload = { kind: "StatefulSet", name: "redis", images: [cache.reference] };
  const nightly: ExpectedWorkload = { kind: "CronJob", name: "nightly", images: [jobs.reference] };

  /** What is said where only the first of them has a pod. */
  const said = (...workloads: ExpectedWorkload[]) => {
    const all = { deployments: [], replicaSets: [], statefulSets: [redis], pods: [companion] };
    const { cluster } = clusterRolloutOf(observation(all, { workloads, images: [cache, jobs] }));
    return { mismatched: mismatchedImages(cluster), doubts: imageDoubts(cluster).map(({ digest }) => digest) };
  };

  test("and one that nothing runs is named", () => {
    expect(said(stateful).mismatched).toEqual([`no pod of the release runs ${jobs.reference}`]);
  });

  test("but not in pods that start by a schedule", () => {
    expect(said(stateful, nightly)).toEqual({ mismatched: [], doubts: [cache.digest] });
  });

  test("and what only a hook runs is not looked for at all", () => {
    expect(lastingImages([cache, jobs], [stateful])).toEqual([cache]);
    expect(lastingImages([jobs], [stateful])).toEqual([jobs]);
  });
});
