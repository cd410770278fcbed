import { PatchStrategy } from "@kubernetes/client-node";
import type { Cluster } from "../../cli/adapters/kubernetes/cluster.ts";
import { judgedIn } from "../../cli/domain/promotion/judged.ts";
import type { ManifestObject } from "../../cli/domain/promotion/manifest.ts";
import type { PromotedImage } from "../../cli/domain/rollout/cluster-state.ts";
import type { RolloutOutcome } from "../../cli/environments/kubernetes/wait.ts";
import { beginWatch } from "../../cli/environments/kubernetes/watch.ts";
import { messageOf } from "../../lib/errors.ts";
import { sandbox } from "../sandbox/sandbox.ts";
import { imageInRegistry } from "../servers/published-artifacts.ts";
import type { ApiObject } from "./manifests.ts";

/** The image with Node that the sandbox's registry has, pinned as a release pins its own. */
export async function nodeImage(): Promise<PromotedImage> {
  const { registry } = sandbox();
  const found = await imageInRegistry(registry, "library/node", "24-slim");
  const digest = found?.digest ?? "";
  return { reference: `${registry}/library/node:24-slim@${digest}`, digest };
}

export interface Watched extends RolloutOutcome {
  /** From the first object applied to the outcome. */
  ms: number;
  progress: string[];
  /** What was told of each pod last, while it went on. */
  told: string[];
}

/** Applies objects as Helm does, and watches what becomes of them. */
export async function applyAndWatch(
  cluster: Cluster,
  objects: ApiObject[],
  image: PromotedImage,
  timeoutMs = 120_000,
  observeMs = 3_000,
): Promise<Watched> {
  const workloads = judgedIn(objects as ManifestObject[], { namespace: cluster.namespace, isMade: false });
  const watch = await beginWatch(cluster, {
    helmRelease: "chat",
    workloads,
    images: [image],
    timeoutMs,
    observeMs,
    asksPorts: true,
  });
  const applying: { ended: boolean; error: string | undefined } = { ended: false, error: undefined };
  const progress: string[] = [];
  const told = new Map<string, string>();
  const start = performance.now();
  void apply(cluster, objects).then(
    () => Object.assign(applying, { ended: true }),
    (error) => Object.assign(applying, { ended: true, error: messageOf(error) }),
  );
  const step = {
    signal: new AbortController().signal,
    progress: (text: string) => void progress.push(text),
    pod: (name: string, text: string) => void told.set(name, text),
  };
  const outcome = await watch.outcome(step, () => applying);
  return { ...outcome, ms: performance.now() - start, progress, told: [...told.values()] };
}

/** Makes or changes objects one after the other. */
export async function apply({ objects: api, namespace }: Cluster, objects: ApiObject[]): Promise<void> {
  for (const { metadata, ...object } of objects) {
    const placed = { ...object, metadata: { namespace, ...metadata } };
    await api.patch(placed, undefined, undefined, "tests", true, PatchStrategy.ServerSideApply);
  }
}
