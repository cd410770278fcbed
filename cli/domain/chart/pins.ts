import { isOfRepository, parseImageName, repositoryOf } from "../image/reference.ts";
import type { Release, ReleasedImage } from "../release/release.ts";
import { type ImageKeys, imageValues, type NamedImage, usualKeys, type Values } from "./image-keys.ts";
import type { RenderedImages } from "./rendered-images.ts";

/** One way to have a chart run the image of a release; whether it does is found out by rendering. */
export interface Pin {
  /** Values that are laid over all others; undefined: those that the release stamped. */
  values: Values | undefined;
  /** Whether it names the digest; a tag can be given to another image. */
  byDigest: boolean;
}

export type Stamp = Pin & { values: Values };

/** One image of a release. */
export type OneImage = Pick<Release, "image" | "version">;

/** Every way to name the image, the surest first: its digest, the digest behind its tag, its tag alone. */
export function pinsFor({ image, version }: OneImage, mapped: readonly ImageKeys[]): Pin[] {
  const { registry, repository } = parseImageName(image.repository);
  const named: NamedImage = { registry, path: repository, tag: version, digest: image.digest };
  const byTag = { ...named, digest: undefined };
  const pin = (keys: readonly ImageKeys[], of: NamedImage): Pin => ({
    values: imageValues(keys, of),
    byDigest: of.digest !== undefined,
  });
  if (mapped.length > 0) return [pin(mapped, named), pin(mapped, byTag)];
  const [plain, split] = usualKeys(image.service);
  const withoutDigest = (keys: ImageKeys): ImageKeys => ({ ...keys, digest: undefined });
  return [
    // The release stamped the name under which it was released.
    image.copiedFrom ? pin([plain], named) : { values: undefined, byDigest: image.digest !== undefined },
    pin([split], named),
    pin([withoutDigest(plain)], named),
    pin([withoutDigest(split)], named),
    pin([plain], byTag),
    pin([split], byTag),
    // A schema may know no digest, and no tag with one behind it.
    pin([withoutDigest(plain)], byTag),
    pin([withoutDigest(split)], byTag),
  ];
}

/** The same ways as values that a release can be stamped with: those that charts read if nothing else is known come first. */
export function stampsFor(release: OneImage, mapped: readonly ImageKeys[]): Stamp[] {
  const { registry, repository } = parseImageName(release.image.repository);
  const named: NamedImage = { registry, path: repository, tag: release.version, digest: release.image.digest };
  const [plain] = usualKeys(release.image.service);
  const usual = imageValues([plain], named);
  return pinsFor(release, mapped).map(({ values = usual, byDigest }) => ({ values, byDigest }));
}

/**
 * The reference by which a rendered chart runs the release; undefined unless all that it has of its images are this one. The
 * digest is what counts: values such as `global.imageRegistry` may have every image taken from a mirror.
 */
export function referenceOf(
  { images, labels }: RenderedImages,
  { image: { repository, digest, copiedFrom }, version }: OneImage,
  { byDigest }: Pin,
): string | undefined {
  const isPinned = (image: string) => image.endsWith(`@${digest}`);
  const named = images.filter((image) => isOfRepository(image, repository));
  const isOriginal = (image: string) => copiedFrom !== undefined && isOfRepository(image, copiedFrom);
  const isMirror = (image: string) => isPinned(image) && isMirrorOf(image, repository) && !isOriginal(image);
  const mirrored = byDigest ? images.filter(isMirror) : [];
  const isMeant = (image: string) => (byDigest ? isPinned(image) : image.endsWith(`:${version}`));
  const areLabels = labels.every((label) => !label.includes("@sha256:"));
  if (images.some(isOriginal)) return undefined;
  return areLabels && named.every(isMeant) ? (named[0] ?? mirrored[0]) : undefined;
}

/** Whether a reference is called as the repository is, be it in another registry: no other values name it better. */
export const isCalledSo = (reference: string, repository: string): boolean =>
  isOfRepository(reference, repository) || pathOf(reference) === pathOf(repository);

/** Whether a reference is of an image by whatever tag, be it as it was released where the environment has a copy. */
export const isOfImage = (reference: string, { repository, copiedFrom }: ReleasedImage): boolean =>
  isOfRepository(reference, repository) || (copiedFrom !== undefined && isOfRepository(reference, copiedFrom));

/** Whether a chart names an image at all, be it from a mirror: that of a part which is turned off it does not. */
export const isNamedIn = ({ images }: RenderedImages, { image: { repository, copiedFrom } }: OneImage): boolean =>
  [repository, copiedFrom ?? repository].some((name) =>
    images.some((image) => `/${pathOf(image)}`.endsWith(`/${pathOf(name)}`)),
  );

/** A mirror may put names of its own before the path. Docker Hub mirrors nobody: charts put it before a host that they do not expect. */
const isMirrorOf = (image: string, repository: string): boolean =>
  parseImageName(repositoryOf(image)).registry !== "docker.io" &&
  `/${pathOf(image)}`.endsWith(`/${pathOf(repository)}`);

const pathOf = (reference: string): string => parseImageName(repositoryOf(reference)).repository;
