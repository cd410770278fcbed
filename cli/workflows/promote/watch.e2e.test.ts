import { beforeAll, describe, expect, test } from "vitest";
import { apply, applyAndWatch, nodeImage } from "../../../testing/cluster/cluster-rollouts.ts";
import {
  answering,
  type Chat,
  daemonSet,
  deployment,
  job,
  object,
  probing,
  service,
  statefulSet,
} from "../../../testing/cluster/manifests.ts";
import { connected, kubeconfigOf, limitedUser, ownNamespace } from "../../../testing/cluster/namespaces.ts";
import { noSandbox } from "../../../testing/sandbox/sandbox.ts";
import { switchBefore } from "../../../testing/servers/switch.ts";
import { full } from "../../../testing/setup/short-run.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import type { PromotedImage } from "../../domain/rollout/cluster-state.ts";

let image: PromotedImage = { reference: "", digest: "" };
beforeAll(async () => {
  if (!noSandbox) image = await nodeImage();
});

const chat = (different: Partial<Chat> = {}): Chat => ({ image: image.reference, ...different });

/** Fails as often as `times` says, and remembers it in a volume of the pod. */
const failing = (times: number, then: string) => `const { appendFileSync, readFileSync } = require("node:fs");
appendFileSync("/tries/all", ".");
if (readFileSync("/tries/all").length <= ${times}) throw new Error("not yet");
${then}`;
const volumeMounts = [{ name: "tries", mountPath: "/tries" }];
const volumes = [{ name: "tries", emptyDir: {} }];

/** Ignores that it is to end, until it is killed. */
const stubborn = `${answering.replace(/process\.on.*$/, "")}process.on("SIGTERM", () => {});`;

