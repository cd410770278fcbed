import { describe, expect, test } from "vitest";
import { connected, limitedUser, ownNamespace } from "../../../testing/cluster/namespaces.ts";
import type { Cluster } from "./cluster.ts";
import { tryApply } from "./dry-run.ts";
import { tryPods } from "./dry-run-pods.ts";
import { send } from "./raw-requests.ts";
import { type AnyObject, resourcesOf } from "./resources.ts";
import { makeWayForStrategies } from "./strategies.ts";

const allowed = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

interface Given {
  kind?: string;
  spec?: object;
  container?: object;
  pod?: object;
}

/** A workload whose pods keep to the restricted Pod Security Standard. */
function workload(name: string, { kind = "Deployment", spec = {}, container = {}, pod = {} }: Given = {}): AnyObject {
  const containers = [{ name: "app", image: "registry.example.com/app", securityContext: allowed, ...container }];
  const template = { metadata: { labels: { app: name } }, spec: { containers, ...pod } };
  const selector = { matchLabels: { app: name } };
  return { apiVersion: "apps/v1", kind, metadata: { name }, ...{ spec: { selector, template, ...spec } } };
}

const told = (refusals: { name: string; severity: string; message: string }[]) =>
  refusals.map(({ name, severity, message }) => `${name} ${severity}: ${message}`);

/** What is said of a chart's objects, and of what it has in `crds/`. */
const asked = (
  cluster: Cluster,
  helmRelease: string,
  objects: AnyObject[],
  { definitions = [], isServerSide = false }: { definitions?: AnyObject[]; isServerSide?: boolean } = {},
) =>
  tryApply(cluster, resourcesOf(cluster), {
    helmRelease,
    objects,
    isServerSide,
    bundled: async () => ({ objects: definitions, areMade: true }),
  });

const restricted = { "pod-security.kubernetes.io/enforce": "restricted" };

const withQuota = ({ core, namespace }: Cluster) =>
  core.createNamespacedResourceQuota({
    namespace,
    body: { metadata: { name: "none" }, spec: { hard: { pods: "0" } } },
  });

/** Makes an object as Helm 3 does for a release, which leaves its fields to (helm, Update). */
async function installed(cluster: Cluster, object: AnyObject, helmRelease = "chat"): Promise<void> {
  const path = (await resourcesOf(cluster)(object))?.all ?? "";
  const annotations = {
    "meta.helm.sh/release-name": helmRelease,
    "meta.helm.sh/release-namespace": cluster.namespace,
  };
  const metadata = { ...object.metadata, annotations, labels: { "app.kubernetes.io/managed-by": "Helm" } };
  await send(cluster.config, { method: "POST", path, query: { fieldManager: "helm" }, body: { ...object, metadata } });
}

const variable = (name: string, more: object) => ({ container: { env: [{ name, ...more }] } });
const probed = (probe: object) => ({ container: { readinessProbe: probe } });
const mounted = (volume: object) => ({ pod: { volumes: [{ name: "data", ...volume }] } });

function service(port: number): AnyObject {
  const spec = { selector: { app: "chat" }, ports: [{ name: "http", port }] };
  return { apiVersion: "v1", kind: "Service", metadata: { name: "chat" }, ...{ spec } };
}

const rolling = { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };

