import type { Steps } from "../../core/steps.ts";
import { forService } from "../../domain/release/naming.ts";
import type { ReleasedImage } from "../../domain/release/release.ts";
import { type BuildAhead, buildAndPush, type ImageRequest, shortDigest } from "./build-image.ts";
import type { ImagePlace } from "./destinations.ts";
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
