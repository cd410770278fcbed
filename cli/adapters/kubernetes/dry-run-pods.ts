import { isDeepStrictEqual } from "node:util";
import type { V1PersistentVolumeClaim, V1PodSpec, V1PodTemplateSpec } from "@kubernetes/client-node";
import type { Cluster } from "./cluster.ts";
import { type Refusal, refusalFor, titleOf } from "./dry-run.ts";
import { type LiveObject, patchWithoutLeftovers } from "./helm3-owned-fields.ts";
import type { AnyObject, FindResource } from "./resources.ts";
import { apply, create, mergePatch, readLive } from "./trial.ts";

interface Workload extends AnyObject {
  spec?: {
    template?: V1PodTemplateSpec;
    jobTemplate?: { spec?: { template?: V1PodTemplateSpec } };
    volumeClaimTemplates?: V1PersistentVolumeClaim[];
    strategy?: { type?: string; rollingUpdate?: { maxSurge?: number | string } };
  };
}

const workloadKinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"];

/**
 * Asks for one pod of each workload among a chart's objects, and lets none be made. A workload is taken whatever it
 * starts; that its pods break Pod Security, a quota or a limit shows later, in an event, unless one asks for a pod.
 */
export async function tryPods(cluster: Cluster, find: FindResource, objects: readonly AnyObject[]): Promise<Refusal[]> {
  const workloads = objects.filter(({ kind }) => workloadKinds.includes(kind));
  const refusals = await Promise.all(workloads.map((workload) => tryPod(cluster, find, workload, broughtIn(objects))));
  return refusals.flat();
}

/** Whether a chart brings an object of this kind and name. */
type Brings = (kind: string, name: string | undefined) => boolean;

const broughtIn =
  (objects: readonly AnyObject[]): Brings =>
  (kind, name) =>
    objects.some((object) => object.kind === kind && object.metadata.name === name);

async function tryPod(cluster: Cluster, find: FindResource, workload: Workload, brings: Brings): Promise<Refusal[]> {
  const pod = podOf(workload, brings);
  const resource = pod && (await find(pod));
  if (!resource) return [];
  try {
    await create(cluster, resource, pod);
    return [];
  } catch (error) {
    const refusal = { ...refusalFor(pod, error), ...titleOf(workload) };
    return refusal.severity === "refused" ? judge(cluster, find, workload, refusal) : [refusal];
  }
}

/** The pod that the workload would start, without what the API server looks up and the chart brings along. */
function podOf({ metadata, spec = {} }: Workload, brings: Brings): AnyObject | undefined {
  const { metadata: labelled, spec: podSpec } = spec.template ?? spec.jobTemplate?.spec?.template ?? {};
  if (!podSpec) return undefined;
  const { serviceAccountName, serviceAccount, priorityClassName, runtimeClassName, ...rest } = podSpec;
  const account = serviceAccountName ?? serviceAccount;
  const claimed = (spec.volumeClaimTemplates ?? []).map(({ metadata: claim }) => ({
    name: claim?.name ?? "",
    persistentVolumeClaim: { claimName: `${claim?.name}-${metadata.name}-0` },
  }));
  const pod: V1PodSpec = {
    ...rest,
    ...(account && !brings("ServiceAccount", account) && { serviceAccountName: account }),
    ...(priorityClassName && !brings("PriorityClass", priorityClassName) && { priorityClassName }),
    ...(runtimeClassName && !brings("RuntimeClass", runtimeClassName) && { runtimeClassName }),
    volumes: [...(rest.volumes ?? []), ...claimed],
  };
  const { labels, annotations } = labelled ?? {};
  const named = { generateName: `${metadata.name}-`, ...(metadata.namespace && { namespace: metadata.namespace }) };
  const made = { ...named, ...(labels && { labels }), ...(annotations && { annotations }) };
  return { apiVersion: "v1", kind: "Pod", metadata: made, ...{ spec: pod } };
}

/** A workload that runs already and stays as it is starts no pod; one that first stops a pod may fit into its quota. */
async function judge(cluster: Cluster, find: FindResource, workload: Workload, refusal: Refusal): Promise<Refusal[]> {
  if (await staysAsItIs(cluster, find, workload)) return [];
  const mayFit = /exceeded quota/.test(refusal.message) && !isSurging(workload);
  return [mayFit ? { ...refusal, severity: "warning" } : refusal];
}

/** Whether a workload runs already, and would start no pod. */
export async function staysAsItIs(cluster: Cluster, find: FindResource, workload: AnyObject): Promise<boolean> {
  const resource = await find(workload);
  const live = resource && (await readLive<Workload & LiveObject>(cluster, resource));
  if (!resource || !live?.spec?.template) return false;
  const patch = patchWithoutLeftovers(live, workload);
  const trying = patch ? mergePatch<Workload>(cluster, resource, patch) : apply<Workload>(cluster, resource, workload);
  const applied = await trying.catch(() => undefined);
  return isDeepStrictEqual(applied?.body.spec?.template, live.spec.template);
}

/** Whether new pods start before old ones stop. */
function isSurging({ kind, spec }: Workload): boolean {
  if (kind === "Job" || kind === "CronJob") return true;
  const { type, rollingUpdate } = spec?.strategy ?? {};
  return kind === "Deployment" && type !== "Recreate" && !/^0%?$/.test(String(rollingUpdate?.maxSurge ?? "25%"));
}
