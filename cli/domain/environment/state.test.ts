import { expect, test } from "vitest";
import { composeContainer } from "../../../testing/fixtures/compose-states.ts";
import { composeLabels, deploymentLabels } from "../deployment/compose.ts";
import type { ComposeContainer } from "../rollout/compose-rollout.ts";
import { driftOfCompose, type PlaceState, stateInCluster, stateOfCompose, withEndpoints } from "./state.ts";

const promoted = { version: "1.4.0", image: "chat:1.4.0@sha256:1" };
const pod = (name: string, { isReady = true, image = promoted.image } = {}) => ({
  name,
  isReady,
  containers: [{ image: "proxy:1" }, { image }],
});
const [ready, crashing] = [pod("chat-1"), pod("chat-2", { isReady: false })];
const database = pod("redis-0", { image: "redis:7" });
const running = (
  pods: ReturnType<typeof pod>[],
  counted: { ready: number; wanted: number },
  idleImages: string[] = [],
  keptPods: string[] = [],
) => ({
  pods,
  counted,
  idleImages,
  keptPods,
});
const foreign = `${promoted.version} was recorded healthy here, but no pod runs its image`;

test.each<[string, Parameters<typeof stateInCluster>, PlaceState]>([
  ["nothing", [running([], { ready: 0, wanted: 0 }), undefined], { state: "empty" }],
  ["what was recorded, all of it ready", [running([ready], { ready: 1, wanted: 1 }), promoted], { state: "healthy" }],
  ["nothing any more", [running([], { ready: 0, wanted: 0 }), promoted], { state: "degraded", note: foreign }],
  [
    "what was recorded, scaled to zero",
    [running([], { ready: 0, wanted: 0 }, [promoted.image]), promoted],
    { state: "idle", note: "scaled to zero" },
  ],
  [
    "what was recorded, scaled to zero beside its database",
    [running([database], { ready: 1, wanted: 1 }, [promoted.image]), promoted],
    { state: "idle", note: "scaled to zero" },
  ],
  [
    "only tasks, none of which runs",
    [{ ...running([], { ready: 0, wanted: 0 }), taskImages: [promoted.image] }, promoted],
    { state: "idle", note: "it has only tasks, and none of them runs now" },
  ],
  [
    "only tasks of the version before",
    [{ ...running([], { ready: 0, wanted: 0 }), taskImages: ["chat:1.3.0@sha256:0"] }, promoted],
    { state: "degraded", note: foreign },
  ],
  [
    "a worker that is scaled to zero, and a server of the version before",
    [running([pod("chat-0", { image: "chat:1.3.0@sha256:0" })], { ready: 1, wanted: 1 }, [promoted.image]), promoted],
    { state: "degraded", note: foreign },
  ],
  [
    "what was recorded, from a mirror",
    [running([pod("chat-1", { image: "mirror/chat:1.4.0@sha256:1" })], { ready: 1, wanted: 1 }), promoted],
    { state: "healthy" },
  ],
  [
    "another version, kept by --no-rollback",
    [running([pod("chat-3", { image: "chat:1.5.0@sha256:2" })], { ready: 1, wanted: 1 }), promoted],
    { state: "degraded", note: foreign },
  ],
  [
    "the version before, that Kubernetes was told to run again",
    [
      running([pod("chat-3", { image: "chat:1.3.0@sha256:0" })], { ready: 1, wanted: 1 }),
      promoted,
      [{ version: "1.3.0", image: "chat:1.3.0@sha256:0" }, promoted],
    ],
    { state: "degraded", note: "1.4.0 was recorded healthy here, but 1.3.0 runs" },
  ],
  [
    "pods of the version before that wait to be deleted",
    [running([pod("chat-0", { image: "chat:1.3.0@sha256:0" })], { ready: 1, wanted: 1 }, [], ["chat-0"]), promoted],
    {
      state: "degraded",
      note: "1.4.0 is applied, and chat-0 of the version before runs until deleted: updateStrategy OnDelete",
    },
  ],
  ["fewer pods than wanted", [running([ready], { ready: 1, wanted: 2 }), promoted], { state: "degraded" }],
  [
    "a pod that crashes",
    [running([ready, crashing], { ready: 1, wanted: 1 }), promoted],
    { state: "degraded", note: "not ready: chat-2" },
  ],
  [
    "many pods that crash",
    [
      running(
        ["a", "b", "c", "d", "e"].map((name) => pod(name, { isReady: false })),
        { ready: 0, wanted: 5 },
      ),
      promoted,
    ],
    { state: "degraded", note: "not ready: a, b, c and 2 more" },
  ],
  ["what nobody recorded", [running([ready], { ready: 1, wanted: 1 }), undefined], { state: "degraded" }],
])("a namespace with %s", (_, args, state) => {
  expect(stateInCluster(...args)).toEqual(state);
});

test("of several services each has to run its own image", () => {
  const images = ["web", "worker"].map((service) => ({ service, image: `${service}:1.4.0@sha256:${service}` }));
  const both = { version: "1.4.0", image: images[0]?.image ?? "", images };
  const stateOf = (worker: string) =>
    stateInCluster(
      running([pod("web", { image: both.image }), pod("worker", { image: worker })], { ready: 2, wanted: 2 }),
      both,
    );
  expect(stateOf("worker:1.4.0@sha256:worker")).toEqual({ state: "healthy" });
  expect(stateOf("worker:1.3.0@sha256:old")).toEqual({ state: "degraded", note: `${foreign} for worker` });
});

