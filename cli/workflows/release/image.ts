import type { Steps } from "../../core/steps.ts";
import { forService } from "../../domain/release/naming.ts";
import type { ReleasedImage } from "../../domain/release/release.ts";
import { following } from "../../domain/release/version.ts";
import { type BuildAhead, buildAndPush, type ImageRequest, shortDigest } from "./build-image.ts";
import type { Destinations, ImagePlace } from "./destinations.ts";
import { addTag, findBuilt, findStored } from "./image-store.ts";
import { takenBy } from "./version.ts";

/** Makes sure that there is an image of this commit, building it only if it is absent. */
export async function provideImage(
  steps: Steps,
  places: ImagePlace,
  request: ImageRequest,
  begun?: BuildAhead,
): Promise<ReleasedImage> {
  const which = forService(places.image);
  const existing = await steps.look(`Look for an image of this commit${which}`, async (step) => {
    const image = await (begun?.existing ?? findBuilt(places, request));
    step.say(image ? `${shortDigest(image.digest ?? image.id)} is there` : "none yet");
    return image;
  });
  return existing ?? buildAndPush(steps, places, request, begun);
}

/** Makes sure that the image stands under the release's version. */
export function giveVersion(
  steps: Steps,
  places: ImagePlace,
  request: ImageRequest,
  image: ReleasedImage,
): Promise<void> {
  const { version, naming } = request;
  const name = `${places.image.push}:${version}`;
  return steps.change(
    `Tag the image ${version}${forService(places.image)}`,
    { plan: `${name} → ${naming.buildTag(request)}`, expect: undefined },
    async (step) => {
      await tagWithVersion(places, request, image);
      step.say(name);
    },
  );
}

async function tagWithVersion(places: ImagePlace, request: ImageRequest, image: ReleasedImage): Promise<void> {
  const { version, commit } = request;
  const [owner] = await Promise.all([findStored(places, version), request.verifyHeld()]);
  if (owner && owner.commit !== commit) throw takenBy(version, owner.commit);
  if (!owner || !places.image.remote) await addTag(places, image, version);
}

/**
 * The version itself, or, if an unfinished release of another commit left an image under it, the next free one.
 * Throws instead if a person asked for this version and no other.
 */
export async function freeVersion(
  places: Destinations,
  version: string,
  commit: string,
  isFixed: boolean,
): Promise<string> {
  for (let candidate = version; ; candidate = following(candidate)) {
    const owner = await findOwner(places, candidate, commit);
    if (!owner) return candidate;
    if (isFixed) throw takenBy(version, owner);
  }
}

/** Another commit of which an image has this version. */
async function findOwner(
  { engine, images }: Destinations,
  version: string,
  commit: string,
): Promise<string | undefined> {
  const stored = await Promise.all(images.map((image) => findStored({ engine, image }, version)));
  return stored.find((owner) => owner && owner.commit !== commit)?.commit;
}
