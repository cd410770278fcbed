import { isOfRepository } from "../image/reference.ts";
import type { ClusterState, PodContainer, PromotedImage } from "./cluster-state.ts";

const ownContainers = ({ pods, image }: ClusterState): PodContainer[] =>
  pods
    .filter(({ workload }) => !workload.isHook)
    .flatMap(({ containers }) => containers)
    .filter((container) => isOwnImage(container.image, image));

/** The digest is what it is; a mirror gives it another name. */
export const isOwnImage = (image: string, { reference, digest }: PromotedImage): boolean =>
  isOfRepository(image, reference) || isPinnedTo(image, digest);

const isPinnedTo = (image: string, digest: string): boolean => digest !== "" && image.endsWith(`@${digest}`);

/** Why the new pods do not run what was promoted, as far as their specs tell; at most one sentence. */
export function mismatchedImages(cluster: ClusterState): string[] {
  const { image, workloads, pods, isApplied } = cluster;
  const own = ownContainers(cluster);
  const wrong = own.find(
    (container) => container.image !== image.reference && !isPinnedTo(container.image, image.digest),
  );
  if (wrong && isApplied) return [`${wrong.service} runs ${wrong.image} instead of what was promoted`];
  const hasPods = pods.some(({ workload }) => !workload.isHook);
  const isComplete =
    isApplied && hasPods && workloads.every(({ isDone, block }) => isDone && !block?.runsPromotedImage);
  const mayRunIt = workloads.some(({ runsUnseen }) => runsUnseen);
  return isComplete && own.length === 0 && !mayRunIt ? [`no pod of the release runs ${image.reference}`] : [];
}

/** Why it cannot be said that the nodes run what was promoted: an image's id may be another one of its names. */
export function unverifiableImage(cluster: ClusterState): string | undefined {
  const { digest } = cluster.image;
  const own = ownContainers(cluster);
  const podless = cluster.workloads.filter(
    ({ kind, runsUnseen, isUnseen }) => runsUnseen && !isUnseen && kind !== "CronJob",
  );
  const [idle] = podless.every(({ wanted }) => wanted === 0) ? podless : [];
  if (own.length === 0 && idle) return `${idle.kind} ${idle.name} wants no pods, so nothing runs the image yet`;
  if (own.length === 0 && cluster.workloads.some(({ wanted }) => wanted > 0)) return "its pods may not be listed";
  if (!digest) return "the image has no digest, so what the nodes run cannot be compared with it";
  const unknown = own.find(({ imageId }) => !imageId.endsWith(digest));
  return unknown && `${unknown.name} runs ${unknown.imageId || "an image without an id"}, which names no index digest`;
}
