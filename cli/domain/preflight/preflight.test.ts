import { describe, expect, test } from "vitest";
import { parseManifest } from "../promotion/manifest.ts";
import type { Node } from "../rollout/objects.ts";
import { blindAutoscalers, setBackWorkloads } from "./autoscaled.ts";
import { imageObjections, type KnownImage } from "./images.ts";
import { missingSettings } from "./missing-settings.ts";
import { missingVolumes } from "./missing-volumes.ts";
import { neededSettings } from "./needed-settings.ts";
import { amountOf } from "./quantity.ts";
import { startedPods } from "./started-pods.ts";
import { unschedulablePods } from "./unschedulable.ts";

/** A Deployment of this pod, and more objects. */
const chart = (pod: object, ...more: object[]) =>
  parseManifest([deployment(pod), ...more].map((object) => JSON.stringify(object)).join("\n---\n"));

const deployment = (pod: object, spec: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "chat" },
  spec: { template: { spec: { containers: [{ name: "chat", image: "registry/chat:1" }], ...pod } }, ...spec },
});

const inEnv = (valueFrom: object) => ({ containers: [{ name: "chat", env: [{ name: "X", valueFrom }] }] });
const password = inEnv({ secretKeyRef: { name: "db", key: "password" } });
const secret = (data: object) => ({ apiVersion: "v1", kind: "Secret", metadata: { name: "db" }, data });
const hook = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "make", annotations: { "helm.sh/hook": "pre-install" } },
};
const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: { name: "x" } };

describe("Secrets and ConfigMaps", () => {
  /** What is said of a chart, where these are there with their keys. */
  const said = (
    objects: ReturnType<typeof chart>,
    live: Record<string, string[] | undefined>,
    promised: string[] = [],
  ) =>
    missingSettings(neededSettings(startedPods(objects, "shop")), new Map(Object.entries(live)), {
      objects,
      promised: new Set(promised),
    }).map(({ severity, message }) => `${severity}: ${message}`);
  const absent = "needs the Secret db, which does not exist, and the chart does not bring it";

  test("that nothing is going to make are refused", () => {
    expect(said(chart(password), { "Secret/db": undefined })).toEqual([`refused: ${absent}`]);
    expect(said(chart(inEnv({ configMapKeyRef: { name: "s", key: "a" } })), { "ConfigMap/s": undefined })).toEqual([
      "refused: needs the ConfigMap s, which does not exist, and the chart does not bring it",
    ]);
    const volumes = { volumes: [{ name: "tls", secret: { secretName: "tls" } }] };
    expect(said(chart(volumes), { "Secret/tls": undefined })).toHaveLength(1);
    const projected = { volumes: [{ name: "all", projected: { sources: [{ secret: { name: "tls" } }] } }] };
    expect(said(chart(projected), { "Secret/tls": undefined })).toHaveLength(1);
    const before = { initContainers: [{ name: "wait", envFrom: [{ secretRef: { name: "db" } }] }] };
    expect(said(chart(before), { "Secret/db": undefined })).toEqual([`refused: ${absent}`]);
  });

  test.each<[what: string, objects: ReturnType<typeof chart>, live: Record<string, string[] | undefined>]>([
    ["is there", chart(password), { "Secret/db": ["password"] }],
    ["may not be read", chart(password), {}],
    ["is part of the chart", chart(password, secret({ password: "eA==" })), { "Secret/db": undefined }],
    ["has its keys from both", chart(password, secret({ user: "eA==" })), { "Secret/db": ["password"] }],
    [
      "need not be there",
      chart(inEnv({ secretKeyRef: { name: "db", key: "password", optional: true } })),
      { "Secret/db": undefined },
    ],
  ])("are no matter where what is needed %s", (_, objects, live) => {
    expect(said(objects, live)).toEqual([]);
  });

  test("that an operator stands for, or that are provided before, are no matter", () => {
    expect(said(chart(password), { "Secret/db": undefined }, ["Secret/db"])).toEqual([]);
  });

  test.each<[what: string, more: object]>([
    ["a hook", hook],
    [
      "an operator's object",
      { apiVersion: "external-secrets.io/v1", kind: "ExternalSecret", metadata: { name: "other" } },
    ],
    [
      "a program that may write them",
      { ...role, rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["create"] }] },
    ],
  ])("are only doubtful where %s of the chart may make them", (_, more) => {
    expect(said(chart(password, more), { "Secret/db": undefined })).toEqual([`warning: ${absent}`]);
  });

  test.each<[what: string, more: object]>([
    [
      "an annotation names them",
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "x", annotations: { "service.beta.openshift.io/serving-cert-secret-name": "db" } },
      },
    ],
    [
      "an Ingress names them",
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: "x" },
        spec: { tls: [{ secretName: "db" }] },
      },
    ],
    [
      "the pod's own workload names them",
      { ...deployment(password), metadata: { name: "x", annotations: { item: "db" } } },
    ],
  ])("are only doubtful where %s", (_, more) => {
    const found = said(chart(password, more), { "Secret/db": undefined });
    expect(new Set(found)).toEqual(new Set([`warning: ${absent}`]));
  });

  test("of which others of the chart merely share the name are refused", () => {
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "db", labels: { app: "db" } },
      spec: { selector: { app: "db" } },
    };
    expect(said(chart(password, service, deployment(password)), { "Secret/db": undefined })).toEqual([
      `refused: ${absent}`,
      `refused: ${absent}`,
    ]);
  });

  test("that somebody fills are not missed, or only doubtful", () => {
    const token = { ...secret({}), type: "kubernetes.io/service-account-token" };
    expect(said(chart(password, token), { "Secret/db": undefined })).toEqual([]);
    expect(said(chart(password, secret({})), { "Secret/db": undefined })).toEqual([
      "warning: needs the key password of the Secret db, which has none",
    ]);
  });

  test("are only doubtful where nothing starts now", () => {
    const objects = parseManifest(JSON.stringify(deployment(password, { replicas: 0 })));
    expect(said(objects, { "Secret/db": undefined })).toEqual([`warning: ${absent}`]);
  });

  test("that lack a key are refused, and their keys named", () => {
    expect(said(chart(password), { "Secret/db": ["user", "host"] })).toEqual([
      "refused: needs the key password of the Secret db, which has user, host",
    ]);
  });
});

