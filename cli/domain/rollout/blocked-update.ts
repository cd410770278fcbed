import { repositoryOf } from "../image/reference.ts";
import type { ClusterState, PromotedImage, UpdateBlock, WorkloadState } from "./cluster-state.ts";
import type { DaemonSet, Deployment, Pod, PodTemplate, StatefulSet } from "./objects.ts";

/** Why no pod of the version before is replaced by itself, which its chart asks for; undefined where some are. */
export function blockOfUpdate(
  { spec }: StatefulSet | DaemonSet,
  wanted: number,
  images: readonly PromotedImage[],
): UpdateBlock | undefined {
  const { type, rollingUpdate } = spec?.updateStrategy ?? {};
  const partition = (rollingUpdate && "partition" in rollingUpdate && rollingUpdate.partition) || 0;
  const runsPromotedImage = runs(spec?.template ?? {}, images);
  if (type === "OnDelete")
    return { why: "updateStrategy OnDelete replaces no pod before it is deleted", runsPromotedImage, isByHand: true };
  const keepsAll = partition > 0 && partition >= wanted;
  return keepsAll
    ? { why: `the partition ${partition} of updateStrategy replaces no pod`, runsPromotedImage }
    : undefined;
}

/** The same with the names of the pods that stay; undefined if all have been replaced. */
export const blockOf = (block: UpdateBlock | undefined, own: readonly Pod[], replaced: readonly Pod[]) =>
  block && replaced.length < own.length
    ? { ...block, pods: own.filter((pod) => !replaced.includes(pod)).map(({ metadata }) => metadata?.name ?? "") }
    : undefined;

/** A paused Deployment makes no pods of a new version; undefined if it is not paused, or has made them before. */
export function pausedOf(
  { spec, status }: Deployment,
  wanted: number,
  images: readonly PromotedImage[],
): UpdateBlock | undefined {
  if (!spec?.paused || (status?.updatedReplicas ?? 0) >= wanted) return undefined;
  return { why: "it is paused (spec.paused)", runsPromotedImage: runs(spec.template, images), isPaused: true };
}

function runs({ spec }: PodTemplate, images: readonly PromotedImage[]): boolean {
  const repositories = images.map(({ reference }) => repositoryOf(reference));
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  return containers.some(({ image = "" }) => repositories.includes(repositoryOf(image)));
}

/** Workloads that should run a promoted image, and go on with the version before, as their chart asks for or somebody did. */
export const blockedWorkloads = ({ workloads }: ClusterState): (WorkloadState & { block: UpdateBlock })[] =>
  workloads.flatMap((workload) => (workload.block?.runsPromotedImage ? { ...workload, block: workload.block } : []));
