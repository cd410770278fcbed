import { beforeAll, describe, expect } from "vitest";
import { applyAndWatch, nodeImage } from "../../../testing/cluster/cluster-rollouts.ts";
import {
  type ApiObject,
  answering,
  type Chat,
  deployment,
  job,
  probing,
  service,
} from "../../../testing/cluster/manifests.ts";
import { ownNamespace } from "../../../testing/cluster/namespaces.ts";
import { noSandbox } from "../../../testing/sandbox/sandbox.ts";
import { full } from "../../../testing/setup/short-run.ts";
import type { PromotedImage } from "../../domain/rollout/cluster-state.ts";

let image: PromotedImage = { reference: "", digest: "" };
beforeAll(async () => {
  if (!noSandbox) image = await nodeImage();
});

const chat = (different: Partial<Chat> = {}): Chat => ({ image: image.reference, ...different });

const program = (name: string, script: string) => ({ name, image: image.reference, command: ["node", "-e", script] });

/** The same workload under another name, with pods of its own. */
function called(name: string, object: ApiObject): ApiObject {
  const { template, ...spec } = Object(object.spec);
  const labels = { app: name };
  const own = { ...template, metadata: { labels } };
  return { ...object, metadata: { name }, spec: { ...spec, selector: { matchLabels: labels }, template: own } };
}

describe("a rollout is healthy in the end", () => {
  full("where a proxy ends some seconds after the work of its Job", async () => {
    const containers = [program("migrate", ""), program("kuma-sidecar", "setTimeout(() => {}, 8000)")];
    const { verdict, ms } = await applyAndWatch(
      await ownNamespace(),
      [deployment(chat()), job(chat({ pod: { containers } }))],
      image,
    );
    expect(verdict).toBeUndefined();
    expect(ms).toBeGreaterThan(8_000);
  });

  full("where a Service is for a role that no pod has, which is said", async () => {
    const selector = { "app.kubernetes.io/name": "chat", role: "standby" };
    const outcome = await applyAndWatch(await ownNamespace(), [service({ selector }), deployment(chat())], image);
    expect(outcome).toMatchObject({ verdict: undefined, warnings: ["the Service chat selects no pod yet"] });
  });

  full("where a worker is scaled to zero beside its database", async () => {
    const database = called("db", deployment(chat({ image: image.reference.replace(/@.*$/, "") })));
    const worker = deployment(chat({ spec: { replicas: 0 } }));
    const other = { reference: image.reference.replace("library/node", "team/worker"), digest: "" };
    const own = JSON.parse(JSON.stringify(worker).replaceAll(image.reference, other.reference));
    expect(await applyAndWatch(await ownNamespace(), [database, own], other)).toMatchObject({
      verdict: undefined,
      doubts: [{ why: "Deployment chat wants no pods, so nothing runs the image yet" }],
    });
  });

  full("where a pod finds no node before another new one is ready", async () => {
    const cluster = await ownNamespace();
    const { items } = await cluster.core.listNode();
    const replicas = items.filter(({ spec }) => !spec?.taints?.length).length;
    const podAntiAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution: [
        {
          labelSelector: { matchLabels: { "app.kubernetes.io/name": "chat" } },
          topologyKey: "kubernetes.io/hostname",
        },
      ],
    };
    const spread = (container: object) =>
      deployment(
        chat({
          container,
          pod: { affinity: { podAntiAffinity } },
          spec: { replicas, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } },
        }),
      );
    expect((await applyAndWatch(cluster, [spread({})], image)).verdict).toBeUndefined();
    const slow = `setTimeout(() => { ${answering} }, 12_000);`;
    const next = spread({ command: ["node", "-e", slow], readinessProbe: probing("/200") });
    const { verdict, progress } = await applyAndWatch(cluster, [next], image);
    expect(verdict).toBeUndefined();
    expect(progress.join("\n")).toContain("finds no node");
  });
});
