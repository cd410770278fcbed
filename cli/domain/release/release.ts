import { isOfRepository, tagOf } from "../image/reference.ts";

/** One release: what its tag says of the artifacts that carry its version. */
export interface Release {
  version: string;
  /** Full hash. */
  commit: string;
  /** Name of the project that was released; earlier tags do not say it. */
  project?: string | undefined;
  /** That of the first service, if there are several. */
  image: ReleasedImage;
  /** Those of the other services. */
  otherImages?: readonly ReleasedImage[];
  chart: ReleasedChart | undefined;
}

/** What says which images a release has. */
export type WithImages = Pick<Release, "image" | "otherImages" | "version">;

export interface ReleasedImage {
  /** The service that runs it; absent if the project does not name its services. */
  service?: string;
  /** Name without tag, as the place that runs it pulls it. */
  repository: string;
  /** Digest of the manifest in the registry; undefined where the image stays on one machine. */
  digest: string | undefined;
  /** Digest of the image's configuration: the engine's own id of it. */
  id: string;
  /** Name under which it was released, if this is the copy that an environment has of it. */
  copiedFrom?: string;
}

export interface ReleasedChart {
  name: string;
  /** URL of the chart repository; undefined where the chart stays on one machine. */
  repository: string | undefined;
  /** sha256 of the packaged chart, `sha256:…`. */
  digest: string;
}

/** The images of all services. */
export const imagesOf = ({
  image,
  otherImages = [],
}: Pick<Release, "image" | "otherImages">): readonly ReleasedImage[] => [image, ...otherImages];

/** The services that a release has an image for; undefined if it does not name them. */
export function servicesOf(release: Pick<Release, "image" | "otherImages">): string[] | undefined {
  const named = imagesOf(release).flatMap(({ service }) => service ?? []);
  return named.length > 0 ? named : undefined;
}

/** A release as that of one of its services. */
export const forOneService = (release: Release, service: string): Release => ({
  ...release,
  image: imagesOf(release).find((image) => image.service === service) ?? release.image,
});

/** A release as an environment runs it that pulls images from a registry of its own; `repositoryOf` names those that it does. */
export function copiedTo(release: Release, repositoryOf: (image: ReleasedImage) => string | undefined): Release {
  const copyOf = (image: ReleasedImage): ReleasedImage => {
    const repository = repositoryOf(image);
    const isCopied = repository !== undefined && repository !== image.repository;
    return isCopied ? { ...image, repository, copiedFrom: image.repository } : image;
  };
  const { image, otherImages } = release;
  return { ...release, image: copyOf(image), ...(otherImages && { otherImages: otherImages.map(copyOf) }) };
}

/** The reference that a place runs: pinned by digest where the registry gave one. */
export const runReference = ({ image, version }: Pick<Release, "image" | "version">): string =>
  image.digest ? `${image.repository}:${version}@${image.digest}` : `${image.repository}:${version}`;

/** The image of a release that a reference is of: by its digest, whatever name or tag stands before it, else by name and tag. */
export function imageNamedBy(release: WithImages, reference: string): ReleasedImage | undefined {
  const [, digest] = reference.split("@");
  const images = imagesOf(release);
  const named = images.filter(({ repository }) => isOfRepository(reference, repository));
  if (digest !== undefined) return [...named, ...images].find((image) => image.digest === digest);
  return tagOf(reference) === release.version ? named[0] : undefined;
}

/** Whether a reference is of one of a release's images. */
export const namesImageOf = (release: WithImages, reference: string): boolean =>
  imageNamedBy(release, reference) !== undefined;
