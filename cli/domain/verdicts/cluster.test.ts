import { describe, expect, test } from "vitest";
import {
  deploymentState,
  event,
  observation,
  ownedBy,
  podState,
  replicaSetState,
  unschedulable,
} from "../../../testing/fixtures/watch-states.ts";
import { clusterRolloutOf } from "../rollout/cluster-rollout.ts";
import type { ContainerStatus, Job, Node, Pod } from "../rollout/objects.ts";
import type { Observation } from "../rollout/observation.ts";
import { createJudge } from "./judge.ts";

/** The verdict on what is seen for so many seconds without a change. */
function verdictAfter(seconds: number, state: Observation, isTimeUp = false) {
  const judge = createJudge();
  judge(clusterRolloutOf(state), { now: 0, isTimeUp: false });
  return judge(clusterRolloutOf(state), { now: seconds * 1_000, isTimeUp });
}

const waiting = (reason: string, message = "", more: Partial<ContainerStatus> = {}): Pod =>
  podState({ state: { waiting: { reason, message } }, ...more });
const ended = (exitCode: number, reason = "Error", message?: string) => ({
  terminated: { exitCode, reason, ...(message && { message }) },
});
const running = (more: Partial<ContainerStatus> = {}) => podState({ state: { running: {} }, ...more });
const backOff = { waiting: { reason: "CrashLoopBackOff", message: "back-off 20s restarting failed container=chat" } };

const notFound =
  'Failed to pull image "localhost:5000/team/chat:1.4.0@sha256:de44c013": rpc error: code = NotFound desc = failed to pull and unpack image "localhost:5000/team/chat:1.4.0@sha256:de44c013": failed to resolve reference "localhost:5000/team/chat:1.4.0@sha256:de44c013": localhost:5000/team/chat:1.4.0@sha256:de44c013: not found';
const unreachable = (why: string) =>
  `Failed to pull image "localhost:5000/team/chat:1.4.0@sha256:de44c013": failed to pull and unpack image "localhost:5000/team/chat:1.4.0@sha256:de44c013": failed to do request: Head "http://localhost:5000/v2/team/chat/manifests/1.4.0": ${why}`;
const refusedProbe =
  'Readiness probe failed: Get "http://10.244.2.16:8080/": dial tcp 10.244.2.16:8080: connect: connection refused';
const cpu =
  "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.";
const noProgram =
  'Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "serve-it": executable file not found in $PATH: unknown';
const creating = waiting("ContainerCreating");

const refusal = (message: string) =>
  observation({
    replicaSets: [
      replicaSetState({ conditions: [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }] }),
    ],
  });
