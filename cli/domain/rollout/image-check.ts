import { isOfRepository } from "../image/reference.ts";
import { blockedWorkloads } from "./blocked-update.ts";
import type { ClusterState, PodContainer, PromotedImage, WorkloadState } from "./cluster-state.ts";
import type { ExpectedWorkload } from "./observation.ts";

const containersOf = ({ pods }: ClusterState, image: PromotedImage): PodContainer[] =>
  pods
    .filter(({ workload }) => !workload.isHook)
    .flatMap(({ containers }) => containers)
    .filter((container) => isOwnImage(container.image, image));

/** The digest is what it is; a mirror gives it another name. */
const isOwnImage = (image: string, { reference, digest }: PromotedImage): boolean =>
  isOfRepository(image, reference) || isPinnedTo(image, digest);

const isPinnedTo = (image: string, digest: string): boolean => digest !== "" && image.endsWith(`@${digest}`);

/** The promoted images that a manifest names, by whatever tag or digest. */
export const ownImages = (
  { images = [] }: Pick<ExpectedWorkload, "images">,
  { images: promoted }: Pick<ClusterState, "images">,
): PromotedImage[] => promoted.filter((own) => images.some((image) => isOwnImage(image, own)));

/** Those that workloads are to run; what only a hook runs is gone once that is done. */
export function lastingImages(
  images: readonly PromotedImage[],
  workloads: readonly ExpectedWorkload[],
): readonly PromotedImage[] {
  const named = workloads.flatMap((workload) => ownImages(workload, { images }));
  return named.length > 0 ? images.filter((image) => named.includes(image)) : images;
}

/** Why the new pods do not run what was promoted, as far as their specs tell; at most one sentence. */
export function mismatchedImages(cluster: ClusterState): string[] {
  const { images, workloads, pods, isApplied } = cluster;
  if (!isApplied) return [];
  const wrong = images.flatMap((image) =>
    containersOf(cluster, image).filter(
      (container) => container.image !== image.reference && !isPinnedTo(container.image, image.digest),
    ),
  )[0];
  if (wrong) return [`${wrong.service} runs ${wrong.image} instead of what was promoted`];
  const hasPods = pods.some(({ workload }) => !workload.isHook);
  const isComplete = hasPods && workloads.every(({ isDone, block }) => isDone && !block?.runsPromotedImage);
  const missing = images.find((image) => containersOf(cluster, image).length === 0 && !mayRunUnseen(cluster, image));
  return isComplete && missing ? [`no pod of the release runs ${missing.reference}`] : [];
}

const mayRunUnseen = ({ workloads }: ClusterState, image: PromotedImage): boolean =>
  workloads.some(({ unseenImages = [] }) => unseenImages.includes(image));

/** Why it cannot be said that the nodes run an image that was promoted. */
export interface ImageDoubt {
  digest: string;
  why: string;
}

/** The images of which that cannot be said: the id that a node gives one may be another of its names. */
export const imageDoubts = (cluster: ClusterState): ImageDoubt[] =>
  cluster.images.flatMap((image) => {
    const why = whyUnverifiable(cluster, image);
    return why === undefined ? [] : [{ digest: image.digest, why }];
  });

function whyUnverifiable(cluster: ClusterState, image: PromotedImage): string | undefined {
  const { digest } = image;
  const own = containersOf(cluster, image);
  const [kept] = own.length === 0 ? blockedWorkloads(cluster) : [];
  if (kept) return `${kept.kind} ${kept.name} still runs the version before: ${kept.block.why}`;
  const unseen = cluster.workloads.filter(({ unseenImages = [] }) => unseenImages.includes(image));
  const isScheduled = unseen.some(({ kind }) => kind === "CronJob");
  const podless = unseen.filter(({ kind, isUnseen }) => !isUnseen && kind !== "CronJob");
  const [idle] = podless.every(({ wanted }) => wanted === 0) ? podless : [];
  if (own.length === 0 && idle) return `${idle.kind} ${idle.name} wants no pods, so nothing runs the image yet`;
  if (own.length === 0 && !isScheduled && cluster.workloads.some(({ wanted }) => wanted > 0))
    return whyUnlisted(unseen);
  if (!digest) return "the image has no digest, so what the nodes run cannot be compared with it";
  const unknown = own.find(({ imageId }) => !imageId.endsWith(digest));
  return unknown && `${unknown.name} runs ${unknown.imageId || "an image without an id"}, which names no index digest`;
}

/** Why none of the pods is seen that these workloads are to have; of the others it is known that they were there. */
function whyUnlisted(unseen: readonly WorkloadState[]): string {
  const isGone = ({ kind }: WorkloadState) => kind === "Job";
  const [other] = unseen.filter(({ isUnseen }) => isUnseen);
  const [gone] = unseen.filter(isGone);
  if (unseen.length === 0 || !unseen.every((each) => each.isUnseen || isGone(each)))
    return "its pods may not be listed";
  return other
    ? `what ${other.kind} ${other.name} runs is not seen`
    : `Job ${gone?.name} is done, and its pods are not seen`;
}