describe("asking about objects", () => {
  test("says nothing of what would be taken, and changes nothing", async () => {
    const cluster = await ownNamespace();
    expect(await asked(cluster, "chat", [workload("chat")])).toEqual([]);
    expect((await cluster.apps.listNamespacedDeployment({ namespace: cluster.namespace })).items).toEqual([]);
  });

  test("an object that somebody else made, which Helm would not take over", async () => {
    const cluster = await ownNamespace();
    const settings = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } };
    await cluster.objects.create(settings);
    await installed(cluster, service(80), "other");
    await installed(cluster, workload("chat"));
    const refusals = await asked(cluster, "chat", [settings, service(80), workload("chat")]);
    expect(told(refusals)).toEqual([
      "settings refused: exists already and is not of Helm",
      `chat refused: exists already and is of the Helm release other in namespace ${cluster.namespace}`,
    ]);
    expect(refusals.map(({ isForeign }) => isForeign)).toEqual([true, true]);
  });

  test("nothing of what Helm 4 made for the release", async () => {
    const cluster = await ownNamespace();
    const annotations = {
      "meta.helm.sh/release-name": "chat",
      "meta.helm.sh/release-namespace": cluster.namespace,
    };
    const settings = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } };
    const metadata = { ...settings.metadata, annotations, labels: { "app.kubernetes.io/managed-by": "Helm" } };
    await send(cluster.config, {
      method: "PATCH",
      path: (await resourcesOf(cluster)(settings))?.one ?? "",
      query: { fieldManager: "helm" },
      body: { ...settings, metadata },
      contentType: "application/apply-patch+yaml",
    });
    expect(await asked(cluster, "chat", [settings])).toEqual([]);
  });

  test("what stands twice, if the API server merges it", async () => {
    const twice = { env: ["1", "2"].map((value) => ({ name: "PORT", value })) };
    const refusals = await asked(await ownNamespace(), "chat", [workload("chat", { container: twice })], {
      isServerSide: true,
    });
    expect(told(refusals)).toEqual([expect.stringMatching(/^chat refused: .*duplicate entries for key/)]);
  });

  test("an immutable field", async () => {
    const cluster = await ownNamespace();
    await cluster.objects.create(workload("chat"));
    const other = { selector: { matchLabels: { app: "chat", tier: "web" } } };
    const [selector, template] = told(await asked(cluster, "chat", [workload("chat", { spec: other })]));
    const said =
      /^chat refused: cannot be changed .*: spec\.selector\.matchLabels\.tier is not set, and the chart says web/;
    expect([selector, template]).toEqual([expect.stringMatching(said), undefined]);
  });

  test.each<[string, AnyObject, RegExp]>([
    [
      "an unknown field",
      workload("chat", { spec: { replica: 2 } }),
      /^chat warning: \.spec\.replica: field not declared in schema$/,
    ],
    [
      "a variable that stands twice",
      workload("chat", { container: { env: ["1", "2"].map((value) => ({ name: "PORT", value })) } }),
      /^chat warning: .*duplicate entries for key \[name="PORT"\]$/,
    ],
    ["a wrong type", workload("chat", { spec: { replicas: "two" } }), /^chat refused: .*cannot unmarshal string/],
    [
      "an API version that is gone",
      { apiVersion: "extensions/v1beta1", kind: "Ingress", metadata: { name: "chat" } },
      /^chat refused: the cluster knows no Ingress of extensions\/v1beta1$/,
    ],
    [
      "invalid values, all of them",
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "chat" },
        ...{ spec: { ports: [{ port: 0 }, { port: 70_000 }] } },
      },
      /^chat refused: .*spec\.ports\[0\]\.port.*; spec\.ports\[1\]\.port/,
    ],
    [
      "a namespace that is not there yet",
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "chat", namespace: "chatops-test-nowhere" } },
      /^chat unchecked: namespaces "chatops-test-nowhere" not found$/,
    ],
  ])("%s", async (_, object, expected) => {
    const cluster = await ownNamespace();
    expect(told(await asked(cluster, "chat", [object]))).toEqual([expect.stringMatching(expected)]);
  });

  test("a kind that the chart brings along is not known yet", async () => {
    const cluster = await ownNamespace();
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "rooms.chat.example.com" },
      spec: {
        group: "chat.example.com",
        names: { kind: "Room", plural: "rooms" },
        scope: "Namespaced",
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
      },
    };
    const room = { apiVersion: "chat.example.com/v1", kind: "Room", metadata: { name: "lobby" } };
    expect(told(await asked(cluster, "chat", [room], { definitions: [definition] }))).toEqual([
      "lobby warning: cannot be checked before its CRD is there, which Helm makes first",
    ]);
    expect(told(await asked(cluster, "chat", [definition, room]))).toEqual([
      expect.stringMatching(/^lobby refused: the cluster knows no Room of chat\.example\.com\/v1, and Helm asks/),
    ]);
  });

  test("a hook takes the place of the last one: what may not change in it is no fault", async () => {
    const cluster = await ownNamespace();
    const job = (image: string) => ({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "migrate", annotations: { "helm.sh/hook": "pre-upgrade" } },
      spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "migrate", image }] } } },
    });
    await cluster.objects.create(job("registry.example.com/app:1"));
    expect(await asked(cluster, "chat", [job("registry.example.com/app:2")])).toEqual([]);
  });

  test.each<[string, before: AnyObject, after: AnyObject]>([
    [
      "a value that comes from a Secret now",
      workload("chat", variable("KEY", { value: "1" })),
      workload("chat", variable("KEY", { valueFrom: { secretKeyRef: { name: "stripe", key: "key" } } })),
    ],
    [
      "another kind of probe",
      workload("chat", probed({ httpGet: { port: 8080 } })),
      workload("chat", probed({ tcpSocket: { port: 8080 } })),
    ],
    [
      "a volume of another kind",
      workload("chat", mounted({ emptyDir: {} })),
      workload("chat", mounted({ persistentVolumeClaim: { claimName: "data" } })),
    ],
    ["another number for a named port", service(80), service(8080)],
    [
      "another strategy",
      workload("chat", { spec: { strategy: rolling } }),
      workload("chat", { spec: { strategy: { type: "Recreate" } } }),
    ],
    [
      "a value that comes from a Secret now, in a workload with an unknown field",
      workload("chat", variable("KEY", { value: "1" })),
      workload("chat", {
        ...variable("KEY", { valueFrom: { secretKeyRef: { name: "stripe", key: "key" } } }),
        spec: { replica: 2 },
      }),
    ],
  ])("what Helm 3 set and the chart has no more is no fault: %s", async (_, before, after) => {
    const cluster = await ownNamespace();
    await installed(cluster, before);
    expect((await asked(cluster, "chat", [after])).filter(({ severity }) => severity !== "warning")).toEqual([]);
  });

  test.each<[string, Given, RegExp]>([
    [
      "an immutable field",
      { spec: { selector: { matchLabels: { app: "chat", tier: "web" } }, strategy: { type: "Recreate" } } },
      /^chat refused: cannot be changed once it is there: spec\.selector\.matchLabels\.tier is not set, and the chart says web/,
    ],
    [
      "two probes in one",
      probed({ httpGet: { port: 8080 }, tcpSocket: { port: 8080 } }),
      /^chat refused: .*may not specify more than 1 handler type/,
    ],
  ])("what Helm 3 set and is wrong all the same is refused: %s", async (_, given, expected) => {
    const cluster = await ownNamespace();
    await installed(cluster, workload("chat", { spec: { strategy: rolling } }));
    expect(told(await asked(cluster, "chat", [workload("chat", given)]))).toEqual([expect.stringMatching(expected)]);
  });

  test.each<[kind: string, path: string, wanted: object]>([
    ["Deployment", "spec.strategy", { strategy: { type: "Recreate" } }],
    ["StatefulSet", "spec.updateStrategy", { updateStrategy: { type: "OnDelete" } }],
  ])(
    "what the API server filled in for Helm 4 stands in the way of another strategy: %s",
    async (kind, path, wanted) => {
      const cluster = await ownNamespace();
      const plain = workload("chat", { kind, spec: { replicas: 0 } });
      const one = (await resourcesOf(cluster)(plain))?.one ?? "";
      const query = { fieldManager: "helm", force: "true" };
      const contentType = "application/apply-patch+yaml";
      await send(cluster.config, { method: "PATCH", path: one, query, body: plain, contentType });
      const refusals = await asked(cluster, "chat", [workload("chat", { kind, spec: { replicas: 0, ...wanted } })]);
      expect(told(refusals)).toEqual([
        expect.stringContaining(`chat refused: has ${path}.rollingUpdate by default, which does not go with`),
      ]);
      await makeWayForStrategies(cluster, [workload("chat", { kind, spec: wanted })]);
      const again = await asked(cluster, "chat", [workload("chat", { kind, spec: { replicas: 0, ...wanted } })]);
      expect(told(again).filter((line) => line.includes("rollingUpdate"))).toEqual([]);
    },
  );

  test("what we have no right to try is unchecked", async () => {
    const cluster = await ownNamespace();
    const limited = await connected(await limitedUser(cluster, []), { namespace: cluster.namespace });
    const refusals = [
      ...(await asked(limited, "chat", [workload("chat")])),
      ...(await tryPods(limited, resourcesOf(limited), [workload("chat")])),
    ];
    expect(refusals.map(({ severity }) => severity)).toEqual(["unchecked", "unchecked"]);
  });
});

