import { describe, expect, test } from "vitest";
import {
  deploymentState,
  event,
  observation,
  ownedBy,
  podState,
  promotedImage,
  unschedulable,
} from "../../../testing/fixtures/watch-states.ts";
import { takeBaseline } from "../rollout/baseline.ts";
import { clusterRolloutOf } from "../rollout/cluster-rollout.ts";
import type { ContainerStatus, Deployment, Job, Pod } from "../rollout/objects.ts";
import { createJudge } from "./judge.ts";

const judged = (state: Parameters<typeof clusterRolloutOf>[0], { isTimeUp = false, seconds = 0 } = {}) => {
  const judge = createJudge();
  judge(clusterRolloutOf(state), { now: 0, isTimeUp: false });
  return judge(clusterRolloutOf(state), { now: seconds * 1_000, isTimeUp });
};

const crashed = (name: string, restartCount: number): ContainerStatus => ({
  name,
  image: "",
  imageID: "",
  ready: false,
  restartCount,
  state: { waiting: { reason: "CrashLoopBackOff" } },
  lastState: { terminated: { exitCode: 3, reason: "Error" } },
});

/** A pod of which one more container is not well. */
function podWith(kind: "initContainers" | "containers", spec: object, restartCount: number): Pod {
  const { spec: own, status, ...pod } = podState({ state: { running: {} }, ready: true });
  const other = { name: "other", image: "localhost:5000/team/other:1", ...spec };
  const statuses = kind === "initContainers" ? "initContainerStatuses" : "containerStatuses";
  const { containers = [] } = own ?? {};
  return {
    ...pod,
    spec: { ...own, containers, [kind]: kind === "containers" ? [other, ...containers] : [other] },
    status: {
      ...status,
      conditions: [{ type: "Ready", status: "False" }],
      [statuses]: [...(status?.[statuses] ?? []), crashed("other", restartCount)],
    },
  };
}

describe("what fails is called what it is:", () => {
  test.each<[what: string, pod: Pod]>([
    ["the init container other of chat", podWith("initContainers", {}, 4)],
    ["the sidecar other of chat", podWith("initContainers", { restartPolicy: "Always" }, 2)],
    ["the container other of chat", podWith("containers", {}, 2)],
  ])("%s", (what, pod) => {
    expect(judged(observation({ pods: [pod] }))).toMatchObject({
      code: "start.exits",
      cause: `${what} exits with code 3`,
    });
  });
});

describe("a pod that the chart has itself", () => {
  const alone = (status: Partial<ContainerStatus>, image?: string): Pod => {
    const { metadata: { ownerReferences: _, ...metadata } = {}, ...pod } = podState(status, {
      ...(image && { container: { image } }),
    });
    return { ...pod, metadata: { ...metadata, name: "chat" } };
  };
  const workloads = [{ kind: "Pod", name: "chat", hasDeadline: false }];
  const running = { ready: true, state: { running: {} } };
  const after = (earlier: Pod[], now: Pod) => {
    const before = takeBaseline(observation({ pods: earlier }).objects);
    return observation({ pods: [now] }, { workloads, before });
  };
  const old = alone(running, "localhost:5000/team/chat:1.3.0");

  test.each([
    ["crashes as any server does", [], crashed("chat", 1), "start.exits"],
    ["is forgiven one crash", [], crashed("chat", 0), undefined],
    ["is forgiven one crash with its new image", [old], crashed("chat", 1), undefined],
    ["crashes with its new image", [old], crashed("chat", 2), "start.exits"],
  ])("%s", (_, earlier, status, code) => {
    expect(judged(after(earlier, alone(status)))?.code).toBe(code);
  });

  test("is done only once its new image runs", () => {
    const isDone = (restartCount: number) =>
      clusterRolloutOf(after([old], alone({ ...running, restartCount }))).cluster.workloads[0]?.isDone;
    expect([isDone(0), isDone(1)]).toEqual([false, true]);
  });

  test("is not ended by getting another image", () => {
    const seen = (restartCount: number) =>
      clusterRolloutOf(after([old], alone({ ...running, restartCount }))).containers[0]?.restarts;
    expect([seen(0), seen(1)]).toEqual([0, 0]);
  });
});

