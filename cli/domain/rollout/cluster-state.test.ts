import { describe, expect, test } from "vitest";
import {
  deploymentState,
  event,
  observation,
  ownedBy,
  podState,
  promotedImage,
  replicaSetState,
} from "../../../testing/fixtures/watch-states.ts";
import { createJudge, judge } from "../verdicts/judge.ts";
import { clusterRolloutOf } from "./cluster-rollout.ts";
import { trackCompletedJobs } from "./completed-jobs.ts";
import { isHealthy, isWell, summaryOf } from "./health.ts";
import { imageDoubts } from "./image-check.ts";
import type { NamespaceObjects, Pod, Service } from "./objects.ts";
import type { Observation } from "./observation.ts";
import { createTimeline } from "./timeline.ts";
import { warningsOf } from "./warnings.ts";

const stateOf = (state: Observation) => clusterRolloutOf(state).cluster;
const ready = podState({ state: { running: {} }, ready: true });
const complete = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const labels = { "app.kubernetes.io/instance": "chat" };
const template = { metadata: { labels } };
const selector = { matchLabels: labels };

/** A release of one workload of another kind. */
const only = (kind: string, objects: Partial<NamespaceObjects>): Observation => ({
  ...observation({ deployments: [], replicaSets: [], ...objects }),
  workloads: [{ kind, name: "chat" }],
});

const owned = (kind: string, more: Record<string, string>) => ({
  ...ready,
  metadata: {
    name: "chat-0",
    uid: "pod",
    labels: { ...labels, ...more },
    ownerReferences: ownedBy(kind, "chat", "own"),
  },
});
const meta = { name: "chat", uid: "own", generation: 1 };

const statefulSet = (status: object, partition = 0) =>
  only("StatefulSet", {
    pods: [owned("StatefulSet", { "controller-revision-hash": "chat-2" })],
    statefulSets: [
      {
        metadata: meta,
        spec: { replicas: 1, selector, template, updateStrategy: { rollingUpdate: { partition } } },
        status: { replicas: 1, observedGeneration: 1, availableReplicas: 1, updateRevision: "chat-2", ...status },
      },
    ],
  });

const scheduled = { currentNumberScheduled: 1, desiredNumberScheduled: 1, numberMisscheduled: 0, numberReady: 1 };

const daemonSet = (status: object) =>
  only("DaemonSet", {
    pods: [owned("DaemonSet", { "pod-template-generation": "3" })],
    daemonSets: [
      {
        metadata: { ...meta, annotations: { "deprecated.daemonset.template.generation": "3" } },
        spec: { selector, template },
        status: { ...scheduled, observedGeneration: 1, numberAvailable: 1, ...status },
      },
    ],
  });

/** What a workload is whose pod is still of the version before, as its updateStrategy says. */
const held = (
  kind: "StatefulSet" | "DaemonSet",
  updateStrategy: object,
  image = promotedImage.reference,
): Observation => {
  const before = owned(kind, { "controller-revision-hash": "chat-1", "pod-template-generation": "2" });
  const spec = {
    replicas: 1,
    selector,
    template: { ...template, spec: { containers: [{ name: "chat", image }] } },
    updateStrategy,
  };
  const status = { observedGeneration: 1, updateRevision: "chat-2", updatedReplicas: 0, availableReplicas: 1 };
  const nodes = { ...scheduled, updatedNumberScheduled: 0, numberAvailable: 1 };
  const metadata = { ...meta, annotations: { "deprecated.daemonset.template.generation": "3" } };
  const object = { metadata, spec, status: { ...status, ...nodes } };
  return only(kind, { pods: [before], [kind === "StatefulSet" ? "statefulSets" : "daemonSets"]: [object] });
};

const job = (status: object) => only("Job", { jobs: [{ metadata: meta, spec: { template }, status }] });

