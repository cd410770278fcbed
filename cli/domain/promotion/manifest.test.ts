import { describe, expect, test } from "vitest";
import { backingSecrets, hasPostHooks, isHook, type ManifestObject, parseManifest, workloadsOf } from "./manifest.ts";

const text = `---
# Source: chat/templates/service.yaml
apiVersion: v1
kind: Service
metadata: { name: chat }
---
# Source: chat/templates/nothing.yaml
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: chat-redis }
spec:
  template:
    spec:
      containers:
        - name: redis
          image: redis:7
          env:
            - { name: PASSWORD, valueFrom: { secretKeyRef: { name: chat-redis, key: password } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: chat }
spec:
  template:
    spec:
      initContainers: [{ name: wait, image: chat:1.4.0 }]
      containers:
        - name: chat
          image: chat:1.4.0@sha256:1
          env:
            - { name: PORT, value: "8080" }
            - { name: REDIS, valueFrom: { secretKeyRef: { name: chat-redis, key: password } } }
            - { name: KEY, valueFrom: { secretKeyRef: { name: stripe, key: key } } }
            - { name: USER, valueFrom: { secretKeyRef: { name: chat-redis, key: user, optional: true } } }
---
apiVersion: batch/v1
kind: Job
metadata: { name: migrate, annotations: { helm.sh/hook: pre-upgrade } }
`;

describe("a rendered chart", () => {
  const objects = parseManifest(text);

  test("is read object by object, comments and empty documents left out", () => {
    expect(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
      "Service/chat",
      "StatefulSet/chat-redis",
      "Deployment/chat",
      "Job/migrate",
    ]);
  });

  test("tells what starts pods, and which objects are Helm's hooks", () => {
    expect(workloadsOf(objects).map(({ metadata }) => metadata.name)).toEqual(["chat-redis", "chat"]);
    expect(objects.filter(isHook).map(({ metadata }) => metadata.name)).toEqual(["migrate"]);
  });

  test("tells whether a hook runs afterwards", () => {
    const hook = (when: string, more: Record<string, string> = {}) => ({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "seed", annotations: { "helm.sh/hook": when, ...more } },
    });
    expect(hasPostHooks(objects)).toBe(false);
    expect(hasPostHooks([hook("post-install,post-upgrade")])).toBe(true);
    expect(hasPostHooks([hook("post-delete")])).toBe(false);
    expect(hasPostHooks([hook("post-install", { "chatops.dev/waits": "itself" })])).toBe(false);
  });

  test("needs the Secret of each backing service, and no Secret that is somebody else's", () => {
    expect(backingSecrets(objects, "chat")).toEqual([{ name: "chat-redis", keys: ["password"] }]);
    expect(backingSecrets(objects, "other")).toEqual([]);
  });

  const object = (apiVersion: string, kind: string, name: string, spec = {}) =>
    ({ apiVersion, kind, metadata: { name }, spec }) as ManifestObject;

  test.each([
    ["the chart has it", object("v1", "Secret", "chat-redis"), []],
    ["the chart has another one", object("v1", "Secret", "chat-keys"), ["chat-redis"]],
    [
      "an operator makes it",
      object("external-secrets.io/v1", "ExternalSecret", "redis", { target: { name: "chat-redis" } }),
      [],
    ],
    ["it is sealed", object("bitnami.com/v1alpha1", "SealedSecret", "chat-redis"), []],
    ["somebody speaks of its Service", object("monitoring.coreos.com/v1", "Probe", "chat-redis"), ["chat-redis"]],
  ])("needs the Secret of a backing service or not: %s", (_, more, names) => {
    expect(backingSecrets([...objects, more], "chat").map(({ name }) => name)).toEqual(names);
  });
});