describe("a rollout is healthy", () => {
  test("where all pods are ready, and says which they are and when", async () => {
    const cluster = await ownNamespace();
    const objects = [service({}), deployment(chat({ spec: { replicas: 2 } }))];
    const { verdict, pods, timeline, warnings, doubts, progress, told } = await applyAndWatch(cluster, objects, image);
    expect({ verdict, warnings, doubts }).toEqual({ verdict: undefined, warnings: [], doubts: [] });
    expect(pods).toHaveLength(2);
    for (const pod of pods) {
      expect(pod).toMatchObject({ node: expect.stringMatching(/^worker-/), image: image.reference, ready: true });
      expect(pod.imageId).toContain(image.digest);
    }
    expect(timeline[0]).toMatch(/^chat-\S+ worker-\d scheduled \S+ s · pulled \S+ s · started \S+ s · ready \S+ s$/);
    expect(told).toEqual(timeline);
    expect(progress.at(-1)).toBe("2/2 ready; watching for 3 s");
  });

  full(
    "where a load balancer has no address, which is said; its port answers, though nothing declares it",
    async () => {
      const cluster = await ownNamespace();
      const balancer = service({
        type: "LoadBalancer",
        loadBalancerClass: "example.com/none",
        ports: [{ port: 80, targetPort: 8080 }],
      });
      const undeclared = deployment(chat({ container: { ports: [], readinessProbe: undefined } }));
      const { verdict, warnings } = await applyAndWatch(cluster, [balancer, undeclared], image);
      expect({ verdict, warnings }).toEqual({
        verdict: undefined,
        warnings: [expect.stringMatching(/^the load balancer of the Service chat has no address yet/)],
      });
    },
  );

  test("where a worker is in another namespace, and a CronJob starts later", async () => {
    const [cluster, other] = [await ownNamespace(), await ownNamespace()];
    const worker = deployment(chat());
    const elsewhere = { ...worker, metadata: { ...worker.metadata, namespace: other.namespace } };
    const { spec } = job(chat());
    const nightly = object("batch/v1", "CronJob", "nightly", {
      spec: { schedule: "0 3 * * *", jobTemplate: { spec } },
    });
    const { verdict, pods, warnings } = await applyAndWatch(cluster, [deployment(chat()), elsewhere, nightly], image);
    expect({ verdict, pods: pods.length }).toEqual({ verdict: undefined, pods: 2 });
    expect(warnings).toEqual([
      "CronJob nightly names a promoted image; its pods start by its schedule, and are not waited for",
    ]);
    const bad = deployment(chat({ script: `throw new Error("no queue")` }));
    const crashing = { ...bad, metadata: { ...bad.metadata, namespace: other.namespace } };
    expect((await applyAndWatch(cluster, [deployment(chat()), crashing], image)).verdict).toMatchObject({
      code: "start.exits",
      evidence: expect.arrayContaining(["Error: no queue"]),
    });
  });

  full("once a program without a probe answers where its Service leads", async () => {
    const cluster = await ownNamespace();
    const late = chat({
      script: `setTimeout(() => { ${answering} }, 6000);`,
      container: { readinessProbe: undefined },
    });
    const { verdict, ms } = await applyAndWatch(cluster, [service({}), deployment(late)], image);
    expect(verdict).toBeUndefined();
    expect(ms).toBeGreaterThan(9_000);
  });

  test("where the pods before are killed on their way out, and others are sick", async () => {
    const cluster = await ownNamespace();
    const sick = deployment(chat({ script: "process.exit(3)" }));
    const neighbour = {
      ...sick,
      metadata: { name: "neighbour" },
      spec: {
        selector: { matchLabels: { app: "neighbour" } },
        template: { metadata: { labels: { app: "neighbour" } }, spec: Object(sick.spec).template.spec },
      },
    };
    await apply(cluster, [neighbour]);
    expect((await applyAndWatch(cluster, [deployment(chat({ script: stubborn }))], image)).verdict).toBeUndefined();
    const { verdict, warnings } = await applyAndWatch(cluster, [deployment(chat())], image);
    expect(verdict).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringMatching(/^neighbour-\S+ is not of this release's new revision, and ignored/),
    ]);
  });

  full.each<[what: string, objects: () => Parameters<typeof applyAndWatch>[1]]>([
    ["it wants no pods", () => [deployment(chat({ spec: { replicas: 0 } }))]],
    ["a StatefulSet is ready", () => [statefulSet(chat({ spec: { replicas: 2 } }))]],
    ["a DaemonSet is ready", () => [daemonSet(chat())]],
    ["a Job is done", () => [deployment(chat()), job(chat({ script: "" }))]],
    [
      "a Job is done and deletes itself",
      () => [
        job(chat({ script: "", spec: { ttlSecondsAfterFinished: 0 } })),
        deployment(chat({ container: { readinessProbe: probing("/200", { initialDelaySeconds: 8 }) } })),
      ],
    ],
    ["a hook is done", () => [job(chat({ script: "" }), { "helm.sh/hook": "pre-upgrade" }), deployment(chat())]],
    [
      "it crashed once",
      () => [deployment(chat({ script: failing(1, answering), container: { volumeMounts }, pod: { volumes } }))],
    ],
    [
      "what it waits for in an init container came late",
      () => {
        const { reference } = image;
        const wait = { name: "wait", image: reference, command: ["node", "-e", failing(2, "")], volumeMounts };
        return [deployment(chat({ pod: { volumes, initContainers: [wait] } }))];
      },
    ],
    [
      "a Job needed a second try",
      () => {
        const pod = { volumes, restartPolicy: "OnFailure" };
        const migration = chat({ script: failing(1, ""), container: { volumeMounts }, pod, spec: { backoffLimit: 6 } });
        return [deployment(chat()), job(migration)];
      },
    ],
  ])("where %s", async (_, objects) => {
    const { verdict } = await applyAndWatch(await ownNamespace(), objects(), image);
    expect(verdict).toBeUndefined();
  });

  full("where it crashes until what comes along is there", async () => {
    const cluster = await ownNamespace();
    const asking = `require("node:net").connect(6379, "127.0.0.1").on("connect", () => {});`;
    const waiting = `if (Date.now() < ${Date.now() + 12_000}) { ${asking} } else { ${answering} }`;
    const late = deployment(
      chat({ container: { readinessProbe: { exec: { command: ["true"] }, initialDelaySeconds: 12 } } }),
    );
    const labels = { "app.kubernetes.io/name": "late", "app.kubernetes.io/instance": "chat" };
    const database = {
      ...late,
      metadata: { name: "late", labels },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: Object(late.spec).template.spec },
      },
    };
    expect(
      (await applyAndWatch(cluster, [database, deployment(chat({ script: waiting }))], image)).verdict,
    ).toBeUndefined();
  });
});