test("what is ready, and not yet for as long as its chart says, is told so once the time is up", () => {
  const pods = [podState({ ready: true, state: { running: {} } })];
  const deployments = [deploymentState({ replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 0 })];
  expect(judged(observation({ pods, deployments }), { isTimeUp: true })).toMatchObject({
    code: "uncertain",
    cause: "chat is ready, but not yet for as long as its minReadySeconds say",
    fix: expect.stringMatching(/--timeout.*minReadySeconds/),
  });
});

test("a new pod that waits for what the version before holds says how that goes first", () => {
  const held =
    "0/2 nodes are available: 2 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod. preemption: …";
  const deployments = [deploymentState({ replicas: 2, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 })];
  expect(judged(observation({ pods: [unschedulable(held)], deployments }), { seconds: 5 })).toMatchObject({
    code: "scheduling.unschedulable",
    fix: expect.stringMatching(/^Pods of the version before keep their places .* maxSurge: 0/),
  });
});

test("a readiness gate that nothing opens is named once the time is up", () => {
  const { spec, status, ...pod } = podState({ ready: true, state: { running: {} } });
  const type = "target-health.elbv2.k8s.aws/k8s-chat";
  const closed: Pod = {
    ...pod,
    spec: { ...spec, containers: spec?.containers ?? [], readinessGates: [{ conditionType: type }] },
    status: { ...status, conditions: [{ type: "Ready", status: "False", reason: "ReadinessGatesNotReady" }] },
  };
  expect(judged(observation({ pods: [closed] }), { seconds: 60 })).toBeUndefined();
  expect(judged(observation({ pods: [closed] }), { isTimeUp: true })).toMatchObject({
    code: "probe.readiness-gate",
    cause: `chat runs, but its readiness gate ${type} is not open`,
    evidence: [`chat-58f87df665-6znck: ${type}: nothing has set it`],
  });
});

const paused = (image: string): Deployment => {
  const { spec, ...rest } = deploymentState({ replicas: 1, updatedReplicas: 0, availableReplicas: 1 });
  const template = { ...spec?.template, spec: { containers: [{ name: "chat", image }] } };
  return { ...rest, spec: { selector: {}, ...spec, template, paused: true } };
};

test("a paused Deployment is named, and not what its pods of the version before run", () => {
  const old = podState(
    { ready: true, state: { running: {} } },
    { container: { image: "localhost:5000/team/chat:1.3.0" } },
  );
  const state = observation({ deployments: [paused(promotedImage.reference)], pods: [old] });
  expect(judged(state, { seconds: 9 })).toBeUndefined();
  expect(judged(state, { seconds: 10 })).toMatchObject({
    code: "image.not-promoted",
    cause: "chat is paused, so nothing of this version is started",
    fix: expect.stringContaining("kubectl rollout resume deployment chat"),
  });
});

