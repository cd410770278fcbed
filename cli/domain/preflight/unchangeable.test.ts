import { describe, expect, test } from "vitest";
import { unchangeable } from "./unchangeable.ts";

const object = (kind: string, content: object) => ({ kind, metadata: { name: "chat" }, ...content });
const immutable = (field: string) => [{ field, message: 'Invalid value: {"a":1}: field is immutable' }];
const ofSet = [
  {
    field: "spec",
    message:
      "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template' are forbidden",
  },
];

const labelled = (version: string) => ({ spec: { selector: { matchLabels: { app: "chat", version } } } });
const claiming = (storage: string, defaults: object = {}) => ({
  spec: {
    serviceName: "chat",
    ...defaults,
    volumeClaimTemplates: [
      { metadata: { name: "data" }, spec: { resources: { requests: { storage } }, ...defaults }, ...defaults },
    ],
  },
});
const running = (image: string, defaults: object = {}) => ({
  spec: { template: { spec: { containers: [{ name: "app", image, ...defaults }] } } },
});

describe("what cannot be changed once it is there:", () => {
  test.each<[kind: string, live: object, wanted: object, refused: typeof ofSet, message: string, hint: RegExp]>([
    [
      "Deployment",
      labelled("1"),
      labelled("2"),
      immutable("spec.selector"),
      "spec.selector.matchLabels.version is 1, and the chart says 2",
      /out of the selector's labels; .*`kubectl --namespace shop delete deployment chat`/,
    ],
    [
      "DaemonSet",
      { spec: { selector: { matchLabels: { app: "chat", old: "x" } } } },
      { spec: { selector: { matchLabels: { app: "chat" } } } },
      immutable("spec.selector"),
      "spec.selector.matchLabels.old is x, and the chart says not set",
      /./,
    ],
    [
      "StatefulSet",
      claiming("1Gi", { podManagementPolicy: "OrderedReady" }),
      claiming("2Gi"),
      ofSet,
      "spec.volumeClaimTemplates[0].spec.resources.requests.storage is 1Gi, and the chart says 2Gi",
      /`kubectl --namespace shop delete statefulset chat --cascade=orphan`, which keeps pods and volumes/,
    ],
    [
      "Job",
      running("a:1", { imagePullPolicy: "IfNotPresent" }),
      running("a:2"),
      immutable("spec.template"),
      "spec.template.spec.containers[0].image is a:1, and the chart says a:2",
      /delete job chat` and run the same command again; .* `{{ .Release.Revision }}` .* hook/,
    ],
    [
      "Secret",
      { data: { password: "old-word" } },
      { data: { password: "new-word" } },
      [{ field: "data", message: "Forbidden: field is immutable when `immutable` is set" }],
      "data.password",
      /another name/,
    ],
    [
      "Service",
      { spec: { clusterIPs: ["10.0.0.7"] } },
      { spec: { clusterIP: "None" } },
      [{ field: "spec.clusterIPs[0]", message: 'Invalid value: ["None"]: may not change once set' }],
      "spec.clusterIPs[0]",
      /delete service chat/,
    ],
    [
      "PersistentVolumeClaim",
      { spec: { storageClassName: "fast" } },
      { spec: { storageClassName: "slow" } },
      [{ field: "spec", message: "Forbidden: spec is immutable after creation except resources.requests" }],
      "spec.storageClassName is fast, and the chart says slow",
      /none of the data/,
    ],
  ])("of a %s", (kind, live, wanted, refused, message, hint) => {
    const found = unchangeable(object(kind, live), object(kind, wanted), refused, "shop");
    expect(found?.message).toBe(`cannot be changed once it is there: ${message}`);
    expect(found?.hint).toMatch(hint);
  });

  test("with what is refused for something else behind it; nothing if that is all", () => {
    const other = { field: "spec.replicas", message: "must be positive" };
    const said = (...refused: (typeof other)[]) =>
      unchangeable(object("Deployment", labelled("1")), object("Deployment", labelled("2")), refused, "shop")?.message;
    expect(said(other, ...immutable("spec.selector"))).toMatch(/the chart says 2; spec\.replicas: must be positive$/);
    expect(said(other)).toBeUndefined();
  });
});