test("a Job that began before the promotion may end with the image of then", () => {
  const images = ["web", "worker"].map((service) => ({ service, image: `${service}:1.4.0@sha256:${service}` }));
  const both = { version: "1.4.0", image: images[0]?.image ?? "", images };
  const job = { ...pod("nightly", { image: "worker:1.3.0@sha256:old" }), isOfJob: true };
  const pods = [pod("web", { image: both.image }), job];
  expect(stateInCluster(running(pods, { ready: 1, wanted: 1 }), both)).toEqual({ state: "healthy" });
});

const own = { name: "chat-chat-1", labels: { [deploymentLabels.version]: "1.4.0" } };
const migration = { name: "chat-migrate-1", service: "migrate", status: "exited", restartsByItself: false } as const;

test.each<[string, Partial<ComposeContainer>[], PlaceState]>([
  ["nothing", [], { state: "empty" }],
  ["what was recorded, and a migration that is done", [own, migration], { state: "healthy" }],
  [
    "what was started by hand",
    [{ service: "redis" }],
    { state: "degraded", note: "no container here runs a release; somebody started chat-chat-1 without chatops" },
  ],
  [
    "nothing but what chatops started beside it",
    [{ service: "redis", labels: { [composeLabels.files]: "/s/chatops/chat/local/versions/1.4.0/compose.json" } }],
    { state: "degraded", note: "no container here runs a release" },
  ],
  ["what exited", [{ ...own, status: "exited" }, migration], { state: "degraded", note: "chat-chat-1 is exited" }],
  [
    "what nobody reaches any more",
    [{ ...own, lostNetwork: "that of chat-proxy-1" }],
    {
      state: "degraded",
      note: "chat-chat-1 is not in its network any more (that of chat-proxy-1), so nobody reaches it",
    },
  ],
  ["what became unhealthy", [{ ...own, health: "unhealthy" }], { state: "degraded", note: "chat-chat-1 is unhealthy" }],
  [
    "another version, kept by --no-rollback",
    [{ ...own, labels: { [deploymentLabels.version]: "1.5.0" } }],
    { state: "degraded", note: "1.4.0 was recorded healthy here, but 1.5.0 runs" },
  ],
])("a Compose project with %s", (_, containers, state) => {
  expect(stateOfCompose(containers.map(composeContainer), { version: "1.4.0" })).toEqual(state);
});

test("a Compose project of which nothing was recorded is what its containers are", () => {
  expect(stateOfCompose([composeContainer(own)], undefined)).toEqual({ state: "healthy" });
});

test("a Service without address counts if it leads to what is to have pods", () => {
  const healthy: PlaceState = { state: "healthy" };
  const service = (service: string, selector: Record<string, string>, ready = 0) => ({ service, selector, ready });
  const chat = { app: "chat" };
  const wanted = [{ ...chat, tier: "web" }, { app: "redis" }];
  const dead = { state: "degraded", note: "no ready address behind the Service chat" };
  const endpoints = [service("chat", chat), service("redis", { app: "redis" }, 1)];
  expect(withEndpoints(healthy, endpoints, wanted)).toEqual(dead);
  // Another workload that is scaled to zero hides nothing; its own Service is meant to lead nowhere.
  expect(withEndpoints(healthy, [...endpoints, service("idle", { app: "idle" })], wanted)).toEqual(dead);
  const meant = [
    service("idle", { app: "idle" }),
    service("primary", { ...chat, role: "primary" }),
    service("own", {}),
  ];
  expect(withEndpoints(healthy, meant, wanted)).toEqual(healthy);
  const changed = [{ object: "Service/idle", field: "spec.selector.app" }];
  expect(withEndpoints(healthy, meant, wanted, changed)).toMatchObject({ state: "degraded" });
  expect(withEndpoints({ state: "idle" }, endpoints, wanted)).toEqual({ state: "idle" });
  const deleted = [
    { object: "Service/chat", field: "" },
    { object: "Deployment/worker", field: "" },
    { object: "ConfigMap/notes", field: "" },
    { object: "Service/idle", field: "spec.ports" },
  ];
  const missing = { state: "degraded", note: "missing: Service/chat, Deployment/worker" };
  expect(withEndpoints(healthy, meant, wanted, deleted)).toEqual(missing);
  expect(withEndpoints({ state: "idle" }, [], [], deleted)).toEqual(missing);
  expect(withEndpoints(healthy, undefined, wanted)).toEqual(healthy);
});

test("a container that runs another image than the one that was promoted has drifted", () => {
  const containers = [composeContainer({ ...own, image: "sha256:2" }), composeContainer(migration)];
  expect(driftOfCompose(containers, { imageId: "sha256:1" })).toEqual([
    { object: own.name, field: "image", expected: "sha256:1", found: "sha256:2" },
  ]);
  expect(driftOfCompose(containers, { imageId: undefined })).toEqual([]);
});

test("of several services each is compared with its own image, also under another name", () => {
  const images = ["web", "worker"].map((service) => ({
    service,
    image: `${service}:1.4.0`,
    imageId: `sha256:${service}`,
  }));
  const container = (service: string, image: string, more = {}) =>
    composeContainer({ name: service, service, image, ...more });
  const containers = [
    container("web", "sha256:web", { labels: own.labels }),
    container("worker", "sha256:other"),
    container("copy", "sha256:other", { reference: "worker:1.4.0" }),
    container("redis", "sha256:redis", { reference: "redis:7" }),
  ];
  expect(driftOfCompose(containers, { imageId: "sha256:web", images })).toEqual(
    ["worker", "copy"].map((object) => ({ object, field: "image", expected: "sha256:worker", found: "sha256:other" })),
  );
});
