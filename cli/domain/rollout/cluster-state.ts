import type { ContainerState } from "./container-state.ts";
import type { SeenEvent } from "./seen-event.ts";
import type { ClaimState, NodeState, ServiceState } from "./surroundings.ts";

/** What only a cluster shows of a rollout: that of this release's new revision, and of its hooks. */
export interface ClusterState {
  workloads: WorkloadState[];
  /** Those of the new revision and of hooks that are not going away. */
  pods: PodState[];
  /** Pods of the new revision that were evicted for limits of their own; others take their places. */
  evictions: Eviction[];
  /** Claims that these pods name. */
  claims: ClaimState[];
  services: ServiceState[];
  /** Whether programs answer where Services lead, by `portKey`; read once all is ready. */
  answers: ReadonlyMap<string, PortAnswer>;
  /** Ports of Services that nobody answered before either, by `servedKey`. */
  refusedBefore: ReadonlySet<string>;
  /** Whether NetworkPolicies may keep the API server from ports that others reach. */
  mayBeShielded: boolean;
  /** Read once a pod finds no place; undefined where they may not be read. */
  nodes: NodeState[] | undefined;
  /** Pods of the release that are going away: what they hold becomes free. */
  leaving: LeavingPod[];
  /** The images that were promoted, as far as workloads are to run them. */
  images: readonly PromotedImage[];
  /** Whether Helm has applied everything. */
  isApplied: boolean;
}

export interface LeavingPod {
  name: string;
  /** For how long its programs may go on. */
  graceSeconds: number;
  /** What has to be done before it may go. */
  finalizers: string[];
}

export interface PromotedImage {
  /** `repository:tag@digest` */
  reference: string;
  /** Of the image index; empty where the image has none, as one that was loaded into a local cluster. */
  digest: string;
}

export interface WorkloadState {
  kind: string;
  name: string;
  /** If it is another one than that of the promotion. */
  namespace?: string | undefined;
  isHook: boolean;
  /** How many pods it wants. */
  wanted: number;
  /** How many of the new revision are available. */
  ready: number;
  /** It has taken the new revision up, and all that it wants is there. */
  isDone: boolean;
  /** Pods of the version before are there, and go once enough of its new ones are available. */
  isReplacing?: boolean;
  /** Some of its pods are ready, and not available before their `minReadySeconds` are over. */
  isSettling?: boolean;
  /** Why it failed for good, as a Job does. */
  failure: { reason: string; message: string } | undefined;
  /** How often a Job has failed that may try again. */
  failedTries?: FailedTries | undefined;
  /** It did not get on for as long as its own deadline allows. */
  isOverdue?: boolean;
  /** Why its pods of the version before stay; undefined where they are replaced, or have all been. */
  block: UpdateBlock | undefined;
  /** How many of its pods a partition keeps in the version before; absent if it keeps none. */
  kept?: number;
  /** Why the API refuses its pods, the newest last. */
  refusals: string[];
  /** Why an object of a custom kind is not what it is to be, and whether its controller has given up. */
  unready?: { said: string; isStalled: boolean } | undefined;
  /** Its pods are made by a controller of somebody else, at its own pace. */
  isCustom?: boolean;
  /** That it was applied is all that is known. */
  isUnseen?: boolean;
  /** The promoted images that it is to run in pods that are not seen, or not there yet. */
  unseenImages?: readonly PromotedImage[];
}

export interface UpdateBlock {
  why: string;
  /** Whether they should run a promoted image. */
  runsPromotedImage: boolean;
  /** It is paused: nothing goes on before somebody resumes it. */
  isPaused?: boolean;
  /** Each pod goes on once somebody deletes it. */
  isByHand?: boolean;
  /** Those of the version before. */
  pods?: readonly string[];
}

export interface PodState {
  name: string;
  namespace: string;
  workload: Pick<WorkloadState, "kind" | "name" | "isHook">;
  node: string | undefined;
  isReady: boolean;
  /** It is to end once its work is done. */
  isTask: boolean;
  /** In ms; 0 where it is not ready. */
  readySince: number;
  /** Its readiness gates that nothing has opened yet. */
  closedGates: { type: string; said: string }[];
  /** Why no node takes it, in the scheduler's words. */
  unschedulable: string | undefined;
  containers: PodContainer[];
  /** Oldest first. */
  events: SeenEvent[];
  /** Names of the claims that it mounts. */
  claims: string[];
  labels: Record<string, string>;
}

export interface PodContainer extends ContainerState {
  /** Name in the pod. */
  container: string;
  isInit: boolean;
  /** An init container that goes on beside the others. */
  isSidecar: boolean;
  /** When it ended last, in ms; 0 where it never did. */
  endedAt: number;
  /** As the pod's spec names it. */
  image: string;
  /** As the node names what it runs; empty before. */
  imageId: string;
  /** Why the kubelet does not start it. */
  waiting: { reason: string; message: string } | undefined;
  probes: Partial<Record<Probe, ProbeSpec>>;
  ports: { name: string | undefined; number: number }[];
}

export type Probe = "startup" | "liveness" | "readiness";

/** What a probe asks. */
export interface ProbeSpec {
  by: "http" | "tcp" | "grpc" | "exec";
  /** Number of its port, if it asks one. */
  port: number | undefined;
  path: string | undefined;
  /** How often it asks. */
  periodMs: number;
  /** For how long it may fail. */
  allowedMs: number;
}

/** What came of an attempt to connect to a port of a pod. */
export type PortAnswer = "answers" | "refused" | "unknown";

/** A pod that was thrown out for a limit of its own. */
export interface Eviction extends Pick<WorkloadState, "kind" | "name"> {
  /** The limit, in the kubelet's words. */
  said: string;
}

export interface FailedTries {
  count: number;
  /** Further ones change nothing, unless something else of the release does. */
  isEnough: boolean;
}
