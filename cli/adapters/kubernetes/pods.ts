import type { V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "./cluster.ts";
import { asFailure, isForbidden, isNotFound } from "./errors.ts";

/** One pod, as it runs now. */
export interface RunningPod {
  name: string;
  node: string | undefined;
  isReady: boolean;
  containers: RunningContainer[];
}

export interface RunningContainer {
  name: string;
  /** As the pod's spec names it: `registry/chat:1.4.0@sha256:…`. */
  image: string;
  /** Digest of what the node runs, `sha256:…`; empty as long as nothing runs. */
  imageId: string;
}

/** A query for what a Helm release has made. */
export const ofHelmRelease = ({ namespace }: Cluster, helmRelease: string) => ({
  namespace,
  labelSelector: `app.kubernetes.io/instance=${helmRelease}`,
});

/** The pods of a Helm release that run, or are to run: neither those going away nor those of a Job or test that is done. */
export async function listPods(cluster: Cluster, helmRelease: string): Promise<RunningPod[]> {
  try {
    const { items } = await cluster.core.listNamespacedPod(ofHelmRelease(cluster, helmRelease));
    const isDone = ({ status }: V1Pod) => status?.phase === "Succeeded" || status?.phase === "Failed";
    return items.filter((pod) => !pod.metadata?.deletionTimestamp && !isDone(pod)).map(podOf);
  } catch (error) {
    throw asFailure(error, `list the pods in namespace ${cluster.namespace}`);
  }
}

/** A pod by its name; undefined where there is none. */
export async function findPod({ core, namespace }: Cluster, name: string): Promise<RunningPod | undefined> {
  try {
    return podOf(await core.readNamespacedPod({ name, namespace }));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw asFailure(error, `read the pod ${name} in namespace ${namespace}`);
  }
}

const podOf = ({ metadata, spec, status }: V1Pod): RunningPod => ({
  name: metadata?.name ?? "",
  node: spec?.nodeName,
  isReady: status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false,
  containers: (spec?.containers ?? []).map(({ name, image = "" }) => ({
    name,
    image,
    imageId: digestIn(status?.containerStatuses?.find((container) => container.name === name)?.imageID ?? ""),
  })),
});

/** Runtimes write `repository@sha256:…`, `docker-pullable://…@sha256:…` or the bare digest. */
const digestIn = (imageId: string): string => /sha256:[0-9a-f]{64}$/.exec(imageId)?.[0] ?? "";

const none = { items: [] };

/** How many pods the workloads of a Helm release want, and how many of them are ready. */
export async function readiness(cluster: Cluster, helmRelease: string): Promise<{ ready: number; wanted: number }> {
  const { apps, namespace } = cluster;
  const query = ofHelmRelease(cluster, helmRelease);
  try {
    const lists = await Promise.all([
      apps.listNamespacedDeployment(query),
      // Most charts have none, so that a promotion does not ask for this right.
      apps.listNamespacedStatefulSet(query).catch((error) => (isForbidden(error) ? none : Promise.reject(error))),
    ]);
    const workloads = lists.flatMap(({ items }) => items);
    const sum = (numbers: (number | undefined)[]) => numbers.reduce<number>((total, number = 0) => total + number, 0);
    return {
      ready: sum(workloads.map(({ status }) => status?.readyReplicas)),
      wanted: sum(workloads.map(({ spec }) => spec?.replicas)),
    };
  } catch (error) {
    throw asFailure(error, `list the workloads in namespace ${namespace}`);
  }
}
