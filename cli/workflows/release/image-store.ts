import { findImage, tagImage } from "../../adapters/engine.ts";
import { labels } from "../../domain/image/reference.ts";
import type { Naming } from "../../domain/release/naming.ts";
import type { ReleasedImage } from "../../domain/release/release.ts";
import type { ImageDestination, ImagePlace } from "./destinations.ts";

/** An image under one of its tags, in the registry or, without one, in this engine. */
export interface StoredImage {
  image: ReleasedImage;
  /** Commit that it was built from; "unknown" if it does not say. */
  commit: string;
  /** Version that it was built for, as it says itself. */
  version: string | undefined;
}

interface Wanted {
  version: string;
  commit: string;
  naming: Naming;
}

export const isOf = (stored: StoredImage, { commit, version }: Pick<Wanted, "commit" | "version">) =>
  stored.commit === commit && stored.version === version;

/** The image that an earlier run on this commit made for this version, as its labels say. */
export async function findBuilt(places: ImagePlace, wanted: Wanted): Promise<ReleasedImage | undefined> {
  const tags = [wanted.version, wanted.naming.buildTag(wanted)];
  const found = await Promise.all(tags.map((tag) => findStored(places, tag)));
  return found.find((stored) => stored && isOf(stored, wanted))?.image;
}

/** How a release names an image of this place. */
export const releasedAs = (
  { service, pull }: ImageDestination,
  identity: Pick<ReleasedImage, "digest" | "id">,
): ReleasedImage => ({ ...(service && { service }), repository: pull, ...identity });

/** The image under a tag; undefined if there is none. */
export async function findStored({ engine, image: place }: ImagePlace, tag: string): Promise<StoredImage | undefined> {
  const found = place.remote ? await place.remote.registry.find(tag) : await findImage(engine, `${place.push}:${tag}`);
  if (!found) return undefined;
  const { [labels.revision]: commit = "unknown", [labels.version]: version } = found.labels;
  const identity =
    "digest" in found ? { digest: found.digest, id: found.configDigest } : { digest: undefined, id: found.id };
  return { image: releasedAs(place, identity), commit, version };
}

/** Gives the image a further tag. */
export async function addTag(
  { engine, image: place }: ImagePlace,
  { digest, id }: ReleasedImage,
  tag: string,
): Promise<void> {
  if (place.remote) await place.remote.registry.addTag(digest ?? id, tag);
  else await tagImage(engine, id, place.push, tag);
}
