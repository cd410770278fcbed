import type { V1DaemonSet, V1Deployment, V1PodTemplateSpec, V1StatefulSet } from "@kubernetes/client-node";
import type { Pod } from "../../domain/rollout/objects.ts";
import { helmReleaseOf, nameOf, ownersOf } from "../../domain/rollout/ownership.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isForbidden } from "./errors.ts";
import { listPods, podOf, type RunningPod } from "./pods.ts";

/** What a Helm release has running in its namespace. */
export interface RunningRelease {
  /** Those that run, or are to run: neither those going away nor those of a Job or test that is done. */
  pods: RunningPod[];
  /** How many pods its workloads want, and how many of them are ready. */
  counted: { ready: number; wanted: number };
  /** Labels of the pods of each workload that is to have any. */
  wantedLabels: Record<string, string>[];
  /** Images that its workloads give to new pods. */
  images: string[];
  /** Images of workloads that want no pods now. */
  idleImages: string[];
  /** Pods of the version before that wait for somebody to delete them: so the chart has it, with `OnDelete`. */
  keptPods: string[];
}

interface Workload {
  name: string;
  ready: number;
  wanted: number;
  images: string[];
  labels: Record<string, string>;
  /** The label by which pods of its newest version are known, if none is replaced before it is deleted. */
  newest?: readonly [label: string, value: string | undefined];
}

/**
 * Looks at a Helm release as a rollout does: its pods are those that its workloads own, whatever labels the chart gives
 * them, and those that are labelled as its own.
 */
export async function observeRelease(cluster: Cluster, helmRelease: string): Promise<RunningRelease> {
  const { pods, workloads } = await listRelease(cluster, helmRelease);
  const sum = (key: "ready" | "wanted") => workloads.reduce((total, workload) => total + workload[key], 0);
  return {
    pods: pods.filter((pod) => !isDone(pod)).map(podOf),
    counted: { ready: sum("ready"), wanted: sum("wanted") },
    wantedLabels: workloads.filter(({ wanted }) => wanted > 0).map(({ labels }) => labels),
    images: workloads.flatMap(({ images }) => images),
    idleImages: workloads.filter(({ wanted }) => wanted === 0).flatMap(({ images }) => images),
    keptPods: workloads.flatMap((workload) => keptBy(workload, pods)),
  };
}

function keptBy({ name, newest }: Workload, pods: readonly Pod[]): string[] {
  if (!newest) return [];
  const [label, value] = newest;
  const own = pods.filter((pod) => !pod.metadata?.deletionTimestamp && ownersOf(pod).includes(name));
  return own.filter(({ metadata }) => metadata?.labels?.[label] !== value).map(({ metadata }) => metadata?.name ?? "");
}

/** Every pod of a Helm release, also those that are done or go away. */
export const podsOfRelease = async (cluster: Cluster, helmRelease: string): Promise<Pod[]> =>
  (await listRelease(cluster, helmRelease)).pods;

async function listRelease(cluster: Cluster, helmRelease: string): Promise<{ pods: Pod[]; workloads: Workload[] }> {
  const [pods, workloads] = await Promise.all([listPods(cluster), listWorkloads(cluster, helmRelease)]);
  const names = new Set(workloads.map(({ name }) => name));
  const isMarked = (pod: Pod) => helmReleaseOf(pod) === helmRelease;
  const isOwn = (pod: Pod) => isMarked(pod) || ownersOf(pod).some((owner) => names.has(owner));
  const alone = pods.filter((pod) => isMarked(pod) && isServerByItself(pod));
  return { pods: pods.filter(isOwn), workloads: [...workloads, ...alone.map(byItself)] };
}

/** Whether the chart has the pod itself, to run on. */
const isServerByItself = (pod: Pod): boolean =>
  !isDone(pod) &&
  ownersOf(pod).length === 0 &&
  pod.metadata?.annotations?.["helm.sh/hook"] === undefined &&
  (pod.spec?.restartPolicy ?? "Always") === "Always";

const byItself = (pod: Pod): Workload => ({
  name: nameOf({ kind: "Pod", name: pod.metadata?.name ?? "" }),
  ready: podOf(pod).isReady ? 1 : 0,
  wanted: 1,
  images: (pod.spec?.containers ?? []).flatMap(({ image }) => image ?? []),
  labels: pod.metadata?.labels ?? {},
});

const isDone = ({ metadata, status }: Pod): boolean =>
  Boolean(metadata?.deletionTimestamp) || status?.phase === "Succeeded" || status?.phase === "Failed";

async function listWorkloads({ apps, namespace }: Cluster, helmRelease: string): Promise<Workload[]> {
  const all = { namespace };
  try {
    const [deployments, statefulSets, daemonSets] = await Promise.all([
      apps.listNamespacedDeployment(all),
      orNone(apps.listNamespacedStatefulSet(all)),
      orNone(apps.listNamespacedDaemonSet(all)),
    ]);
    const isOwn = (object: V1Deployment | V1StatefulSet | V1DaemonSet) => helmReleaseOf(object) === helmRelease;
    return [
      ...deployments.items.filter(isOwn).map((object) => replicated("Deployment", object)),
      ...statefulSets.items.filter(isOwn).map((object) => ({
        ...replicated("StatefulSet", object),
        ...(isByHand(object) && { newest: ["controller-revision-hash", object.status?.updateRevision] as const }),
      })),
      ...daemonSets.items.filter(isOwn).map(onEachNode),
    ];
  } catch (error) {
    throw asFailure(error, `list the workloads in namespace ${namespace}`);
  }
}

/** The StatefulSets of a Helm release; none if they may not be listed. */
export async function statefulSetsOf({ apps, namespace }: Cluster, helmRelease: string): Promise<V1StatefulSet[]> {
  const { items } = await orNone(apps.listNamespacedStatefulSet({ namespace }));
  return items.filter((set) => helmReleaseOf(set) === helmRelease);
}

/** Most charts have none of a kind, so that a promotion does not ask for the right to list it. */
const orNone = <T>(listing: Promise<{ items: T[] }>): Promise<{ items: T[] }> =>
  listing.catch((error) => (isForbidden(error) ? { items: [] } : Promise.reject(error)));

const replicated = (kind: string, { metadata, spec, status }: V1Deployment | V1StatefulSet): Workload => ({
  name: nameOf({ kind, name: metadata?.name ?? "" }),
  ready: status?.readyReplicas ?? 0,
  wanted: spec?.replicas ?? 0,
  images: imagesOf(spec?.template),
  labels: labelsOf(spec?.template),
});

const imagesOf = (template: V1PodTemplateSpec | undefined): string[] =>
  (template?.spec?.containers ?? []).flatMap(({ image }) => image ?? []);

const labelsOf = (template: V1PodTemplateSpec | undefined): Record<string, string> => template?.metadata?.labels ?? {};

const isByHand = ({ spec }: V1StatefulSet | V1DaemonSet): boolean => spec?.updateStrategy?.type === "OnDelete";

const generation = "deprecated.daemonset.template.generation";

const onEachNode = (set: V1DaemonSet): Workload => ({
  ...countedOnNodes(set),
  ...(isByHand(set) && { newest: ["pod-template-generation", set.metadata?.annotations?.[generation]] as const }),
});

const countedOnNodes = ({ metadata, spec, status }: V1DaemonSet): Workload => ({
  name: nameOf({ kind: "DaemonSet", name: metadata?.name ?? "" }),
  ready: status?.numberReady ?? 0,
  wanted: status?.desiredNumberScheduled ?? 0,
  images: imagesOf(spec?.template),
  labels: labelsOf(spec?.template),
});