describe("a rollout is healthy", () => {
  test.each<[what: string, healthy: boolean, state: Observation]>([
    ["its Deployment is complete", true, observation({ deployments: [deploymentState(complete)], pods: [ready] })],
    [
      "Helm still runs",
      false,
      observation(
        { deployments: [deploymentState(complete)], pods: [ready] },
        { applying: { ended: false, error: undefined } },
      ),
    ],
    [
      "a pod before is still there",
      false,
      observation({ deployments: [deploymentState({ ...complete, replicas: 2 })], pods: [ready] }),
    ],
    [
      "its pod is not ready any more",
      false,
      observation({ deployments: [deploymentState(complete)], pods: [podState({ state: { running: {} } })] }),
    ],
    [
      "the controller has not seen the change",
      false,
      observation({ deployments: [deploymentState({ ...complete, observedGeneration: 1 })] }),
    ],
    [
      "its pod runs another image",
      false,
      observation({
        deployments: [deploymentState(complete)],
        pods: [
          podState({ state: { running: {} }, ready: true }, { container: { image: "localhost:5000/team/chat:1.3.0" } }),
        ],
      }),
    ],
    ["it wants no pods", true, observation({ deployments: [deploymentState({}, 0)] })],
    [
      "an autoscaler wants more than there are",
      false,
      observation({ deployments: [deploymentState(complete, 3)], pods: [ready] }),
    ],
    ["its workload is not there", false, observation({ deployments: [] })],
    ["its StatefulSet is updated", true, statefulSet({ updatedReplicas: 1 })],
    ["its StatefulSet is not updated", false, statefulSet({ updatedReplicas: 0 })],
    ["its StatefulSet keeps what it is told to keep", true, statefulSet({ updatedReplicas: 0 }, 1)],
    ["its DaemonSet is updated", true, daemonSet({ updatedNumberScheduled: 1 })],
    ["its DaemonSet is not updated", false, daemonSet({ updatedNumberScheduled: 0 })],
    ["its Job is complete", true, job({ conditions: [{ type: "Complete", status: "True" }] })],
    ["its Job runs", false, job({})],
  ])("where %s: %s", (_, healthy, state) => {
    expect(isHealthy(stateOf(state))).toBe(healthy);
  });
});

describe("pods that are not replaced", () => {
  const onDelete = { type: "OnDelete" };

  const stays = "still runs chat-0 of the version before: ";
  const notDeleted = "updateStrategy OnDelete replaces no pod before it is deleted";
  const toBring = ". To bring this one: kubectl --namespace shop delete pod chat-0";
  const partition = "the partition 1 of updateStrategy replaces no pod";

  test.each<[what: string, state: Observation, kind: string, why: string, then: string]>([
    ["by a StatefulSet", held("StatefulSet", onDelete), "StatefulSet", notDeleted, toBring],
    ["by a DaemonSet", held("DaemonSet", onDelete), "DaemonSet", notDeleted, toBring],
    ["below a partition", held("StatefulSet", { rollingUpdate: { partition: 1 } }), "StatefulSet", partition, ""],
  ])("%s are named at once, and nothing of theirs is called verified", (_, state, kind, why, then) => {
    const { cluster } = clusterRolloutOf(state);
    expect(isHealthy(cluster)).toBe(true);
    expect(summaryOf(cluster)).toMatch(/^0\/1 ready · .*updateStrategy/);
    expect(warningsOf(cluster, { ...state, namespace: "shop" })).toEqual([`${kind} chat ${stays}${why}${then}`]);
    const doubts = imageDoubts(cluster).map(({ why }) => why);
    expect(doubts).toEqual([`${kind} chat still runs the version before: ${why}`]);
  });

  test("are warned of where they run another image than the promoted one, too", () => {
    const state = held("StatefulSet", onDelete, "redis:8");
    expect(isHealthy(stateOf(state))).toBe(true);
    expect(warningsOf(stateOf(state), state)).toEqual([
      `StatefulSet chat ${stays}${notDeleted}. To bring this one: kubectl delete pod chat-0`,
    ]);
  });
});

test("pods that a partition keeps in the version before are warned of", () => {
  const replica = (name: string, revision: string): Pod => {
    const { metadata, ...rest } = owned("StatefulSet", { "controller-revision-hash": revision });
    return { ...rest, metadata: { ...metadata, name, uid: name } };
  };
  const spec = { replicas: 3, selector, template, updateStrategy: { rollingUpdate: { partition: 2 } } };
  const counts = { replicas: 3, updatedReplicas: 1, availableReplicas: 3 };
  const status = { ...counts, observedGeneration: 1, updateRevision: "chat-2" };
  const state = only("StatefulSet", {
    pods: [replica("chat-0", "chat-1"), replica("chat-1", "chat-1"), replica("chat-2", "chat-2")],
    statefulSets: [{ metadata: meta, spec, status }],
  });
  expect(warningsOf(stateOf(state), state)).toContain(
    "StatefulSet chat: 2 of 3 pods stay in the version before, by the partition of its updateStrategy",
  );
});

describe("a Job that is gone", () => {
  const complete = job({ conditions: [{ type: "Complete", status: "True" }] });
  const gone = only("Job", {});

  test.each<[what: string, healthy: boolean, seen: Observation[]]>([
    ["is done where it was seen complete", true, [job({}), complete]],
    ["is not done where it was only seen at work", false, [job({})]],
    ["is not done where it was never seen", false, []],
  ])("%s", (_, healthy, seen) => {
    const finished = trackCompletedJobs();
    for (const each of seen) finished.note(stateOf(each).workloads);
    expect(isHealthy(stateOf({ ...gone, workloads: finished.mark(gone.workloads) }))).toBe(healthy);
  });

  test("is done where it was complete in the moment in which it was deleted", () => {
    const finished = trackCompletedJobs();
    finished.noteDeleted(job({}).objects.jobs, "");
    expect(isHealthy(stateOf({ ...gone, workloads: finished.mark(gone.workloads) }))).toBe(false);
    finished.noteDeleted(complete.objects.jobs, "");
    expect(isHealthy(stateOf({ ...gone, workloads: finished.mark(gone.workloads) }))).toBe(true);
  });

  test("is done where Helm made it in an earlier run, and it is deleted after its work", () => {
    const workloads = [{ kind: "Job", name: "chat", mayBeGone: true }];
    expect(isHealthy(stateOf({ ...gone, workloads }))).toBe(true);
    expect(isHealthy(stateOf({ ...job({}), workloads }))).toBe(false);
  });
});