const node = (labels: Record<string, string>, status: object = {}): Node => ({
  metadata: { name: "worker-1", labels },
  status: { allocatable: { cpu: "2", memory: "4Gi" }, nodeInfo: { architecture: "amd64" }, ...status } as never,
});

describe("pods that no node can take", () => {
  const said = (pod: object, nodes: Node[]) =>
    unschedulablePods(startedPods(chart(pod), "shop"), nodes).map(({ severity, message }) => `${severity}: ${message}`);
  const requesting = (requests: object) => ({
    containers: [
      { name: "a", resources: { requests } },
      { name: "b", resources: { requests } },
    ],
  });

  test("are refused where they ask for more than the largest has, or for another machine", () => {
    expect(said(requesting({ cpu: "1500m" }), [node({})])).toEqual([
      "refused: wants 3 cpu, and the largest node has 2 cpu",
    ]);
    expect(said(requesting({ memory: "3Gi" }), [node({})])).toEqual([
      "refused: wants 6144 MiB of memory, and the largest node has 4096 MiB of memory",
    ]);
    expect(
      said({ nodeSelector: { "kubernetes.io/arch": "arm64" } }, [node({ "kubernetes.io/arch": "amd64" })]),
    ).toEqual(["refused: wants a node with kubernetes.io/arch=arm64, and none of the 1 has that"]);
  });

  test("are none where they fit, however full the nodes are", () => {
    expect(said(requesting({ cpu: "1", memory: "2Gi" }), [node({})])).toEqual([]);
    expect(said({ nodeSelector: { disk: "ssd" } }, [node({}), node({ disk: "ssd" })])).toEqual([]);
    expect(said(requesting({ cpu: "9" }), [])).toEqual([]);
    expect(said({ ...requesting({ cpu: "9" }), schedulerName: "volcano" }, [node({})])).toEqual([]);
  });

  test("are only doubtful where nodes or devices may come", () => {
    expect(said(requesting({ cpu: "9" }), [node({ "karpenter.sh/nodepool": "x" })])).toEqual([
      "warning: wants 18 cpu, and the largest node has 2 cpu",
    ]);
    expect(said(requesting({ "nvidia.com/gpu": "1" }), [node({})])[0]).toMatch(/^warning: /);
    expect(said({ nodeSelector: { disk: "ssd" } }, [node({ disk: "hdd" })])).toEqual([
      "warning: wants a node with disk=ssd, and none of the 1 has that",
    ]);
  });

  test.each([
    "cloud.google.com/gke-nodepool",
    "kops.k8s.io/instancegroup",
    "machine.openshift.io/machine",
    "x.io/pool",
  ])("are only doubtful where nodes have the label %s", (label) =>
    expect(said(requesting({ cpu: "9" }), [node({ [label]: "x" })])[0]).toMatch(/^warning: /),
  );

  test("are none of a DaemonSet that no node is meant for", () => {
    const [deployed] = chart({ nodeSelector: { "kubernetes.io/os": "windows" } });
    const objects = deployed ? [{ ...deployed, kind: "DaemonSet" }] : [];
    expect(unschedulablePods(startedPods(objects, "shop"), [node({})])).toEqual([]);
  });
});

