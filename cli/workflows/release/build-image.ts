import { preconditionError } from "../../../lib/errors.ts";
import { buildImage } from "../../adapters/builder/image-builder.ts";
import { findImage } from "../../adapters/engine.ts";
import { pushImage, type Transfer } from "../../adapters/image-transfer.ts";
import type { Step, Steps } from "../../core/steps.ts";
import { buildOptions, buildPlan } from "../../domain/deployment/built-services.ts";
import type { ImageBuild } from "../../domain/deployment/image-build.ts";
import { forService, type Naming } from "../../domain/release/naming.ts";
import type { ReleasedImage } from "../../domain/release/release.ts";
import type { ImagePlace } from "./destinations.ts";
import { findStored, isOf, releasedAs } from "./image-store.ts";

/** What an image is built from and called. */
export interface ImageRequest {
  version: string;
  commit: string;
  naming: Naming;
  labels: Record<string, string>;
  /** Folder of the checked-out project. */
  folder: string;
  /** The project's folder in the working tree: files with secrets are in no commit. */
  directory: string;
  image: ImageBuild;
  /** If there are several; undefined: that of the engine. */
  platforms: string[] | undefined;
  env: NodeJS.ProcessEnv;
  /** Called before every write that others see: throws where this run has lost its reservation. */
  verifyHeld: () => Promise<void>;
}

/** A build that goes on while its release is still checked. */
export interface BuildAhead {
  /** The image of an earlier run: then nothing is built. */
  existing: Promise<ReleasedImage | undefined>;
  /** Ends as the build ends; the step hears what was said until then as well. */
  finish: (step: Pick<Step, "progress" | "output">) => Promise<void>;
}

export const shortDigest = (digest: string) => digest.slice("sha256:".length, "sha256:".length + 12);

/** What an image is called until it has the version. */
const referenceOf = ({ image: { push } }: ImagePlace, request: Pick<ImageRequest, "naming" | "commit" | "version">) =>
  `${push}:${request.naming.buildTag(request)}`;

/** Builds the image, or waits for the build that has begun, and, if it has a registry, pushes it under the tag of this build. */
export async function buildAndPush(
  steps: Steps,
  places: ImagePlace,
  request: ImageRequest,
  begun: BuildAhead | undefined,
): Promise<ReleasedImage> {
  const { image: place } = places;
  const reference = referenceOf(places, request);
  if (request.platforms) return buildForSeveral(steps, places, { ...request, reference, platforms: request.platforms });
  const id = await steps.change(
    `Build the image${forService(place)}`,
    { plan: buildPlan(request.image.build, request.folder, reference), expect: unknownDigest },
    async (step) => {
      await (begun?.finish(step) ?? buildAs(places, request, step));
      const built = await findImage(places.engine, reference);
      if (!built) throw preconditionError(`the engine does not have ${reference} after building it`);
      step.say(shortDigest(built.id));
      return built.id;
    },
  );
  if (!place.remote) return releasedAs(place, { digest: undefined, id });
  const planned = releasedAs(place, { digest: unknownDigest, id });
  const title = `Push the image${forService(place)}`;
  return steps.change(title, { plan: `docker push ${reference}`, expect: planned }, async (step) => {
    await request.verifyHeld();
    const pushed = await push(places, request, step);
    step.say(shortDigest(pushed.digest ?? pushed.id));
    return releasedAs(place, { digest: pushed.digest, id });
  });
}

const unknownDigest = "sha256:…";

type Building = Parameters<typeof buildImage>[1];

type Built = Omit<ImageRequest, "verifyHeld">;

/** Builds the image under the tag of this build, and leaves it in the engine. */
export const buildAs = (places: ImagePlace, request: Built, step: Building): Promise<void> =>
  build(request, referenceOf(places, request), step);

function build({ image, folder, directory, ...request }: Built, reference: string, step: Building) {
  const options = buildOptions(image.build, folder);
  const args = { ...options.args, APP_VERSION: request.version };
  const marks = { ...options.labels, ...request.labels };
  const secrets = { sources: image.secrets, directory };
  const { platforms: pushedPlatforms, env } = request;
  return buildImage({ ...options, reference, labels: marks, args, secrets, pushedPlatforms, env }, step);
}

/** An engine keeps one platform, so that the builder pushes what it makes. */
function buildForSeveral(
  steps: Steps,
  places: ImagePlace,
  request: ImageRequest & { reference: string; platforms: string[] },
): Promise<ReleasedImage> {
  const { reference, platforms } = request;
  const plan = buildPlan(request.image.build, request.folder, reference, platforms);
  const planned = releasedAs(places.image, { digest: unknownDigest, id: unknownDigest });
  const title = `Build and push the image${forService(places.image)}`;
  return steps.change(title, { plan, expect: planned }, async (step) => {
    await request.verifyHeld();
    const pushed = await pushedBy(places, request, step, build(request, reference, step));
    step.say(shortDigest(pushed.digest ?? pushed.id));
    return pushed;
  });
}

/** Pushes the image that was built. */
function push(places: ImagePlace, request: ImageRequest, step: Transfer): Promise<ReleasedImage> {
  const { engine, image: place } = places;
  const name = { repository: place.push, tag: request.naming.buildTag(request) };
  return pushedBy(places, request, step, pushImage(engine, name, place.remote?.credentials, step));
}

/** What the registry has once a push has ended. One that allows each tag only once refuses the second try of a push whose end was lost. */
async function pushedBy(
  places: ImagePlace,
  request: ImageRequest,
  { signal }: Pick<Transfer, "signal">,
  pushing: Promise<void>,
): Promise<ReleasedImage> {
  const tag = request.naming.buildTag(request);
  const failure = await pushing.then(
    () => undefined,
    (error: unknown) => error,
  );
  signal.throwIfAborted();
  const stored = await findStored(places, tag);
  if (stored && isOf(stored, request)) return stored.image;
  if (failure) throw failure;
  throw preconditionError(`the registry does not show the image that was pushed as ${places.image.push}:${tag}`, {
    hint: "Somebody may push to the same name; run the same command again.",
  });
}
