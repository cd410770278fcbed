import { describe, expect, test } from "vitest";
import { observation, ownedBy, podState, promotedImage } from "../../../testing/fixtures/watch-states.ts";
import { createJudge } from "../verdicts/judge.ts";
import { clusterRolloutOf } from "./cluster-rollout.ts";
import { customKey, unreadyBy } from "./custom.ts";
import { isHealthy } from "./health.ts";
import type { CustomObject, Deployment, Pod } from "./objects.ts";
import type { ExpectedWorkload, Observation } from "./observation.ts";
import { warningsOf } from "./warnings.ts";

const condition = (type: string, status: string, reason = "Because") => ({ type, status, reason });
const object = (conditions: CustomObject["status"], generation = 2): CustomObject => ({
  metadata: { name: "canary", uid: "canary", generation },
  ...(conditions && { status: conditions }),
});

describe("an object of a custom kind", () => {
  test.each<[what: string, object: CustomObject, unready: unknown]>([
    ["is what it is to be without a status", object(undefined), undefined],
    ["is so once it is ready", object({ conditions: [condition("Ready", "True")] }), undefined],
    ["is not while it is not ready", object({ conditions: [condition("Ready", "False")] }), "Ready is False: Because"],
    [
      "is not before its controller has taken it up",
      object({ observedGeneration: "1", conditions: [condition("Ready", "True")] }),
      "its controller has not taken it up yet",
    ],
    [
      "is not while it is being reconciled",
      object({ observedGeneration: 2, conditions: [condition("Reconciling", "True"), condition("Ready", "True")] }),
      "Reconciling is True: Because",
    ],
  ])("%s", (_, given, unready) => {
    expect(unreadyBy(given)?.said).toBe(unready);
  });
});

test.each<[what: string, status: unknown]>([
  ["null", null],
  ["a text", "Ready"],
  ["conditions that are null", { conditions: null }],
  ["conditions that are no list", { conditions: { Ready: true } }],
  ["conditions that are no objects", { conditions: [null, "Ready", 7] }],
  ["conditions of numbers", { conditions: [{ type: "Ready", status: "False", reason: 7, message: {} }] }],
  ["a message that is an object", { phase: "Paused", message: { text: "wait" } }],
])("a status is whatever its controller writes: %s", (_, status) => {
  expect(() => seen(status as CustomObject["status"], [podOf("a", true)])).not.toThrow();
});

const canary: ExpectedWorkload = {
  kind: "Rollout",
  name: "canary",
  custom: "argoproj.io/v1alpha1",
  images: [promotedImage.reference],
};

/** A custom object that owns a Deployment's worth of pods. */
function seen(status: CustomObject["status"], pods: Pod[], more: Partial<Observation> = {}) {
  const owned: Deployment = {
    metadata: { name: "x", uid: "x", ownerReferences: ownedBy("Rollout", "canary", "canary") },
  };
  const customs = new Map([[customKey(canary), object(status)]]);
  const state = observation({ deployments: [owned], pods }, { workloads: [canary], customs, ...more });
  const rollout = clusterRolloutOf(state);
  const judge = createJudge();
  judge(rollout, { now: 0, isTimeUp: false });
  return {
    isHealthy: isHealthy(rollout.cluster),
    pods: rollout.cluster.pods.map(({ name }) => name),
    verdict: judge(rollout, { now: 10_000, isTimeUp: false }),
    late: judge(rollout, { now: 10_000, isTimeUp: true }),
    warnings: warningsOf(rollout.cluster, state),
  };
}

const podOf = (uid: string, ready: boolean): Pod => {
  const { metadata, ...pod } = podState({ ready, state: { running: {} } });
  return { ...pod, metadata: { ...metadata, name: uid, uid, ownerReferences: ownedBy("Deployment", "x", "x") } };
};

describe("what is made for it", () => {
  test("is judged like what Helm makes, whoever owns it in between", () => {
    const ready = { observedGeneration: 2, conditions: [condition("Ready", "True")] };
    expect(seen(ready, [podOf("a", true)])).toMatchObject({ isHealthy: true, pods: ["a"], warnings: [] });
    expect(seen(ready, [podOf("a", false)])).toMatchObject({ isHealthy: false });
  });

  test("counts as far as it is new, as soon as anything is", () => {
    const before = {
      generations: new Map([["old", 1]]),
      restarts: new Map(),
      images: new Map(),
      events: new Map(),
      overdue: new Map(),
      services: new Map(),
    };
    expect(seen(undefined, [podOf("old", true), podOf("new", true)], { before }).pods).toEqual(["new"]);
    expect(seen(undefined, [podOf("old", true)], { before }).pods).toEqual(["old"]);
  });

  test("is well once it has done its work, and what failed or was evicted is replaced", () => {
    const ended = (phase: string, reason?: string): Pod => {
      const { spec, status, ...pod } = podOf(phase, false);
      const terminated = { exitCode: phase === "Failed" ? 1 : 0, finishedAt: new Date() };
      const containerStatuses = (status?.containerStatuses ?? []).map((each) => ({ ...each, state: { terminated } }));
      return {
        ...pod,
        spec: { containers: [], ...spec, restartPolicy: "Never" },
        status: { ...status, phase, ...(reason && { reason }), containerStatuses },
      };
    };
    const well = { isHealthy: true, verdict: undefined };
    expect(seen(undefined, [podOf("a", true), ended("Succeeded")])).toMatchObject({
      ...well,
      pods: ["a", "Succeeded"],
    });
    expect(seen(undefined, [podOf("a", true), ended("Failed")])).toMatchObject({ ...well, pods: ["a"] });
    expect(seen(undefined, [podOf("a", true), ended("Failed", "Evicted")])).toMatchObject({ ...well, pods: ["a"] });
  });

  test("is not healthy before the object is, and a stalled one is a cause", () => {
    const pods = [podOf("a", true)];
    const waiting = seen({ conditions: [condition("Ready", "False", "Progressing")] }, pods);
    expect(waiting).toMatchObject({ isHealthy: false, verdict: undefined, late: { code: "start.custom" } });
    expect(seen({ conditions: [condition("Stalled", "True", "BadSpec")] }, pods).verdict).toMatchObject({
      code: "start.custom",
      cause: "Rollout canary is not what it is to be: Stalled is True: BadSpec",
    });
  });
});

