import type {
  CoreV1Event,
  V1Container,
  V1ContainerStateTerminated,
  V1ContainerStatus,
  V1DaemonSet,
  V1Deployment,
  V1Job,
  V1Node,
  V1ObjectMeta,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodCondition,
  V1PodTemplateSpec,
  V1ReplicaSet,
  V1Service,
  V1StatefulSet,
} from "@kubernetes/client-node";

/** An object as it is read: a list brings its times as dates, a watch as texts. */
type Read<T> = T extends Date
  ? Date | string
  : T extends (infer Item)[]
    ? Read<Item>[]
    : T extends object
      ? { [Key in keyof T]: Read<T[Key]> }
      : T;

export interface KubernetesObject {
  metadata?: Read<V1ObjectMeta>;
}

export type Pod = Read<V1Pod>;
export type PodTemplate = Read<V1PodTemplateSpec>;
export type ContainerSpec = Read<V1Container>;
export type ContainerStatus = Read<V1ContainerStatus>;
export type Terminated = Read<V1ContainerStateTerminated>;
/** Of a pod; those of Deployments, ReplicaSets and Jobs read alike. */
export type Condition = Read<V1PodCondition>;
export type Event = Read<CoreV1Event>;
export type Deployment = Read<V1Deployment>;
export type ReplicaSet = Read<V1ReplicaSet>;
export type StatefulSet = Read<V1StatefulSet>;
export type DaemonSet = Read<V1DaemonSet>;
export type Job = Read<V1Job>;
export type Claim = Read<V1PersistentVolumeClaim>;
export type Service = Read<V1Service>;
export type Node = Read<V1Node>;

/** The kinds that a rollout is made of. */
export interface Kinds {
  pods: Pod;
  events: Event;
  deployments: Deployment;
  replicaSets: ReplicaSet;
  statefulSets: StatefulSet;
  daemonSets: DaemonSet;
  jobs: Job;
  claims: Claim;
  services: Service;
}

/** What a namespace holds at one moment. */
export type NamespaceObjects = { [Kind in keyof Kinds]: Kinds[Kind][] };

/** An object of a kind that the cluster was taught, as far as most of them are alike. */
export interface CustomObject extends KubernetesObject {
  spec?: { paused?: boolean } | null;
  status?: {
    phase?: string;
    /** Some kinds have an object there. */
    message?: unknown;
    /** Some kinds write it as a text. */
    observedGeneration?: number | string;
    conditions?: unknown;
  } | null;
}
