import { blockOf, blockOfUpdate, pausedOf } from "./blocked-update.ts";
import type { WorkloadState } from "./cluster-state.ts";
import { words } from "./events.ts";
import { jobProgress } from "./jobs.ts";
import type { Condition, DaemonSet, Deployment, Job, KubernetesObject, Pod, StatefulSet } from "./objects.ts";
import { type Observation, uidOf } from "./observation.ts";
import { overdueSince } from "./overdue.ts";
import type { SeenEvent } from "./seen-event.ts";
import { waitsForUpdate } from "./updated-pods.ts";

/** By the uid of what they are about. */
export type Events = ReadonlyMap<string, SeenEvent[]>;

type Details = Partial<WorkloadState> & { pods: Pod[] };

/** How far a workload is, and its pods of the new revision, as its kind tells it. */
export function detailsOf(kind: string, object: KubernetesObject, observation: Observation, events: Events): Details {
  if (kind === "Deployment") return deployment(object, observation);
  if (kind === "StatefulSet") return statefulSet(object, observation, events);
  if (kind === "DaemonSet") return daemonSet(object, observation, events);
  return kind === "Job" ? job(object, observation, events) : pod(object, observation);
}

function job(object: Job, { objects }: Observation, events: Events): Details {
  const pods = ownedBy(object, objects.pods);
  return { pods, ...jobProgress(object, pods), refusals: pods.length === 0 ? failedCreates(object, events) : [] };
}

const ownedBy = (owner: KubernetesObject, pods: Pod[]) =>
  pods.filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => uid === uidOf(owner)));

const isObserved = ({ metadata }: KubernetesObject, status: { observedGeneration?: number } | undefined) =>
  (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);

const revision = "deployment.kubernetes.io/revision";

function deployment(object: Deployment, { objects, images, before }: Observation): Details {
  const { spec, status } = object;
  const wanted = spec?.replicas ?? 1;
  const isSeen = isObserved(object, status);
  const newest = objects.replicaSets.find(
    (set) =>
      set.metadata?.ownerReferences?.some(({ uid }) => uid === uidOf(object)) &&
      set.metadata.annotations?.[revision] === object.metadata?.annotations?.[revision],
  );
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status ?? {};
  const block = isSeen ? pausedOf(object, wanted, images) : undefined;
  const overdue = overdueSince(object);
  const pods = isSeen && newest && !block ? ownedBy(newest, objects.pods) : [];
  const updated = block && !block.runsPromotedImage ? wanted : updatedReplicas;
  return {
    pods,
    wanted,
    ready: isSeen ? pods.filter(isReady).length : 0,
    block,
    isReplacing: isSeen && !block && replicas > updatedReplicas,
    isSettling: readyReplicas > availableReplicas,
    isDone: isSeen && updated === wanted && replicas === wanted && availableReplicas === wanted,
    refusals: isSeen ? refusedBy([newest?.status?.conditions, status?.conditions]) : [],
    // A Deployment that was overdue stays so until its new pods are made.
    isOverdue: isSeen && overdue !== undefined && overdue !== before.overdue.get(uidOf(object)),
  };
}

const refusedBy = (conditions: (Condition[] | undefined)[]) =>
  conditions
    .flatMap((all) => all ?? [])
    .filter(({ type, status }) => type === "ReplicaFailure" && status === "True")
    .map(({ message }) => words(message));

function statefulSet(object: StatefulSet, { objects, images }: Observation, events: Events): Details {
  const { spec, status } = object;
  const wanted = spec?.replicas ?? 1;
  const isSeen = isObserved(object, status);
  const block = blockOfUpdate(object, wanted, images);
  const kept = block ? wanted : (spec?.updateStrategy?.rollingUpdate?.partition ?? 0);
  const own = ownedBy(object, objects.pods);
  const pods = own.filter(({ metadata }) => metadata?.labels?.["controller-revision-hash"] === status?.updateRevision);
  const isThere = (message: string) => own.some(({ metadata }) => message.includes(metadata?.name ?? ""));
  return {
    pods: isSeen ? pods : [],
    wanted,
    ready: isSeen ? pods.filter(isReady).length : 0,
    isReplacing: isSeen && !block && pods.length < own.length,
    isSettling: (status?.readyReplicas ?? 0) > (status?.availableReplicas ?? 0),
    isDone: isSeen && (status?.updatedReplicas ?? 0) >= wanted - kept && (status?.availableReplicas ?? 0) === wanted,
    block: isSeen ? blockOf(block, own, pods) : undefined,
    ...(isSeen && !block && kept > 0 && pods.length < own.length && { kept: Math.min(kept, own.length - pods.length) }),
    refusals: failedCreates(object, events).filter((message) => !isThere(message)),
  };
}

/** The API still counts templates of a DaemonSet in the annotation of its first version; pods carry that number. */
const templateGeneration = "deprecated.daemonset.template.generation";

function daemonSet(object: DaemonSet, { objects, images }: Observation, events: Events): Details {
  const { status, metadata } = object;
  const isSeen = isObserved(object, status);
  const wanted = status?.desiredNumberScheduled ?? 0;
  const own = ownedBy(object, objects.pods);
  const pods = own.filter(
    (pod) => pod.metadata?.labels?.["pod-template-generation"] === metadata?.annotations?.[templateGeneration],
  );
  const block = blockOfUpdate(object, wanted, images);
  const updated = block ? wanted : (status?.updatedNumberScheduled ?? 0);
  return {
    pods: isSeen ? pods : [],
    wanted,
    ready: isSeen ? pods.filter(isReady).length : 0,
    isReplacing: isSeen && !block && pods.length < own.length,
    isSettling: (status?.numberReady ?? 0) > (status?.numberAvailable ?? 0),
    isDone: isSeen && updated === wanted && (status?.numberAvailable ?? 0) === wanted,
    block: isSeen ? blockOf(block, own, pods) : undefined,
    refusals: own.length < wanted ? failedCreates(object, events) : [],
  };
}

function pod(object: Pod, { before }: Observation): Details {
  const { phase, reason = "", message } = object.status ?? {};
  const isDone = phase === "Succeeded" || (isReady(object) && !waitsForUpdate(object, before));
  return {
    pods: [object],
    ready: isDone ? 1 : 0,
    isDone,
    failure: phase === "Failed" ? { reason, message: words(message) } : undefined,
  };
}

const failedCreates = (object: KubernetesObject, events: Events) =>
  (events.get(uidOf(object)) ?? []).filter(({ reason }) => reason === "FailedCreate").map(({ message }) => message);

const isReady = ({ metadata, status }: Pod): boolean =>
  !metadata?.deletionTimestamp &&
  status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true;