const overdue = { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" };
const events = (only: Pod, ...its: ReturnType<typeof event>[]) => observation({ pods: [only], events: its });
const nodes = (node: Node) => ({ nodes: [node] });

/** A Job whose work is done, while another container runs on. */
function jobBeside(name: string): Observation {
  const [migrate, other] = [{ name: "migrate" }, { name }];
  const statuses = [
    { ...statusOf(podState({ state: { terminated: { exitCode: 0, finishedAt: new Date() } } })), ...migrate },
    { ...statusOf(podState({ state: { running: {} } })), ...other },
  ];
  const { metadata, ...rest } = podState();
  const pod = {
    ...rest,
    metadata: { ...metadata, ownerReferences: ownedBy("Job", "chat", "job") },
    spec: { nodeName: "worker-1", containers: [migrate, other] },
    status: { phase: "Running", containerStatuses: statuses },
  };
  const job: Job = { metadata: { name: "chat", uid: "job", generation: 2 }, spec: { template: {} } };
  return observation({ deployments: [], jobs: [job], pods: [pod] }, { workloads: [{ kind: "Job", name: "chat" }] });
}

const statusOf = ({ status }: Pod): ContainerStatus => status?.containerStatuses?.[0] ?? expect.fail("no status");

describe("a cause is certain", () => {
  test.each<[code: string, what: string, seconds: number, state: Observation]>([
    [
      "image.absent",
      "once an event has said for a minute that it is not there, since it was when it was released",
      60,
      events(creating, event("Failed", notFound)),
    ],
    [
      "image.absent",
      "once an event says that one is not there which is not the promoted one",
      0,
      observation(
        { pods: [creating], events: [event("Failed", notFound)] },
        { images: [{ reference: "localhost:5000/team/other:1", digest: "sha256:77" }] },
      ),
    ],
    [
      "image.absent",
      "once the status has said it for a minute, where events may not be listed",
      60,
      observation({ pods: [waiting("ImagePullBackOff", notFound.replace("Failed to pull", "Back-off pulling"))] }),
    ],
    [
      "image.denied",
      "once the registry refuses it",
      0,
      events(creating, event("Failed", unreachable("unexpected status from HEAD request: 403 Forbidden"))),
    ],
    [
      "image.denied",
      "once it was refused for 20 seconds, if the pull Secret may yet come",
      20,
      events(
        creating,
        event("FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (regcred)", 2, ""),
        event("Failed", unreachable("unexpected status from HEAD request: 401 Unauthorized")),
      ),
    ],
    [
      "image.invalid-name",
      "once the kubelet cannot read it",
      0,
      observation({ pods: [waiting("InvalidImageName", "x")] }),
    ],
    [
      "image.never-pulled",
      "once it is not to be pulled",
      0,
      observation({ pods: [waiting("ErrImageNeverPull", "x")] }),
    ],
    [
      "image.not-promoted",
      "where its pods name another image for some seconds",
      5,
      observation({
        pods: [podState({ state: { running: {} } }, { container: { image: "localhost:5000/team/chat:1.3.0" } })],
      }),
    ],
    [
      "start.exits",
      "where it ended twice",
      0,
      observation({ pods: [podState({ restartCount: 1, state: backOff, lastState: ended(1) })] }),
    ],
    ["start.no-program", "once an event says so", 0, events(creating, event("Failed", noProgram))],
    [
      "start.refused",
      "where the kubelet says it for long",
      15,
      observation({ pods: [waiting("CreateContainerError", "context deadline exceeded")] }),
    ],
    [
      "memory.limit",
      "where it ended once for memory",
      0,
      observation({ pods: [running({ restartCount: 1, lastState: ended(137, "OOMKilled") })] }),
    ],
    [
      "probe.readiness",
      "where it answers 404 for a while",
      30,
      events(running(), event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404", 3)),
    ],
    [
      "probe.readiness",
      "once the Deployment's own deadline is over",
      0,
      observation({
        deployments: [deploymentState({ conditions: [overdue] })],
        pods: [running()],
        events: [event("Unhealthy", refusedProbe, 20)],
      }),
    ],
    [
      "probe.readiness",
      "where its command is not in the image, whatever id the kubelet gave each try",
      0,
      events(
        running(),
        ...["1", "2"].map((id) =>
          event("Unhealthy", `Readiness probe errored: exec ${id}: "nope": executable file not found`),
        ),
        event(
          "Unhealthy",
          '(combined from similar events): Readiness probe errored: exec 3: "nope": executable file not found',
          14,
        ),
      ),
    ],
    [
      "probe.liveness",
      "once the kubelet ends it",
      0,
      events(running(), event("Killing", "Container chat failed liveness probe, will be restarted")),
    ],
    [
      "configuration.absent",
      "where it is missing for longer than the kubelet takes to look again",
      20,
      events(creating, event("Failed", 'Error: secret "chat" not found')),
    ],
    [
      "configuration.absent",
      "where it is missing as a file, before it is called a matter of volumes",
      20,
      events(
        creating,
        event("FailedMount", 'MountVolume.SetUp failed for volume "keys" : secret "keys" not found', 6, ""),
      ),
    ],
    [
      "configuration.key",
      "where it is missing for a while",
      20,
      observation({ pods: [waiting("CreateContainerConfigError", "couldn't find key token in Secret shop/chat")] }),
    ],
    [
      "configuration.root-user",
      "at once",
      0,
      observation({
        pods: [waiting("CreateContainerConfigError", "container has runAsNonRoot and image will run as root")],
      }),
    ],
    ["scheduling.unschedulable", "after a moment", 3, observation({ pods: [unschedulable(cpu)] })],
    [
      "scheduling.unschedulable",
      "later, where nodes come by themselves",
      20,
      observation({ pods: [unschedulable(cpu)] }, nodes({ metadata: { labels: { "karpenter.sh/nodepool": "x" } } })),
    ],
    [
      "volume.claim-absent",
      "though it is said by the scheduler",
      1,
      observation({
        pods: [unschedulable('0/3 nodes are available: persistentvolumeclaim "data" not found. not found')],
      }),
    ],
    [
      "volume.mount",
      "after three tries",
      1,
      events(
        creating,
        event(
          "FailedMount",
          'MountVolume.SetUp failed for volume "h" : hostPath type check failed: /nope is not a directory',
          3,
          "",
        ),
      ),
    ],
    [
      "admission.quota",
      "while nothing moves",
      3,
      refusal(
        'pods "chat-1" is forbidden: exceeded quota: small, requested: requests.cpu=100m, used: requests.cpu=0, limited: requests.cpu=50m',
      ),
    ],
    [
      "admission.pod-security",
      "at once",
      0,
      refusal('pods "chat-1" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true'),
    ],
    [
      "admission.limit-range",
      "at once",
      0,
      refusal('pods "chat-1" is forbidden: maximum cpu usage per Container is 50m, but limit is 1'),
    ],
    [
      "admission.service-account",
      "after a moment",
      3,
      refusal(
        'pods "chat-" is forbidden: error looking up service account shop/nobody: serviceaccount "nobody" not found',
      ),
    ],
    [
      "admission.webhook",
      "at once",
      0,
      refusal('admission webhook "policy.example.com" denied the request: no team label'),
    ],
    ["admission.refused", "after a while", 15, refusal("something new")],
    [
      "api.refused",
      "once Helm ends with an error",
      0,
      observation({}, { applying: { ended: true, error: "Error: UPGRADE FAILED: cannot patch: field is immutable" } }),
    ],
    [
      "hook.failed",
      "once Helm says so",
      0,
      observation(
        {},
        { applying: { ended: true, error: "Error: UPGRADE FAILED: pre-upgrade hooks failed: timed out" } },
      ),
    ],
    ["hook.job-kept-alive", "once a proxy has been left alone for a while", 30, jobBeside("istio-proxy")],
  ])("%s, %s", (code, _, seconds, state) => {
    expect(verdictAfter(seconds, state)).toMatchObject({ code, fix: expect.stringMatching(/\.$/) });
    expect(verdictAfter(seconds, state)?.evidence[0]).toMatch(/./);
    if (seconds > 0) expect(verdictAfter(seconds - 0.5, state)).toBeUndefined();
  });
});

test("a container that runs beside a Job may end yet, until the time is up", () => {
  expect(verdictAfter(600, jobBeside("exporter"))).toBeUndefined();
  expect(verdictAfter(600, jobBeside("exporter"), true)).toMatchObject({ code: "hook.job-kept-alive" });
});

const unbound = unschedulable(
  "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
);
const oldPod = podState({ state: ended(137), restartCount: 9 });

describe("nothing is certain", () => {
  test.each<[what: string, state: Observation]>([
    ["where nothing is there yet", observation()],
    ["where nothing answers as yet", events(running(), event("Unhealthy", refusedProbe, 20))],
    [
      "where the registry does not answer",
      events(creating, event("Failed", unreachable("dial tcp 127.0.0.1:1: connect: connection refused"), 9)),
    ],
    [
      "where the registry's name is not known",
      events(creating, event("Failed", unreachable("dial tcp: lookup registry.invalid: no such host"), 9)),
    ],
    ["after one crash", observation({ pods: [podState({ state: ended(1) })] })],
    ["where it runs again after two", observation({ pods: [running({ restartCount: 2, lastState: ended(1) })] })],
    [
      "where it crashed before this rollout",
      observation(
        { pods: [running({ restartCount: 7, lastState: ended(137, "OOMKilled") })] },
        {
          before: {
            generations: new Map(),
            restarts: new Map([["pod/chat", 7]]),
            images: new Map(),
            events: new Map(),
            overdue: new Map(),
            services: new Map(),
          },
        },
      ),
    ],
    [
      "where its probe failed before it listened",
      events(
        running(),
        event("Unhealthy", refusedProbe, 9),
        event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404"),
      ),
    ],
    [
      "where it is ready by now",
      events(
        running({ ready: true }),
        event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404", 9),
      ),
    ],
    [
      "where a Secret could not be read in time",
      events(
        creating,
        event(
          "FailedMount",
          'MountVolume.SetUp failed for volume "keys" : failed to sync secret cache: timed out waiting for the condition',
          1,
          "",
        ),
      ),
    ],
    [
      "where a node is being added",
      observation({ pods: [unschedulable(cpu)], events: [event("TriggeredScaleUp", "pod triggered scale-up", 1, "")] }),
    ],
    [
      "where a node is not ready yet",
      observation(
        { pods: [unschedulable(cpu)] },
        nodes({ spec: { taints: [{ key: "node.kubernetes.io/not-ready", effect: "NoSchedule" }] } }),
      ),
    ],
    ["where a volume of its claim is just being made", observation({ pods: [unbound] })],
    [
      "where a pod before is still going away",
      observation({
        pods: [
          unschedulable(cpu),
          { ...oldPod, metadata: { ...oldPod.metadata, uid: "old", deletionTimestamp: "2026-01-01T00:00:00Z" } },
        ],
      }),
    ],
    [
      "where a pod of another revision is sick",
      observation({
        pods: [
          {
            ...oldPod,
            metadata: {
              name: "chat-1-x",
              uid: "old",
              ownerReferences: ownedBy("ReplicaSet", "chat-1", "old-set"),
            },
          },
        ],
      }),
    ],
    [
      "where the controller has not seen the change yet",
      observation({
        pods: [podState({ restartCount: 4, state: backOff, lastState: ended(1) })],
        deployments: [deploymentState({ observedGeneration: 1 })],
      }),
    ],
    [
      "where Helm has not touched it yet",
      observation(
        { pods: [podState({ restartCount: 4, state: backOff, lastState: ended(1) })] },
        {
          applying: { ended: false, error: undefined },
          before: {
            generations: new Map([["deployment", 2]]),
            restarts: new Map(),
            images: new Map(),
            events: new Map(),
            overdue: new Map(),
            services: new Map(),
          },
        },
      ),
    ],
  ])("%s", (_, state) => {
    expect(verdictAfter(55, state)).toBeUndefined();
  });
});

describe("what the API refuses of Helm is told with the way out:", () => {
  test.each<[said: string, cause: RegExp, fix: RegExp]>([
    [
      'create: failed to create: Secret "sh.helm.release.v1.chat.v1" is invalid: data: Too long: may not be more than 1048576 bytes',
      /too large for Helm, .* Secret of 1 MiB/,
      /\.helmignore/,
    ],
    [
      'create: failed to create: secrets "sh.helm.release.v1.chat.v2" is forbidden: exceeded quota: small, requested: count/secrets=1',
      /^the quota small of the namespace has no room/,
      /raised/,
    ],
    ["something new", /^the API refuses what the chart says$/, /release again/],
  ])("%s", (said, cause, fix) => {
    const state = observation({}, { applying: { ended: true, error: `Error: UPGRADE FAILED: ${said}` } });
    const expected = { cause: expect.stringMatching(cause), fix: expect.stringMatching(fix) };
    expect(verdictAfter(0, state)).toMatchObject({ code: "api.refused", ...expected });
  });
});

test("a pod of the version before that does not end in time is named once the time is up", () => {
  const leaving = podState({ ready: true, state: { running: {} } });
  const metadata = {
    ...leaving.metadata,
    name: "chat-0",
    deletionTimestamp: new Date(),
    deletionGracePeriodSeconds: 25,
  };
  expect(verdictAfter(9, observation({ pods: [{ ...leaving, metadata }] }), true)).toMatchObject({
    code: "uncertain",
    cause: "chat-0 of the version before has not ended in time",
    evidence: ["chat-0 is ending: its programs may take 25 s", "Deployment chat: 0 of 1 ready"],
  });
});

test("what was not certain is the verdict once the time is up", () => {
  const state = events(creating, event("Failed", unreachable("dial tcp 127.0.0.1:1: connect: connection refused")));
  expect(verdictAfter(9, state, true)).toMatchObject({ code: "image.unreachable", reason: "image" });
  expect(verdictAfter(9, observation({ pods: [unbound] }), true)).toMatchObject({
    code: "scheduling.unschedulable",
    cause: "no node can take chat: pod has unbound immediate PersistentVolumeClaims",
    fix: expect.stringMatching(/kubectl describe pvc/),
  });
  expect(verdictAfter(9, observation(), true)).toMatchObject({
    code: "uncertain",
    evidence: ["Deployment chat: 0 of 1 ready"],
  });
});

describe("the evidence", () => {
  test("of a crash is the guilty line of its log, where and how it ended, and the last lines", () => {
    const state = observation(
      { pods: [podState({ restartCount: 1, state: backOff, lastState: ended(1) })] },
      { logs: new Map([["/chat-58f87df665-6znck/chat", ["starting", "Error: no database", "bye"]]]) },
    );
    expect(verdictAfter(0, state)?.evidence).toEqual([
      "Error: no database",
      "chat-58f87df665-6znck on worker-2, container chat: exit code 1, 2 times",
      "chat-58f87df665-6znck on worker-2, container chat: CrashLoopBackOff: back-off 20s restarting failed container=chat",
      "starting",
      "bye",
    ]);
  });

  test("of a crash without a log is what the program left for the kubelet", () => {
    const lastState = ended(1, "Error", "checking\nError: DATABASE_URL is not set\n");
    const state = observation({ pods: [podState({ restartCount: 1, state: backOff, lastState })] });
    expect(verdictAfter(0, state)?.evidence?.[0]).toBe("Error: DATABASE_URL is not set");
  });

  test("of taints is their names, which the scheduler does not say", () => {
    const taints = [{ key: "dedicated", value: "db", effect: "NoSchedule" }];
    const state = observation(
      { pods: [unschedulable("0/1 nodes are available: 1 node(s) had untolerated taint(s).")] },
      nodes({ metadata: { name: "worker-1" }, spec: { taints } }),
    );
    expect(verdictAfter(3, state)).toMatchObject({
      cause: "no node can take chat: 1 node(s) had untolerated taint(s)",
      evidence: [expect.anything(), "worker-1: taint dedicated=db:NoSchedule"],
      fix: expect.stringMatching(/toleration/),
    });
  });

  test("has no control characters of events", () => {
    const state = events(creating, event("Failed", notFound.replace("rpc", "\u001b[31mrpc\u001b[0m\n")));
    expect(verdictAfter(60, state)?.evidence[0]).toBe(notFound);
  });
});

describe("a Job", () => {
  const migrate = (status: Job["status"], spec: object = {}): Job => ({
    metadata: { name: "chat-migrate", uid: "job", annotations: { "helm.sh/hook": "pre-upgrade" } },
    spec: { template: {}, ...spec },
    ...(status && { status }),
  });
  const failedPod = (uid: string): Pod => ({
    ...podState({ state: ended(1) }, { status: { phase: "Failed" } }),
    metadata: {
      name: `chat-migrate-${uid}`,
      uid,
      ownerReferences: ownedBy("Job", "chat-migrate", "job"),
    },
  });
  const helmRuns = { applying: { ended: false, error: undefined } };

  test("of a hook has failed where it says so", () => {
    const conditions = [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded", message: "too often" }];
    const state = observation({ jobs: [migrate({ conditions })], pods: [failedPod("a")] }, helmRuns);
    expect(verdictAfter(0, state)).toMatchObject({
      code: "hook.failed",
      cause: "the hook chat-migrate failed: it exits with code 1",
      evidence: [expect.anything(), "Job chat-migrate: BackoffLimitExceeded: too often"],
    });
  });

  test("has failed before it says so, where no try is left", () => {
    const state = (backoffLimit: number) =>
      observation({ jobs: [migrate({}, { backoffLimit })], pods: [failedPod("a")] }, helmRuns);
    expect(verdictAfter(0, state(0))?.code).toBe("hook.failed");
    expect(verdictAfter(55, state(6))).toBeUndefined();
  });

  test("of another release is none of ours", () => {
    const { metadata, ...job } = migrate({ conditions: [{ type: "Failed", status: "True" }] });
    const other = { ...job, metadata: { ...metadata, labels: { "app.kubernetes.io/instance": "other" } } };
    expect(verdictAfter(55, observation({ jobs: [other] }, helmRuns))).toBeUndefined();
  });
});