test.each<[line: string, state: Observation]>([
  ["0/1 ready", observation()],
  ["1/1 ready", observation({ deployments: [deploymentState(complete)], pods: [ready] })],
  [
    "0/1 ready · chat-58f87df665-6znck pulling",
    observation({
      pods: [podState({ state: { waiting: { reason: "ContainerCreating" } } })],
      events: [event("Pulling", "Pulling image")],
    }),
  ],
  [
    "0/1 ready · chat-58f87df665-6znck ImagePullBackOff",
    observation({ pods: [podState({ state: { waiting: { reason: "ImagePullBackOff" } } })] }),
  ],
  ["0/1 ready · chat-58f87df665-6znck starting", observation({ pods: [podState({ state: { running: {} } })] })],
  [
    "0/1 ready · chat-58f87df665-6znck ended with code 3",
    observation({ pods: [podState({ state: { terminated: { exitCode: 3 } } })] }),
  ],
])("progress: %s", (line, state) => {
  expect(summaryOf(stateOf(state))).toBe(line);
});

test("a pod on its way out is of the release that owns it, labelled or not", () => {
  const leaving = (hash: string) => {
    const { metadata, ...rest } = podState();
    const labels = { "pod-template-hash": hash };
    return { ...rest, metadata: { ...metadata, labels, deletionTimestamp: "2026-01-01T00:00:00Z" } };
  };
  expect(stateOf(observation({ pods: [leaving("58f87df665"), leaving("another")] })).leaving).toHaveLength(1);
});

test("an event tells when it was seen last, whoever wrote it", () => {
  const at = "2026-01-01T00:00:10.000Z";
  const times = [
    { lastTimestamp: at },
    { eventTime: new Date(at) },
    { eventTime: "2026-01-01T00:00:00Z", series: { count: 2, lastObservedTime: at } },
    {},
  ];
  const events = times.map((time) => ({ ...event("BackOff", "back-off"), ...time }));
  const [seen] = stateOf(observation({ pods: [podState()], events })).pods;
  expect(seen?.events.map(({ last }) => last)).toEqual([at, at, at, undefined]);
});

describe("a pod", () => {
  const ended = (exitCode: number) => ({ state: { terminated: { exitCode } } });
  const isSeenWell = (seen: ReturnType<typeof podState>, kind = "Deployment") => {
    const { metadata, ...rest } = seen;
    const ofJob = { ...rest, metadata: { ...metadata, ownerReferences: ownedBy("Job", "chat", "own") } };
    const state =
      kind === "Job" ? only("Job", { jobs: [{ metadata: meta }], pods: [ofJob] }) : observation({ pods: [seen] });
    return stateOf(state).pods.map(isWell);
  };

  test("is well where it is ready, or has done its work", () => {
    expect(isSeenWell(ready)).toEqual([true]);
    expect(isSeenWell(podState(ended(0)), "Job")).toEqual([true]);
  });

  test("is not well where it failed, waits, or has been started again", () => {
    expect(isSeenWell(podState(ended(1)), "Job")).toEqual([false]);
    expect(isSeenWell(podState({ state: { waiting: { reason: "ImagePullBackOff" } } }))).toEqual([false]);
    expect(isSeenWell(podState({ state: { running: {} }, ready: true, restartCount: 1 }))).toEqual([false]);
  });
});

describe("what the nodes run", () => {
  const running = (imageID: string) =>
    stateOf(observation({ pods: [podState({ state: { running: {} }, ready: true, imageID })] }));

  test.each([
    ["is the promoted image by whatever name", `docker.io/x@${promotedImage.digest}`, undefined],
    ["cannot be told from an id of another shape", "sha256:77", /runs sha256:77, which names no index digest$/],
  ])("%s", (_, imageId, why) => {
    const [said] = imageDoubts(running(imageId)).map(({ why }) => why);
    if (why) expect(said).toMatch(why);
    else expect(said).toBeUndefined();
  });

  test("cannot be told where the pods may not be listed", () => {
    expect(imageDoubts(stateOf(observation()))).toMatchObject([{ why: "its pods may not be listed" }]);
  });
});