describe("asking for a pod of each workload", () => {
  test("says nothing where it would be taken, with its volumes and the account that comes along", async () => {
    const cluster = await ownNamespace(restricted);
    const claim = {
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    };
    const redis = workload("redis", {
      kind: "StatefulSet",
      spec: { serviceName: "redis", volumeClaimTemplates: [claim] },
      container: { volumeMounts: [{ name: "data", mountPath: "/data" }] },
    });
    const account: AnyObject = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "chat" } };
    const priority: AnyObject = { ...account, apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass" };
    const chat = workload("chat", { pod: { serviceAccountName: "chat", priorityClassName: "chat" } });
    await expect.poll(() => tryPods(cluster, resourcesOf(cluster), [account, priority, chat, redis])).toEqual([]);
    expect((await cluster.core.listNamespacedPod({ namespace: cluster.namespace })).items).toEqual([]);
  });

  test.each<[string, Given, RegExp]>([
    [
      "Pod Security",
      { container: { securityContext: {} } },
      /^chat refused: violates PodSecurity "restricted:latest": /,
    ],
    [
      "an account that is not there",
      { pod: { serviceAccountName: "other" } },
      /^chat refused: .*serviceaccount "other" not found$/,
    ],
    ["a port twice", { container: { ports: [{ containerPort: 0 }] } }, /^chat refused: .*containerPort/],
  ])("%s", async (_, given, expected) => {
    const cluster = await ownNamespace(restricted);
    await expect
      .poll(async () => told(await tryPods(cluster, resourcesOf(cluster), [workload("chat", given)])))
      .toEqual([expect.stringMatching(expected)]);
  });

  test("a quota, unless the pod is there already, or makes room first", async () => {
    const cluster = await ownNamespace();
    const ordered = { kind: "StatefulSet", spec: { serviceName: "redis" } };
    for (const object of [workload("same"), workload("changed"), workload("ordered", ordered)]) {
      await cluster.objects.create(structuredClone(object));
    }
    await installed(cluster, workload("helm-same", variable("KEY", { value: "1" })));
    await installed(cluster, workload("helm-changed", variable("KEY", { value: "1" })));
    await withQuota(cluster);
    const changed = { container: { image: "registry.example.com/app:2" } };
    const objects = [
      workload("new"),
      workload("same"),
      workload("changed", changed),
      workload("ordered", { ...ordered, ...changed }),
      workload("helm-same", variable("KEY", { value: "1" })),
      workload("helm-changed"),
    ];
    await expect
      .poll(async () =>
        (await tryPods(cluster, resourcesOf(cluster), objects)).map(({ name, severity }) => `${name} ${severity}`),
      )
      .toEqual(["new refused", "changed refused", "ordered warning", "helm-changed refused"]);
  });
});