test.each([
  ["100m", 0.1],
  ["2", 2],
  ["1Gi", 2 ** 30],
  ["1.5G", 1.5e9],
  ["1e3", 1_000],
  ["lots", undefined],
])("the quantity %s is %s", (text, amount) => expect(amountOf(text)).toBe(amount));

describe("volumes", () => {
  const claim = (storageClassName: string) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data" },
    spec: { storageClassName },
  });
  const mounting = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };
  const there = { claims: [] as string[], classes: ["standard"], volumeClasses: [] as string[] };
  const said = (objects: ReturnType<typeof chart>, sources: Parameters<typeof missingVolumes>[2]) =>
    missingVolumes(startedPods(objects, "shop"), objects, sources).map(
      ({ severity, message }) => `${severity}: ${message}`,
    );

  test("whose claim nothing brings are refused", () => {
    expect(said(chart(mounting), there)).toEqual([
      "refused: mounts the claim data, which does not exist, and the chart does not bring it",
    ]);
    expect(said(chart(mounting), { ...there, claims: ["data"] })).toEqual([]);
    expect(said(chart(mounting, claim("standard")), there)).toEqual([]);
    expect(said(chart(mounting), { ...there, claims: undefined })).toEqual([]);
  });

  test("of a StorageClass that is not there are refused, unless a volume of that class is there", () => {
    const objects = chart(mounting, claim("fast"));
    const message = "wants the StorageClass fast, which does not exist; there are: standard";
    expect(said(objects, there)).toEqual([`refused: ${message}`]);
    expect(said(objects, { ...there, volumeClasses: ["fast"] })).toEqual([]);
    expect(said(objects, { ...there, claims: ["data"] })).toEqual([]);
    expect(said(objects, { ...there, volumeClasses: undefined })).toEqual([`warning: ${message}`]);
    expect(said(objects, { ...there, classes: undefined })).toEqual([]);
  });

  test("of a StorageClass that comes with the chart are no matter", () => {
    const named = (kind: string, name: string, spec: object) => ({ apiVersion: "v1", kind, metadata: { name }, spec });
    const storageClass = named("StorageClass", "fast", {});
    const volume = named("PersistentVolume", "disk", { storageClassName: "fast" });
    for (const brought of [storageClass, volume])
      expect(said(chart(mounting, claim("fast"), brought), there)).toEqual([]);
    expect(said(chart(mounting, claim("fast"), storageClass), { ...there, volumeClasses: undefined })).toEqual([]);
  });

  test("whose claim a StatefulSet makes are no matter", () => {
    const set = { ...deployment({}), kind: "StatefulSet", metadata: { name: "db" } };
    const templates = { ...set, spec: { ...set.spec, volumeClaimTemplates: [{ metadata: { name: "data" } }] } };
    const of = (claimName: string) => ({ volumes: [{ name: "data", persistentVolumeClaim: { claimName } }] });
    expect(said(chart(of("data-db-0"), templates), there)).toEqual([]);
    expect(said(chart(of("data-db-x"), templates), there)).toHaveLength(1);
  });

  test("whose claim only a hook of another time brings are refused", () => {
    const brought = claim("standard");
    const hooked = (when: string) => ({
      ...brought,
      metadata: { ...brought.metadata, annotations: { "helm.sh/hook": when } },
    });
    expect(said(chart(mounting, hooked("pre-install")), there)).toEqual([]);
    expect(said(chart(mounting, hooked("test")), there)).toEqual([expect.stringMatching(/^refused: mounts/)]);
  });

  test("are only doubtful if a hook or an operator's object of the chart may make them", () => {
    const cluster = { apiVersion: "ceph.rook.io/v1", kind: "CephCluster", metadata: { name: "x" } };
    for (const maker of [hook, cluster]) {
      expect(said(chart(mounting, maker), there)).toEqual([expect.stringMatching(/^warning: mounts the claim data/)]);
      expect(said(chart(mounting, claim("fast"), maker), there)).toEqual([expect.stringMatching(/^warning: wants/)]);
    }
    const after = { ...hook, metadata: { name: "x", annotations: { "helm.sh/hook": "post-delete" } } };
    expect(said(chart(mounting, after), there)).toEqual([expect.stringMatching(/^refused: /)]);
  });
});

