import type { V1Job, V1Pod } from "@kubernetes/client-node";
import { type JobState, orderFile, type PodTemplate } from "../../domain/serve/run-job.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isConflict, isNotFound } from "./errors.ts";
import { ours } from "./labels.ts";
import { send } from "./raw-requests.ts";

const mergePatch = "application/merge-patch+json";

/** What pods are to be made from, with every field that stands there. */
export async function readPodTemplate({ config, namespace }: Cluster, name: string): Promise<PodTemplate> {
  const path = `/api/v1/namespaces/${namespace}/podtemplates/${name}`;
  try {
    return (await send<{ template: PodTemplate }>(config, { method: "GET", path })).body.template;
  } catch (error) {
    throw asFailure(error, `read the PodTemplate ${name} in namespace ${namespace}`);
  }
}

/**
 * Starts a Job once the Secret with its order is there, which goes with it. Whatever of that an earlier try made is gone on
 * with, so that it is started once.
 */
export async function startJob(cluster: Cluster, job: object, name: string, order: object): Promise<void> {
  const { config, namespace } = cluster;
  const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
  try {
    const { uid } = (await made(cluster, jobs, job, name)).metadata;
    const owner = { apiVersion: "batch/v1", kind: "Job", name, uid };
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, labels: ours, ownerReferences: [owner] },
      type: "Opaque",
      immutable: true,
      stringData: { [orderFile]: JSON.stringify(order) },
    };
    await send(config, { method: "POST", path: `/api/v1/namespaces/${namespace}/secrets`, body: secret }).catch(
      (error) => {
        if (!isConflict(error)) throw error;
      },
    );
    const body = { spec: { suspend: false } };
    await send(config, { method: "PATCH", path: `${jobs}/${name}`, body, contentType: mergePatch });
  } catch (error) {
    throw asFailure(error, `start the Job ${name} in namespace ${namespace}`);
  }
}

interface Made {
  metadata: { uid: string };
}

async function made({ config }: Cluster, path: string, body: object, name: string): Promise<Made> {
  try {
    return (await send<Made>(config, { method: "POST", path, body })).body;
  } catch (error) {
    if (!isConflict(error)) throw error;
    return (await send<Made>(config, { method: "GET", path: `${path}/${name}` })).body;
  }
}

const selectorOf = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");

export async function listJobs({ batch, namespace }: Cluster, labels: Record<string, string>): Promise<V1Job[]> {
  try {
    return (await batch.listNamespacedJob({ namespace, labelSelector: selectorOf(labels) })).items;
  } catch (error) {
    throw asFailure(error, `list the Jobs in namespace ${namespace}`);
  }
}

/** Undefined if it is gone. */
export async function readJob({ batch, namespace }: Cluster, name: string): Promise<V1Job | undefined> {
  try {
    return await batch.readNamespacedJob({ name, namespace });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw asFailure(error, `read the Job ${name} in namespace ${namespace}`);
  }
}

export async function deleteJob({ batch, namespace }: Cluster, name: string): Promise<void> {
  try {
    await batch.deleteNamespacedJob({ name, namespace, propagationPolicy: "Background" });
  } catch (error) {
    if (!isNotFound(error)) throw asFailure(error, `delete the Job ${name} in namespace ${namespace}`);
  }
}

export async function patchJob({ config, namespace }: Cluster, name: string, body: object): Promise<void> {
  const path = `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`;
  try {
    await send(config, { method: "PATCH", path, body, contentType: mergePatch });
  } catch (error) {
    throw asFailure(error, `mark the Job ${name} in namespace ${namespace}`);
  }
}

/** The pods of a Job, the newest last. */
export async function podsOfJob({ core, namespace }: Cluster, name: string): Promise<V1Pod[]> {
  const labelSelector = `batch.kubernetes.io/job-name=${name}`;
  try {
    const { items } = await core.listNamespacedPod({ namespace, labelSelector });
    const madeAt = ({ metadata }: V1Pod) => metadata?.creationTimestamp?.getTime() ?? 0;
    return items.sort((one, other) => madeAt(one) - madeAt(other));
  } catch (error) {
    throw asFailure(error, `list the pods of the Job ${name} in namespace ${namespace}`);
  }
}

/** Whether a Job is over, however it ended; one that is gone is. */
export const isOver = (job: V1Job | undefined): boolean =>
  !job || conditionsOf(job).some(({ type, status }) => ["Complete", "Failed"].includes(type) && status === "True");

export const isSuspended = (job: V1Job): boolean => job.spec?.suspend === true;

/** The container that works is the first one. */
export function stateOf(job: V1Job | undefined, pod: V1Pod | undefined): JobState {
  const terminated = workingOf(pod)?.state?.terminated;
  return {
    failedFor: conditionsOf(job).find(({ type }) => type === "Failed")?.reason,
    ended: terminated && { reason: terminated.reason, exitCode: terminated.exitCode },
  };
}

const harmless = ["ContainerCreating", "PodInitializing"];

/** Whether the container that works has a log, and why the pod does not start, if the node or the scheduler says so. */
export function startOf(pod: V1Pod): { hasLog: boolean; trouble: string | undefined } {
  const { running, terminated } = workingOf(pod)?.state ?? {};
  const { conditions = [], containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  const waiting = [...initContainerStatuses, ...containerStatuses]
    .map(({ state }) => state?.waiting)
    .find((state) => state && !harmless.includes(state.reason ?? ""));
  const unscheduled = conditions.find(({ type, status }) => type === "PodScheduled" && status === "False");
  const said = [(waiting ?? unscheduled)?.reason, (waiting ?? unscheduled)?.message];
  return { hasLog: Boolean(running ?? terminated), trouble: said.filter(Boolean).join(": ") || undefined };
}

/** Its name is that of the pod's first container. */
export const workingContainer = (pod: V1Pod): string => pod.spec?.containers[0]?.name ?? "";

const workingOf = (pod: V1Pod | undefined) =>
  pod?.status?.containerStatuses?.find(({ name }) => name === workingContainer(pod));

const conditionsOf = (job: V1Job | undefined) => job?.status?.conditions ?? [];

/** Marks a pod by a label, or takes that away. */
export async function labelPod({ config, namespace }: Cluster, pod: string, label: string, value: string | null) {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}`;
  const body = { metadata: { labels: { [label]: value } } };
  try {
    await send(config, { method: "PATCH", path, body, contentType: mergePatch });
  } catch (error) {
    throw asFailure(error, `label the pod ${pod} in namespace ${namespace}`);
  }
}
