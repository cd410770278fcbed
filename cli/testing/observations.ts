import type {
  ContainerStatus,
  Deployment,
  Event,
  NamespaceObjects,
  Pod,
  ReplicaSet,
} from "../domain/rollout/objects.ts";
import type { Observation } from "../domain/rollout/observation.ts";

export const promoted = {
  reference: "localhost:5000/team/chat:1.4.0@sha256:de44c013",
  digest: "sha256:de44c013",
};

const labels = { "app.kubernetes.io/instance": "chat" };
const revision = { "deployment.kubernetes.io/revision": "2" };

/** The Deployment chat, changed by this release, with this status. */
export const deployment = (status: Deployment["status"] = {}, replicas = 1): Deployment => ({
  metadata: { name: "chat", uid: "deployment", generation: 2, annotations: revision },
  spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels } } },
  status: { observedGeneration: 2, ...status },
});

export const replicaSet = (status: ReplicaSet["status"] = {}): ReplicaSet => ({
  metadata: {
    name: "chat-58f87df665",
    uid: "set",
    annotations: revision,
    ownerReferences: [{ kind: "Deployment", name: "chat", uid: "deployment" }],
  },
  status,
});

type PodSpec = NonNullable<Pod["spec"]>;

/** A pod of the new revision that runs well, but for what is said of its container. */
export function pod(
  status: Partial<ContainerStatus> = {},
  { spec = {}, container = {}, ...more }: { spec?: Partial<PodSpec>; container?: object; status?: Pod["status"] } = {},
): Pod {
  const { ready = false } = status;
  return {
    metadata: {
      name: "chat-58f87df665-6znck",
      uid: "pod",
      labels,
      ownerReferences: [{ kind: "ReplicaSet", name: "chat-58f87df665", uid: "set" }],
    },
    spec: { nodeName: "worker-2", containers: [{ name: "chat", image: promoted.reference, ...container }], ...spec },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
      containerStatuses: [
        { name: "chat", imageID: `docker.io/team/chat@${promoted.digest}`, ready, restartCount: 0, ...status },
      ],
      ...more.status,
    },
  };
}

/** A pod that no node takes, in the scheduler's words. */
export const unschedulable = (message: string): Pod => {
  const { spec, ...rest } = pod();
  const conditions = [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }];
  return { ...rest, spec: { containers: spec?.containers ?? [] }, status: { phase: "Pending", conditions } };
};

let events = 0;

/** An event about the container of the pod, or with `container` undefined about the pod. */
export const event = (reason: string, message: string, count = 1, container: string | undefined = "chat"): Event => {
  events += 1;
  const fieldPath = container && { fieldPath: `spec.containers{${container}}` };
  return {
    metadata: { uid: `event-${events}`, resourceVersion: String(events) },
    reason,
    message,
    count,
    involvedObject: { kind: "Pod", name: "chat-58f87df665-6znck", uid: "pod", ...fieldPath },
  };
};

/** What was seen once Helm was done, of a Deployment that one pod is made for. */
export const observation = (
  objects: Partial<NamespaceObjects> = {},
  different: Partial<Observation> = {},
): Observation => ({
  helmRelease: "chat",
  workloads: [{ kind: "Deployment", name: "chat" }],
  image: promoted,
  before: { generations: new Map([["deployment", 1]]), restarts: new Map(), events: new Map() },
  objects: {
    pods: [],
    events: [],
    deployments: [deployment()],
    replicaSets: [replicaSet()],
    statefulSets: [],
    daemonSets: [],
    jobs: [],
    claims: [],
    services: [],
    ...objects,
  },
  applying: { ended: true, error: undefined },
  logs: new Map(),
  nodes: [{ metadata: { name: "worker-1" } }],
  ...different,
});