describe("a canary", () => {
  const pods = [podOf("a", true)];

  test.each<[what: string, status: CustomObject["status"], said: string]>([
    ["by its phase", { phase: "Paused", message: "CanaryPauseStep" }, "it is paused: CanaryPauseStep"],
    ["by its condition", { conditions: [condition("Paused", "True", "RolloutPaused")] }, "it is paused: RolloutPaused"],
  ])("that is paused %s is waited for, and not healthy", (_, status, said) => {
    expect(seen(status, pods)).toMatchObject({
      isHealthy: false,
      verdict: undefined,
      late: { code: "start.custom", cause: `Rollout canary is not what it is to be: ${said}` },
    });
  });

  test("that was aborted is a cause; what is settled does not progress either", () => {
    const progress = (reason: string) => ({ conditions: [condition("Progressing", "False", reason)] });
    expect(seen(progress("RolloutAborted"), pods).verdict).toMatchObject({
      code: "start.custom",
      cause: "Rollout canary is not what it is to be: Progressing is False: RolloutAborted",
    });
    expect(seen(progress("AsExpected"), pods)).toMatchObject({ isHealthy: true, verdict: undefined });
  });

  test("of a database may be paused", () => {
    const workloads = [{ ...canary, images: ["postgres:17"] }];
    expect(seen({ phase: "Paused" }, pods, { workloads })).toMatchObject({ isHealthy: true });
  });
});

test("without a pod it is applied and not verified, which is said", () => {
  const warnings = ["applied, not verified: Rollout canary"];
  expect(seen({ conditions: [condition("Ready", "False")] }, [])).toMatchObject({ isHealthy: true, warnings });
  const unknown = { customs: new Map() };
  expect(seen(undefined, [], unknown)).toMatchObject({ isHealthy: true, warnings });
});

test("a workload where nobody may look is applied and not verified", () => {
  const worker = { kind: "Deployment", name: "worker", namespace: "jobs", isUnseen: true };
  const { cluster } = clusterRolloutOf(observation({}, { workloads: [worker] }));
  expect(isHealthy(cluster)).toBe(true);
  expect(warningsOf(cluster, observation())).toEqual(["applied, not verified: Deployment worker"]);
});

test("a workload of the same name in another namespace is another one", () => {
  const inNamespace = (namespace: string, uid: string): Deployment => ({
    metadata: { name: "worker", namespace, uid, generation: 2 },
    status: {
      observedGeneration: 2,
      ...(namespace === "jobs" && { replicas: 1, updatedReplicas: 1, availableReplicas: 1 }),
    },
  });
  const deployments = [inNamespace("chat", "a"), inNamespace("jobs", "b")];
  const workloads = [
    { kind: "Deployment", name: "worker" },
    { kind: "Deployment", name: "worker", namespace: "jobs" },
  ];
  const { cluster } = clusterRolloutOf(observation({ deployments }, { workloads, namespace: "chat" }));
  expect(cluster.workloads.map(({ isDone }) => isDone)).toEqual([false, true]);
});

test("a native sidecar does not keep a Job alive", () => {
  const spec = {
    initContainers: [{ name: "istio-proxy", restartPolicy: "Always" }],
    containers: [{ name: "migrate" }],
  };
  const status = (name: string, state: object) => ({
    name,
    image: "",
    imageID: "",
    ready: false,
    restartCount: 0,
    state,
  });
  const pod = podState({}, { spec });
  const running: Pod = {
    ...pod,
    metadata: { name: "migrate-x", uid: "p", ownerReferences: ownedBy("Job", "migrate", "job") },
    status: {
      initContainerStatuses: [status("istio-proxy", { running: {} })],
      containerStatuses: [status("migrate", { terminated: { exitCode: 0, finishedAt: new Date() } })],
    },
  };
  const jobs = [{ metadata: { name: "migrate", uid: "job", generation: 2 }, spec: { template: {} } }];
  const state = observation({ jobs, pods: [running] }, { workloads: [{ kind: "Job", name: "migrate" }] });
  expect(createJudge()(clusterRolloutOf(state), { now: 0, isTimeUp: false })).toBeUndefined();
});