/** What may be read of a namespace by whoever may not do more. */
const readers = (resources: string[], verbs: string[]) => ({ apiGroups: ["", "apps", "batch"], resources, verbs });
const all = [
  ...["pods", "events", "services", "persistentvolumeclaims", "deployments", "replicasets"],
  ...["statefulsets", "daemonsets", "jobs"],
];
const mayApply = { apiGroups: ["apps"], resources: ["deployments"], verbs: ["create", "patch", "get"] };

describe("a rollout is watched", () => {
  const limited = async (cluster: Cluster, rules: Parameters<typeof limitedUser>[1]) =>
    connected(await limitedUser(cluster, rules), { namespace: cluster.namespace });

  full("by lists, where watching is forbidden", async () => {
    const cluster = await ownNamespace();
    const reader = await limited(cluster, [mayApply, readers(all, ["list"])]);
    expect(await applyAndWatch(reader, [deployment(chat())], image)).toMatchObject({
      verdict: undefined,
      warnings: [],
    });
  });

  full("without what may not be listed, which is said", async () => {
    const cluster = await ownNamespace();
    const reader = await limited(cluster, [
      mayApply,
      readers(
        all.filter((kind) => kind !== "events"),
        ["list", "watch"],
      ),
    ]);
    const { verdict, warnings } = await applyAndWatch(reader, [deployment(chat())], image);
    expect({ verdict, warnings }).toEqual({
      verdict: undefined,
      warnings: ["events may not be listed here: causes that only they show stay unknown"],
    });
  });

  describe("while the API server comes and goes:", () => {
    const throughSwitch = async (cluster: Cluster) => {
      const power = await switchBefore(cluster.server);
      const kubeconfig = kubeconfigOf(cluster, { cluster: { server: `https://${power.address}` } });
      return { power, reached: await connected(kubeconfig, { namespace: cluster.namespace }) };
    };

    full("it goes on where it stopped", async () => {
      const { power, reached } = await throughSwitch(await ownNamespace());
      setTimeout(power.off, 1_500);
      setTimeout(power.on, 5_000);
      const { verdict, progress } = await applyAndWatch(reached, [deployment(chat())], image);
      expect(verdict).toBeUndefined();
      expect(progress.join("\n")).toMatch(/the cluster does not answer/);
    });

    full("it says so where the time is up", async () => {
      const { power, reached } = await throughSwitch(await ownNamespace());
      setTimeout(power.off, 1_500);
      const { verdict } = await applyAndWatch(
        reached,
        [deployment(chat({ container: { readinessProbe: undefined } }))],
        image,
        6_000,
      );
      expect(verdict).toMatchObject({
        code: "uncertain",
        cause: expect.stringMatching(/^the API server stopped answering/),
      });
    });
  });

  full("until the time is up, and then says what was still missing", async () => {
    const slow = { readinessProbe: { exec: { command: ["false"] }, periodSeconds: 1 } };
    const { verdict } = await applyAndWatch(
      await ownNamespace(),
      [deployment(chat({ container: slow }))],
      image,
      6_000,
    );
    expect(verdict?.code).toBe("probe.readiness");
  });

  full("not until somebody deletes pods of the version before, if the chart leaves that to people", async () => {
    const cluster = await ownNamespace();
    const set = (container: object) => statefulSet(chat({ container, spec: { updateStrategy: { type: "OnDelete" } } }));
    expect((await applyAndWatch(cluster, [set({})], image)).verdict).toBeUndefined();
    const next = [set({ env: [{ name: "VERSION", value: "2" }] })];
    const { namespace } = cluster;
    const why = "updateStrategy OnDelete replaces no pod before it is deleted";
    const kept = await applyAndWatch(cluster, next, image);
    expect(kept.verdict).toBeUndefined();
    expect(kept.warnings).toEqual([
      `StatefulSet chat still runs chat-0 of the version before: ${why}. To bring this one: kubectl --namespace ${namespace} delete pod chat-0`,
    ]);
    expect(kept.doubts).toMatchObject([{ why: `StatefulSet chat still runs the version before: ${why}` }]);
    await cluster.core.deleteNamespacedPod({ name: "chat-0", namespace });
    expect(await applyAndWatch(cluster, next, image)).toMatchObject({ verdict: undefined, warnings: [] });
  });
});
