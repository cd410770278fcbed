import { setTimeout as pause } from "node:timers/promises";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { staysAsItIs } from "../../adapters/kubernetes/dry-run-pods.ts";
import { promisedNames } from "../../adapters/kubernetes/promised.ts";
import { resourcesOf } from "../../adapters/kubernetes/resources.ts";
import { isNewNamespace, settingKeys, volumeSources } from "../../adapters/kubernetes/what-is-there.ts";
import {
  type LiveSettings,
  missingSettings,
  type Objection,
  settingKey,
} from "../../domain/preflight/missing-settings.ts";
import { missingVolumes } from "../../domain/preflight/missing-volumes.ts";
import { type NeededSetting, neededSettings } from "../../domain/preflight/needed-settings.ts";
import { type StartedPod, startedPods } from "../../domain/preflight/started-pods.ts";
import { unschedulablePods } from "../../domain/preflight/unschedulable.ts";
import type { ManifestObject } from "../../domain/promotion/manifest.ts";
import type { Node } from "../../domain/rollout/objects.ts";
import type { Plan } from "./plan.ts";

type Planned = Pick<Plan, "objects" | "secrets">;

/**
 * What the pods of a chart would wait for in vain: the API server takes them, and only the scheduler and the kubelet find
 * out. What may yet come is a warning. Once `hurry` is aborted nothing is waited for any more.
 */
export async function foresee(
  cluster: Cluster,
  plan: Planned,
  { nodes, hurry }: { nodes: Promise<Node[] | undefined>; hurry: AbortSignal },
): Promise<Objection[]> {
  const { objects } = plan;
  const pods = startedPods(objects, cluster.namespace);
  const found = await Promise.all([
    withoutSettings(cluster, pods, plan, hurry),
    withoutVolumes(cluster, pods, objects),
    nodes.then((all = []) => unschedulablePods(pods, all)),
  ]);
  return withoutRunning(cluster, objects, found.flat());
}

/** As long as the verdict on a Secret that is missing is waited for: what fills a new namespace may be at work yet. */
const patienceMs = 20_000;
const pauseMs = 1_000;

async function withoutSettings(
  cluster: Cluster,
  pods: readonly StartedPod[],
  { objects, secrets }: Planned,
  hurry: AbortSignal,
): Promise<Objection[]> {
  const needed = neededSettings(pods);
  const provided = secrets.map(({ name }) => settingKey({ kind: "Secret", name }));
  const start = performance.now();
  for (;;) {
    const live = await readSettings(cluster, needed);
    const missing = (promised: readonly string[]) =>
      missingSettings(needed, live, { objects, promised: new Set(promised) });
    if (missing(provided).length === 0) return [];
    const names = [...new Set(needed.map(({ name }) => name))];
    const [isNew, spokenOf] = await Promise.all([isNewNamespace(cluster), promisedNames(cluster, names)]);
    const promised = needed.filter(({ name }) => spokenOf.includes(name)).map(settingKey);
    const found = missing([...provided, ...promised]);
    const isCertain = !isNew || hurry.aborted || performance.now() - start > patienceMs;
    if (isCertain || found.every(({ severity }) => severity === "warning")) return found;
    await pause(pauseMs, undefined, { signal: hurry }).catch(() => {});
  }
}

/** What may not be read is not known, and no reason to refuse anything. */
async function readSettings(cluster: Cluster, needed: readonly NeededSetting[]): Promise<LiveSettings> {
  const unique = [...new Map(needed.map((setting) => [settingKey(setting), setting])).values()];
  const read = unique.map(({ kind, name }) =>
    settingKeys(cluster, kind, name).then(
      (keys) => [[settingKey({ kind, name }), keys] as const],
      () => [],
    ),
  );
  return new Map((await Promise.all(read)).flat());
}

async function withoutVolumes(
  cluster: Cluster,
  pods: readonly StartedPod[],
  objects: readonly ManifestObject[],
): Promise<Objection[]> {
  const isClaiming = ({ spec, claims }: StartedPod) =>
    claims.length > 0 || spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim);
  const hasClaims = objects.some(({ kind }) => kind === "PersistentVolumeClaim") || pods.some(isClaiming);
  return hasClaims ? missingVolumes(pods, objects, await volumeSources(cluster)) : [];
}

/** What runs, and would start no pod, waits for nothing. */
async function withoutRunning(
  cluster: Cluster,
  objects: readonly ManifestObject[],
  objections: readonly Objection[],
): Promise<Objection[]> {
  const find = resourcesOf(cluster);
  const isOf =
    ({ kind, name }: Objection) =>
    (object: ManifestObject) =>
      object.kind === kind && object.metadata.name === name;
  const kept = objections.map(async (objection) => {
    const workload = objects.find(isOf(objection));
    const stays = workload && (await staysAsItIs(cluster, find, workload).catch(() => false));
    return stays ? [] : [objection];
  });
  return (await Promise.all(kept)).flat();
}
