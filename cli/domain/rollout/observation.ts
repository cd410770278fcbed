import type { ClusterState, PromotedImage } from "./cluster-state.ts";
import type { CustomObject, Event, Job, KubernetesObject, NamespaceObjects, Node, Pod } from "./objects.ts";

/** How Helm or Compose stands: it is still at work, ended well, or said why not. */
export interface ApplyState {
  ended: boolean;
  error: string | undefined;
}

/** A workload that Helm makes or changes. */
export interface ExpectedWorkload {
  kind: string;
  name: string;
  /** Where it is not there it has done its work, as a Job that is deleted once it is complete. */
  mayBeGone?: boolean;
  /** If it is another one than that of the promotion. */
  namespace?: string | undefined;
  /** Those that its manifest names. */
  images?: readonly string[];
  /** Its manifest says how long it may take to get on. */
  hasDeadline?: boolean;
  /** Nobody may look where it is. */
  isUnseen?: boolean;
  /** Its apiVersion, if its kind is not of Kubernetes itself. */
  custom?: string;
}

/** All that is known at one moment of a release that is being rolled out. */
export interface Observation {
  /** Its name. */
  helmRelease: string;
  /** Those of the rendered manifest, without hooks. */
  workloads: readonly ExpectedWorkload[];
  images: readonly PromotedImage[];
  before: Baseline;
  /** That of the promotion. */
  namespace?: string;
  /** Those of custom kinds, by `customKey`. */
  customs: ReadonlyMap<string, CustomObject>;
  objects: NamespaceObjects;
  /** Jobs that were deleted meanwhile, as they were last. */
  deletedJobs: readonly Job[];
  applying: ApplyState;
  /** Last lines of the containers that something is wrong with, by `logKey`. */
  logs: ReadonlyMap<string, string[]>;
  /** Read once a pod finds no place; undefined where they may not be read. */
  nodes: Node[] | undefined;
  answers: ClusterState["answers"];
  refusedBefore: ClusterState["refusedBefore"];
  mayBeShielded: boolean;
}

/** What was there before Helm changed anything, so that it is not blamed on this release. */
export interface Baseline {
  /** Generation of each workload, by uid. */
  generations: ReadonlyMap<string, number>;
  /** How often each container had been started again, by `restartKey`. */
  restarts: ReadonlyMap<string, number>;
  /** The image that each container was to run, by `restartKey`. */
  images: ReadonlyMap<string, string | undefined>;
  /** How often each event had been seen, by uid. */
  events: ReadonlyMap<string, number>;
  /** Since when a Deployment had been overdue, by uid. */
  overdue: ReadonlyMap<string, string>;
  /** Services by uid, and whether a workload made pods that each selected. */
  services: ReadonlyMap<string, boolean>;
}

/** What tells a container from others in all namespaces. */
export const logKey = ({ namespace = "", name = "" }: { namespace?: string; name?: string }, container: string) =>
  `${namespace}/${name}/${container}`;

export const restartKey = (pod: Pod, container: string): string => `${pod.metadata?.uid}/${container}`;

export const uidOf = ({ metadata }: KubernetesObject): string => metadata?.uid ?? "";

export const timesSeen = ({ count, series }: Event): number => series?.count ?? count ?? 1;

/** Whether Helm has touched it, or is done: before, it stands as the release before left it. */
export function isOfThisRelease(object: KubernetesObject, { before, applying }: Observation): boolean {
  if (applying.ended && applying.error === undefined) return true;
  return before.generations.get(uidOf(object)) !== (object.metadata?.generation ?? 0);
}
