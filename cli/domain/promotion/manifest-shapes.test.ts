import { expect, test } from "vitest";
import { renderedImages } from "../chart/rendered-images.ts";
import { setBackWorkloads } from "../preflight/autoscaled.ts";
import { imageObjections, imagesOf } from "../preflight/images.ts";
import { missingSettings } from "../preflight/missing-settings.ts";
import { missingVolumes } from "../preflight/missing-volumes.ts";
import { neededSettings } from "../preflight/needed-settings.ts";
import { slowStarts } from "../preflight/slow-starts.ts";
import { startedPods } from "../preflight/started-pods.ts";
import { unschedulablePods } from "../preflight/unschedulable.ts";
import { judgedIn } from "./judged.ts";
import { backingSecrets, hasPostHooks, isRolloutHook, parseManifest, workloadsOf } from "./manifest.ts";
import { shapeErrors } from "./shape.ts";

const pod = {
  nodeSelector: { disk: "ssd" },
  tolerations: [{ key: "a", operator: "Exists" }],
  imagePullSecrets: [{ name: "pull" }],
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
  initContainers: [{ name: "wait", image: "busybox", restartPolicy: "Always", resources: { limits: { cpu: "1" } } }],
  containers: [
    {
      name: "chat",
      image: "registry/chat:1",
      env: [
        { name: "A", value: "x" },
        { name: "B", valueFrom: { secretKeyRef: { name: "chat-db", key: "password" } } },
        { name: "C", valueFrom: { configMapKeyRef: { name: "settings", key: "mode" } } },
      ],
      envFrom: [{ secretRef: { name: "more" } }, { configMapRef: { name: "settings" } }],
      resources: { requests: { memory: "1Gi" }, limits: { memory: "2Gi" } },
      startupProbe: { httpGet: { path: "/", port: 80 }, periodSeconds: 10, failureThreshold: 90 },
      volumeMounts: [{ name: "data", mountPath: "/data" }],
    },
  ],
  volumes: [
    { name: "data", persistentVolumeClaim: { claimName: "data" } },
    { name: "secret", secret: { secretName: "tls", items: [{ key: "tls.crt", path: "crt" }] } },
    { name: "all", projected: { sources: [{ configMap: { name: "settings", items: [{ key: "a", path: "a" }] } }] } },
  ],
};
const metadata = (name: string, more: object = {}) => ({ name, labels: { app: name }, annotations: {}, ...more });
const template = { metadata: metadata("chat"), spec: pod };
const claim = {
  metadata: metadata("data"),
  spec: { storageClassName: "fast", resources: { requests: { storage: "1Gi" } } },
};

const samples: object[] = [
  { apiVersion: "apps/v1", kind: "Deployment", metadata: metadata("chat"), spec: { replicas: 2, template } },
  {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: metadata("chat-db"),
    spec: { serviceName: "db", template, volumeClaimTemplates: [claim] },
  },
  {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: metadata("migrate", { annotations: { "helm.sh/hook": "pre-upgrade" } }),
    spec: { template },
  },
  {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: metadata("nightly"),
    spec: { jobTemplate: { spec: { template } } },
  },
  { apiVersion: "v1", kind: "Pod", metadata: metadata("one"), spec: pod },
  { apiVersion: "v1", kind: "PersistentVolumeClaim", ...claim },
  { apiVersion: "v1", kind: "Secret", metadata: metadata("more"), stringData: { a: "b" }, data: { c: "ZA==" } },
  { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("settings"), data: { mode: "fast" } },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: metadata("r"),
    rules: [{ resources: ["secrets"], verbs: ["create"] }],
  },
  {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: metadata("chat"),
    spec: { scaleTargetRef: { kind: "Deployment", name: "chat" } },
  },
  { apiVersion: "acme.example.com/v1", kind: "Widget", metadata: metadata("w"), spec: { image: "registry/chat:1" } },
  { apiVersion: "v1", kind: "List", items: [{ apiVersion: "v1", kind: "ConfigMap", metadata: metadata("in") }] },
];

const strange = [null, "text", 7, true, [], {}, [null], ["text"]];

/** Every copy of a value in which one place holds something else. */
function* changed(value: unknown): Generator<unknown> {
  yield* strange;
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value))
    for (const other of changed(item))
      yield Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
}

const others = parseManifest(samples.map((sample) => JSON.stringify(sample)).join("\n---\n"));

/** Whatever looks at a chart's objects before the API server has said what it thinks of them. */
function lookAt(text: string): void {
  const read = parseManifest(text);
  if (shapeErrors(read).length > 0) return;
  const objects = [...read, ...others];
  const pods = startedPods(objects, "team");
  const missing = { isThere: false, architectures: ["amd64"], isPublic: true };
  const known = new Map(imagesOf(pods).map((image) => [image, missing]));
  imageObjections(pods, known, { own: ["registry/chat:1"], nodes: [], used: [] });
  missingSettings(neededSettings(pods), new Map(), { objects, promised: new Set() });
  missingVolumes(pods, objects, { claims: [], classes: [], volumeClasses: [] });
  unschedulablePods(pods, [{ metadata: { name: "n" }, status: { allocatable: { cpu: "1" } } }]);
  slowStarts(pods, 60_000);
  setBackWorkloads(objects);
  judgedIn(objects, { namespace: "team", isMade: true });
  workloadsOf(objects);
  backingSecrets(objects, "chat");
  renderedImages(objects);
  objects.filter(isRolloutHook);
  hasPostHooks(objects);
}

test.each(samples.map((sample) => [String(Object(sample).kind), sample] as const))(
  "a %s is read without a stumble, whatever stands in it",
  { timeout: 120_000 },
  (_, sample) => {
    const stumbles = new Set<string>();
    for (const other of changed(sample)) {
      try {
        lookAt(JSON.stringify(other));
      } catch (error) {
        stumbles.add(`${String(Object(error).stack).split("\n").slice(0, 2).join(" ")}`);
      }
    }
    expect([...stumbles]).toEqual([]);
  },
);

const deployment = (container: object, more: object = {}) =>
  parseManifest(
    JSON.stringify({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "chat" },
      spec: { template: { spec: { containers: [{ name: "chat", ...container }] } } },
      ...more,
    }),
  );

test.each<[what: string, errors: string[], objects: ReturnType<typeof parseManifest>]>([
  ["keys without a value", [], deployment({ env: null, envFrom: null, resources: { limits: null } })],
  [
    "a list that is none",
    ["Deployment chat: spec.template.spec.containers[0].env must be a list"],
    deployment({ env: "x" }),
  ],
  [
    "a number for a text",
    ["Deployment chat: metadata.annotations.weight must be a text"],
    deployment({}, { metadata: { name: "chat", annotations: { weight: 5 } } }),
  ],
  ["no apiVersion", ["Deployment chat: apiVersion must be a text"], deployment({}, { apiVersion: undefined })],
  [
    "neither apiVersion nor kind",
    ["an object: apiVersion must be a text", "an object: kind must be a text"],
    parseManifest("spec: {}"),
  ],
])("what Kubernetes cannot read is named with its place: %s", (_, errors, objects) => {
  expect(shapeErrors(objects)).toEqual(errors);
});

test("an empty value of a ConfigMap is there", () => {
  const [object] = parseManifest(
    "{ apiVersion: v1, kind: ConfigMap, metadata: { name: x, labels: null }, data: { a: , b: c } }",
  );
  expect(object).toEqual({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, data: { a: "", b: "c" } });
});