describe("once the progress deadline of a Deployment is over", () => {
  const conditions = [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }];
  const overdue = { deployments: [deploymentState({ conditions })] };

  test("what was not certain is the cause", () => {
    const message = `Failed to pull image "${promotedImage.reference}": dial tcp 127.0.0.1:1: connect: connection refused`;
    const pods = [podState({ state: { waiting: { reason: "ContainerCreating" } } })];
    expect(judged(observation({ ...overdue, pods, events: [event("Failed", message)] }))).toMatchObject({
      code: "image.unreachable",
    });
  });

  test("nothing is, if it was so before and no new pod has been made", () => {
    const stale = [
      { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", lastUpdateTime: new Date(1e12) },
    ];
    const before = takeBaseline(observation({ deployments: [deploymentState({ conditions: stale })] }).objects);
    const seen = (updated: number) => {
      const conditions = stale.map((each) => ({ ...each, lastUpdateTime: new Date(updated) }));
      const state = observation({ deployments: [deploymentState({ conditions })] }, { before });
      return judged(state)?.code;
    };
    expect(seen(1e12)).toBeUndefined();
    expect(seen(2e12)).toBe("uncertain");
  });

  test("nothing is, if it is the one that Kubernetes gives to all", () => {
    expect(judged(observation(overdue, { workloads: [{ kind: "Deployment", name: "chat" }] }))).toBeUndefined();
  });

  test("what others wait for is not the cause", () => {
    const message = "0/1 nodes are available: 1 Insufficient cpu.";
    const pod = unschedulable(message);
    const pods = [{ ...pod, metadata: { ...pod.metadata, name: "db-0", ownerReferences: ownedBy("Job", "db", "db") } }];
    const jobs: Job[] = [{ metadata: { name: "db", uid: "db" } }];
    const workloads = [...observation().workloads, { kind: "Job", name: "db" }];
    expect(judged(observation({ ...overdue, pods, jobs }, { workloads }))?.code).toBe("uncertain");
    expect(judged(observation({ pods, jobs }, { workloads }), { isTimeUp: true })?.code).toBe(
      "scheduling.unschedulable",
    );
  });

  test("that is the cause, if there is no other", () => {
    expect(judged(observation({ ...overdue, pods: [podState({ state: { running: {} } })] }))).toMatchObject({
      code: "uncertain",
      cause: "chat did not get on within its own progressDeadlineSeconds",
    });
  });
});

describe("a hook that waits", () => {
  const hook: Job = {
    metadata: { name: "migrate", uid: "job", annotations: { "helm.sh/hook": "pre-upgrade" } },
    spec: { template: {} },
  };
  const { metadata, ...rest } = podState({ state: { running: {} } });
  const pod = {
    ...rest,
    metadata: { ...metadata, name: "migrate-x", ownerReferences: ownedBy("Job", "migrate", "job") },
  };
  const logs = new Map([["/migrate-x/chat", ["connecting", "waiting for db:5432"]]]);
  const cause = "the hook migrate has not ended; the last that it said: waiting for db:5432";

  test("is named with its last words once the time is up", () => {
    const state = observation({ jobs: [hook], pods: [pod] }, { applying: { ended: false, error: undefined }, logs });
    expect(judged(state, { seconds: 60 })).toBeUndefined();
    expect(judged(state, { isTimeUp: true })).toMatchObject({ code: "hook.waits", cause });
  });

  test("is named too if Helm's own time is up before", () => {
    const error =
      "Error: UPGRADE FAILED: pre-upgrade hooks failed: 1 error occurred:\n\t* timed out waiting for the condition";
    const state = observation({ jobs: [hook], pods: [pod] }, { applying: { ended: true, error }, logs });
    expect(judged(state)).toMatchObject({ code: "hook.failed", cause });
  });
});

test("a probe's verdict says what it asked, and what came back", () => {
  const container = {
    ports: [{ name: "web", containerPort: 8080 }],
    readinessProbe: { httpGet: { path: "/readyz", port: "web" } },
  };
  const pods = [podState({ state: { running: {} } }, { container })];
  const events = [event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404", 3)];
  expect(judged(observation({ pods, events }), { seconds: 10 })).toMatchObject({
    cause: "chat runs, but its readiness probe fails: it answers 404 (GET /readyz on port 8080)",
  });
});

test("an image that cannot be pulled names the pull Secret that is missing", () => {
  const pods = [podState({ state: { waiting: { reason: "ContainerCreating" } } })];
  const missing = "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.";
  const denied = `Failed to pull image "${promotedImage.reference}": failed to authorize: 401 Unauthorized`;
  const events = [event("FailedToRetrieveImagePullSecret", missing, 2, ""), event("Failed", denied)];
  expect(judged(observation({ pods, events }), { seconds: 20 })).toMatchObject({
    code: "image.denied",
    cause: `the registry does not let the cluster pull ${promotedImage.reference}; its pull Secret regcred does not exist`,
    fix: expect.stringMatching(/^Create the Secret regcred/),
  });
});