describe("images", () => {
  const own = `registry:5000/team/chat:1@sha256:${"1".repeat(64)}`;
  const pods = (init: object) =>
    startedPods(chart({ initContainers: [init], containers: [{ name: "chat", image: own }] }, hook), "shop");
  const said = (
    image: string,
    known: Record<string, KnownImage>,
    { nodes = [node({})], isKnown = true, pull = {}, used = [] as string[] } = {},
  ) =>
    imageObjections(pods({ name: "wait", image, ...pull }), new Map(Object.entries(known)), {
      own: [own],
      nodes: isKnown ? nodes : undefined,
      used,
    }).map(({ severity, message }) => `${severity}: ${message}`);
  const there = { isThere: true, architectures: ["amd64"], isPublic: true };
  const absent = { isThere: false, architectures: [], isPublic: true };
  const other = "registry:5000/team/tools:9";
  const lacks = (image: string) => `needs the image ${image}, which its registry does not have`;

  test("that a registry does not have are refused where it has our own, or is Docker's own", () => {
    expect(said(other, { [own]: there, [other]: absent })).toEqual([`refused: ${lacks(other)}`]);
    expect(said("redis:99", { "redis:99": absent })).toEqual([`refused: ${lacks("redis:99")}`]);
  });

  test.each([
    ["registry:5000/Team/tools:9", '"registry:5000/Team/tools:9" is not a valid image name'],
    [
      "docker.io/registry:5000/team/tools:9",
      '"docker.io/registry:5000/team/tools:9" is not a valid image name: a host stands before another one; name its key in `chart.image` of chatops.yaml, as `registry`',
    ],
  ])("that have no valid name are refused: %s", (image, message) => {
    expect(said(image, {})).toEqual([`refused: ${message}`]);
  });

  test("are only doubtful where the registry may hide them, or be another one", () => {
    expect(said("ghcr.io/acme/x:1", { "ghcr.io/acme/x:1": absent })).toEqual([`warning: ${lacks("ghcr.io/acme/x:1")}`]);
    const hidden = { ...absent, isPublic: false };
    expect(said(other, { [own]: there, [other]: hidden })).toEqual([`warning: ${lacks(other)}`]);
    expect(said(other, { [own]: absent, [other]: absent })).toEqual([`warning: ${lacks(other)}`]);
    expect(said(other, { [own]: there, [other]: absent }, { isKnown: false })).toEqual([`warning: ${lacks(other)}`]);
  });

  test("are no matter where a node has them already, or the registry cannot be asked", () => {
    const images = [{ names: ["docker.io/library/redis:99"] }];
    expect(said("redis:99", { "redis:99": absent }, { nodes: [node({}, { images })] })).toEqual([]);
    expect(said("redis:99", { "redis:99": absent }, { used: ["redis:99"] })).toEqual([]);
    expect(said("redis:99", {})).toEqual([]);
    expect(said("redis:99", { "redis:99": absent }, { pull: { imagePullPolicy: "Never" } })).toEqual([]);
  });

  test("for other processors than the nodes have are only doubtful: those may emulate them", () => {
    expect(said("redis:8", { [own]: { ...there, architectures: ["arm64"] }, "redis:8": there })).toEqual([
      `warning: needs the image ${own}, which is for arm64, and the nodes are amd64`,
    ]);
  });
});

