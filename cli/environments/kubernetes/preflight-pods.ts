import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { staysAsItIs } from "../../adapters/kubernetes/dry-run-pods.ts";
import type { FindResource } from "../../adapters/kubernetes/resources.ts";
import { volumeClasses, volumeSources } from "../../adapters/kubernetes/what-is-there.ts";
import type { Objection } from "../../domain/preflight/missing-settings.ts";
import { missingVolumes } from "../../domain/preflight/missing-volumes.ts";
import { type StartedPod, startedPods } from "../../domain/preflight/started-pods.ts";
import { unschedulablePods } from "../../domain/preflight/unschedulable.ts";
import type { ManifestObject } from "../../domain/promotion/manifest.ts";
import type { Plan } from "./plan.ts";
import type { Prefetched } from "./prefetch.ts";
import { settingObjections } from "./preflight-settings.ts";

type Planned = Pick<Plan, "objects" | "secrets">;

/**
 * What the pods of a chart would wait for in vain: the API server takes them, and only the scheduler and the kubelet find
 * out. What may yet come is a warning. Once `hurry` is aborted nothing is waited for any more.
 */
export async function podObjections(
  cluster: Cluster,
  plan: Planned,
  { nodes, find, hurry }: Pick<Prefetched, "nodes" | "find"> & { hurry: AbortSignal },
): Promise<Objection[]> {
  const { objects } = plan;
  const pods = startedPods(objects, cluster.namespace);
  const found = await Promise.all([
    settingObjections(cluster, pods, plan, hurry),
    withoutVolumes(cluster, pods, objects),
    nodes.then((all = []) => unschedulablePods(pods, all)),
  ]);
  return withoutRunning(cluster, find, objects, found.flat());
}

async function withoutVolumes(
  cluster: Cluster,
  pods: readonly StartedPod[],
  objects: readonly ManifestObject[],
): Promise<Objection[]> {
  const isClaiming = ({ spec, claims }: StartedPod) =>
    claims.length > 0 || spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim);
  const hasClaims = objects.some(({ kind }) => kind === "PersistentVolumeClaim") || pods.some(isClaiming);
  if (!hasClaims) return [];
  const sources = await volumeSources(cluster);
  const found = missingVolumes(pods, objects, { ...sources, volumeClasses: undefined });
  // Volumes are those of the whole cluster.
  return found.length > 0 ? missingVolumes(pods, objects, { ...sources, ...(await volumeClasses(cluster)) }) : [];
}

const isIn = ({ namespace }: Cluster, { metadata }: ManifestObject): boolean =>
  (metadata.namespace ?? namespace) === namespace;

/** What runs, and would start no pod, waits for nothing. */
async function withoutRunning(
  cluster: Cluster,
  find: FindResource,
  objects: readonly ManifestObject[],
  objections: readonly Objection[],
): Promise<Objection[]> {
  const isOf =
    ({ kind, name }: Objection) =>
    (object: ManifestObject) =>
      object.kind === kind && object.metadata.name === name && isIn(cluster, object);
  const kept = objections.map(async (objection) => {
    const workload = objects.find(isOf(objection));
    const stays = workload && (await staysAsItIs(cluster, find, workload).catch(() => false));
    return stays ? [] : [objection];
  });
  return (await Promise.all(kept)).flat();
}