describe("a crash beside something else of the release", () => {
  const log = new Map([["/chat-58f87df665-6znck/chat", ["FATAL:  the database system is starting up"]]]);
  const finishedAt = "2026-01-01T00:00:20Z";
  const crashed = podState({
    restartCount: 3,
    state: { waiting: { reason: "CrashLoopBackOff" } },
    lastState: { terminated: { exitCode: 1, finishedAt } },
  });
  const database = (lastTransitionTime: string | undefined) => {
    const conditions = [
      {
        type: "Ready",
        status: lastTransitionTime ? "True" : "False",
        ...(lastTransitionTime && { lastTransitionTime }),
      },
    ];
    const revision = { "deployment.kubernetes.io/revision": "1" };
    const set = replicaSetState();
    return observation(
      {
        deployments: [
          deploymentState(),
          {
            ...deploymentState(lastTransitionTime ? complete : {}),
            metadata: { name: "db", uid: "db", generation: 1, annotations: revision },
          },
        ],
        replicaSets: [
          set,
          {
            metadata: {
              ...set.metadata,
              uid: "db-set",
              annotations: revision,
              ownerReferences: ownedBy("Deployment", "db", "db"),
            },
          },
        ],
        pods: [
          crashed,
          {
            ...ready,
            metadata: {
              name: "db-1",
              uid: "db-1",
              ownerReferences: ownedBy("ReplicaSet", "db", "db-set"),
            },
            status: { conditions },
          },
        ],
      },
      {
        logs: log,
        workloads: [
          { kind: "Deployment", name: "chat" },
          { kind: "Deployment", name: "db" },
        ],
      },
    );
  };

  test.each<[what: string, readyAt: string | undefined, code: string | undefined]>([
    ["that is not ready is excused", undefined, undefined],
    ["that became ready later is excused", "2026-01-01T00:00:22Z", undefined],
    ["that became ready a moment before is excused", "2026-01-01T00:00:12Z", undefined],
    ["that was ready long before counts", "2026-01-01T00:00:02Z", "start.exits"],
  ])("%s", (_, readyAt, code) => {
    expect(judge(clusterRolloutOf(database(readyAt)))?.code).toBe(code);
  });

  test("counts once the time is up", () => {
    const moment = { now: 0, isTimeUp: true };
    expect(createJudge()(clusterRolloutOf(database(undefined)), moment)?.code).toBe("start.exits");
  });

  test("counts if nothing else comes along", () => {
    expect(judge(clusterRolloutOf(observation({ pods: [crashed] }, { logs: log })))?.code).toBe("start.exits");
  });
});

describe("Services", () => {
  const service = (spec: object): Service => ({
    metadata: { name: "chat", annotations: { "meta.helm.sh/release-name": "chat" } },
    spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  });
  const port = { ports: [{ name: "http", containerPort: 3000 }] };
  const withPort = {
    ...ready,
    spec: { nodeName: "worker-1", containers: [{ name: "chat", image: promotedImage.reference, ...port }] },
  };
  const state = (spec: object) =>
    observation({ deployments: [deploymentState(complete)], pods: [withPort], services: [service(spec)] });

  test("to a port that no container declares are warned of only", () => {
    expect(warningsOf(stateOf(state({})), state({}))).toEqual([
      "the Service chat leads to port 8080, which no container declares",
    ]);
    expect(judge(clusterRolloutOf(state({})))).toBeUndefined();
  });

  test("to a port by a name that no container has are a cause", () => {
    expect(judge(clusterRolloutOf(state({ ports: [{ port: 80, targetPort: "web" }] })))?.code).toBe(
      "network.port-name",
    );
  });

  test("without a selector, or of another release, are none of ours", () => {
    const others = [
      service({ selector: {} }),
      service({ type: "ExternalName" }),
      { ...service({}), metadata: { name: "x" } },
    ];
    expect(stateOf(observation({ services: others })).services).toEqual([]);
  });
});

test("the timeline tells what each pod reached when, in the order in which it did", () => {
  const timeline = createTimeline();
  const note = (state: Parameters<typeof podState>[0], now: number) =>
    timeline.note(stateOf(observation({ pods: [podState(state)] })).pods, now);
  note({ state: { waiting: { reason: "ContainerCreating" } } }, 1_000);
  note({ state: { running: {} } }, 1_640);
  expect(note({ state: { running: {} } }, 2_000)).toEqual([]);
  const ready = note({ state: { running: {} }, ready: true }, 3_100);
  expect(ready).toEqual([{ name: "chat-58f87df665-6znck", line: timeline.lines()[0] }]);
  expect(timeline.lines()).toEqual([
    "chat-58f87df665-6znck worker-2 scheduled 0.0 s · pulled 0.6 s · started 0.6 s · ready 2.1 s",
  ]);
});