describe("workloads that an autoscaler scales", () => {
  const autoscaler = (scaleTargetRef: object, kind = "HorizontalPodAutoscaler") => ({
    apiVersion: "autoscaling/v2",
    kind,
    metadata: { name: "load" },
    spec: { scaleTargetRef },
  });
  const chartWith = (spec: object, scaler: object) =>
    parseManifest([deployment({}, spec), scaler].map((object) => JSON.stringify(object)).join("\n---\n"));
  const ofChat = autoscaler({ kind: "Deployment", name: "chat" });

  test.each([
    ["HorizontalPodAutoscaler", ofChat],
    ["ScaledObject", autoscaler({ name: "chat" }, "ScaledObject")],
  ])("are set back if they say how many pods they have: %s", (kind, scaler) => {
    expect(setBackWorkloads(chartWith({ replicas: 2 }, scaler))).toEqual([
      {
        kind: "Deployment",
        name: "chat",
        severity: "warning",
        message: `each promotion sets it to 2 replicas, whatever ${kind} load has made of it: write \`{{- if not .Values.autoscaling.enabled }}\` before its line \`replicas:\`, and \`{{- end }}\` after it`,
      },
    ]);
  });

  test.each([
    ["they leave it to the autoscaler", {}, ofChat],
    ["they are switched off", { replicas: 0 }, ofChat],
    ["the autoscaler is of another", { replicas: 2 }, autoscaler({ kind: "Deployment", name: "worker" })],
    ["the autoscaler is of another kind", { replicas: 2 }, autoscaler({ kind: "StatefulSet", name: "chat" })],
  ])("are as they are meant to be if %s", (_, spec, scaler) => {
    expect(setBackWorkloads(chartWith(spec, scaler))).toEqual([]);
  });
});

describe("autoscalers that count in percent of what is requested", () => {
  const measuring = (type: string) => ({
    metrics: [{ type: "Resource", resource: { name: "cpu", target: { type, averageUtilization: 80 } } }],
  });
  const said = (resources: object, spec: object) => {
    const autoscaler = {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "load" },
      spec: { scaleTargetRef: { kind: "Deployment", name: "chat" }, ...spec },
    };
    const containers = [
      { name: "chat", resources },
      { name: "proxy", resources: { requests: { cpu: "1m" } } },
    ];
    return blindAutoscalers(chart({ containers }, autoscaler)).map(
      ({ kind, name, message }) => `${kind} ${name} ${message}`,
    );
  };
  const blind = [
    expect.stringMatching(
      /^HorizontalPodAutoscaler load scales Deployment chat by cpu in percent .* and chat requests none, so it never scales/,
    ),
  ];

  test("never scale where a container requests nothing", () => {
    expect(said({}, measuring("Utilization"))).toEqual(blind);
    expect(said({ requests: { memory: "1Gi" } }, { targetCPUUtilizationPercentage: 80 })).toEqual(blind);
  });

  test.each<[why: string, resources: object, spec: object]>([
    ["all request some", { requests: { cpu: "1" } }, measuring("Utilization")],
    ["a limit stands for it", { limits: { cpu: "1" } }, measuring("Utilization")],
    ["they count absolutely", {}, measuring("AverageValue")],
    ["they are of another", {}, { ...measuring("Utilization"), scaleTargetRef: { kind: "Deployment", name: "x" } }],
  ])("are well if %s", (_, resources, spec) => expect(said(resources, spec)).toEqual([]));
});
