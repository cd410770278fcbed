import type { WorkloadState } from "./cluster-state.ts";
import { customWorkload, scheduledWorkload, unseenWorkload } from "./custom.ts";
import { ownImages } from "./image-check.ts";
import type { KubernetesObject, Pod } from "./objects.ts";
import { type ExpectedWorkload, isOfThisRelease, type Observation, uidOf } from "./observation.ts";
import { helmReleaseOf } from "./ownership.ts";
import { detailsOf, type Events } from "./workload-kinds.ts";

/** A workload of this release with the pods of its new revision, those included that are going away. */
export interface Workload {
  state: WorkloadState;
  pods: Pod[];
}

/** What has come of each workload; one that Helm has not made, or not touched yet, has no pods and is not done. */
export const workloadsOf = (observation: Observation, events: Events): Workload[] =>
  observation.workloads.map((expected) => {
    const { state, pods } = workloadFor(expected, observation, events);
    return { state: { ...state, namespace: expected.namespace }, pods };
  });

function workloadFor(expected: ExpectedWorkload, observation: Observation, events: Events): Workload {
  const { kind, name, mayBeGone = false } = expected;
  if (expected.isUnseen) return withPods(unseenWorkload(expected, observation));
  if (expected.custom) return withPods(customWorkload(expected, observation));
  if (kind === "CronJob") return withPods(scheduledWorkload(expected, observation));
  const found = objectsOf(kind, observation).find((object) => isMeant(object, expected, observation));
  if (found && isOfThisRelease(found, observation)) {
    const { state, pods } = workloadOf(kind, found, observation, events);
    // The API server gives a deadline of ten minutes to those whose chart names none.
    const isOverdue = state.isOverdue === true && expected.hasDeadline === true;
    const unseenImages = state.isDone && pods.length === 0 ? ownImages(expected, observation) : [];
    return { state: { ...state, isOverdue, unseenImages }, pods };
  }
  const isDone = !found && mayBeGone;
  const unseenImages = isDone ? ownImages(expected, observation) : [];
  return { state: { ...nothing, kind, name, isDone, unseenImages, ready: isDone ? nothing.wanted : 0 }, pods: [] };
}

function withPods({ pods, ...state }: Partial<WorkloadState> & { kind: string; name: string; pods: Pod[] }): Workload {
  return { state: { ...nothing, ...state }, pods };
}

const isMeant = (
  { metadata }: KubernetesObject,
  { name, namespace }: ExpectedWorkload,
  { namespace: own }: Observation,
) => metadata?.name === name && (!metadata.namespace || metadata.namespace === (namespace ?? own));

/** Hooks are not in the manifest: they are the Jobs and pods with Helm's annotation that appear while it runs. */
export function hooksOf(observation: Observation, events: Events): Workload[] {
  const { jobs, pods } = observation.objects;
  const isHook = (object: KubernetesObject) => isHookOf(object, observation);
  return [
    ...jobs.filter(isHook).map((job) => workloadOf("Job", job, observation, events)),
    ...pods.filter(isHook).map((pod) => workloadOf("Pod", pod, observation, events)),
  ].map(({ state, pods }) => ({ state: { ...state, isHook: true }, pods }));
}

function isHookOf(object: KubernetesObject, { helmRelease, before }: Observation): boolean {
  const isHook = object.metadata?.annotations?.["helm.sh/hook"] !== undefined;
  const isNew = !before.generations.has(uidOf(object));
  return isHook && isNew && (helmReleaseOf(object) ?? helmRelease) === helmRelease;
}

const nothing = {
  isHook: false,
  wanted: 1,
  ready: 0,
  isDone: false,
  failure: undefined,
  block: undefined,
  refusals: [],
};

function objectsOf(kind: string, { objects }: Observation): KubernetesObject[] {
  const { deployments, statefulSets, daemonSets, jobs, pods } = objects;
  const kinds: Record<string, KubernetesObject[]> = {
    Deployment: deployments,
    StatefulSet: statefulSets,
    DaemonSet: daemonSets,
    Job: jobs,
    Pod: pods,
  };
  return kinds[kind] ?? [];
}

function workloadOf(kind: string, object: KubernetesObject, observation: Observation, events: Events): Workload {
  const name = object.metadata?.name ?? "";
  const { pods, ...state } = detailsOf(kind, object, observation, events);
  return { state: { ...nothing, ...state, kind, name }, pods };
}
