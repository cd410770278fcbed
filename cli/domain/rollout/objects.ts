// What we read of Kubernetes' own objects, in its own words.

/** A list brings dates, a watch their texts. */
export type Time = Date | string;

export interface Metadata {
  name?: string;
  uid?: string;
  generation?: number;
  resourceVersion?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  creationTimestamp?: Time;
  deletionTimestamp?: Time;
  ownerReferences?: { kind: string; name: string; uid: string }[];
}

export interface KubernetesObject {
  metadata?: Metadata;
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: Time;
}

export interface PodTemplate {
  metadata?: Metadata;
  spec?: { containers?: ContainerSpec[]; initContainers?: ContainerSpec[] };
}

interface Selector {
  matchLabels?: Record<string, string>;
}

export interface Deployment extends KubernetesObject {
  spec?: { replicas?: number; selector: Selector; template: PodTemplate };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    conditions?: Condition[];
  };
}

export interface ReplicaSet extends KubernetesObject {
  status?: { conditions?: Condition[] };
}

export interface StatefulSet extends KubernetesObject {
  spec?: {
    replicas?: number;
    selector: Selector;
    template: PodTemplate;
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
    persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string };
  };
  status?: {
    observedGeneration?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    updateRevision?: string;
  };
}

export interface DaemonSet extends KubernetesObject {
  spec?: { selector: Selector; template: PodTemplate; updateStrategy?: { type?: string } };
  status?: {
    observedGeneration?: number;
    desiredNumberScheduled?: number;
    updatedNumberScheduled?: number;
    numberAvailable?: number;
  };
}

export interface Job extends KubernetesObject {
  spec?: { completions?: number; backoffLimit?: number; suspend?: boolean; template: PodTemplate };
  status?: { succeeded?: number; conditions?: Condition[] };
}

interface ProbeSpec {
  failureThreshold?: number;
}

export interface ContainerSpec {
  name: string;
  image?: string;
  restartPolicy?: string;
  ports?: { name?: string; containerPort: number }[];
  resources?: { limits?: Record<string, string> };
  startupProbe?: ProbeSpec;
  livenessProbe?: ProbeSpec;
  readinessProbe?: ProbeSpec;
}

export interface Terminated {
  exitCode: number;
  signal?: number;
  reason?: string;
  message?: string;
  finishedAt?: Time;
}

export interface ContainerStatus {
  name: string;
  imageID: string;
  ready: boolean;
  restartCount: number;
  state?: {
    waiting?: { reason?: string; message?: string };
    running?: object;
    terminated?: Terminated;
  };
  lastState?: { terminated?: Terminated };
}

export interface Pod extends KubernetesObject {
  spec?: {
    nodeName?: string;
    restartPolicy?: string;
    containers: ContainerSpec[];
    initContainers?: ContainerSpec[];
    volumes?: { persistentVolumeClaim?: { claimName: string } }[];
  };
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}

export interface Event extends KubernetesObject {
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  lastTimestamp?: Time;
  eventTime?: Time;
  series?: { count?: number; lastObservedTime?: Time };
  involvedObject: { kind?: string; name?: string; uid?: string; fieldPath?: string };
}

export interface Claim extends KubernetesObject {
  spec?: { storageClassName?: string };
  status?: { phase?: string };
}

export interface Service extends KubernetesObject {
  spec?: {
    type?: string;
    selector?: Record<string, string>;
    ports?: { port: number; targetPort?: number | string }[];
  };
}

export interface Node extends KubernetesObject {
  spec?: { taints?: { key: string; value?: string; effect: string }[]; unschedulable?: boolean };
}

/** What a namespace holds at one moment. */
export interface NamespaceObjects {
  pods: Pod[];
  events: Event[];
  deployments: Deployment[];
  replicaSets: ReplicaSet[];
  statefulSets: StatefulSet[];
  daemonSets: DaemonSet[];
  jobs: Job[];
  claims: Claim[];
  services: Service[];
}
