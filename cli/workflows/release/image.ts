import { preconditionError } from "../../../lib/errors.ts";
import { findImage, tagImage } from "../../adapters/engine.ts";
import { buildImage } from "../../adapters/image-builder.ts";
import { pushImage } from "../../adapters/image-transfer.ts";
import type { Steps } from "../../core/steps.ts";
import { buildOptions } from "../../domain/deployment/built-services.ts";
import type { ComposeBuild } from "../../domain/deployment/compose-model.ts";
import { labels } from "../../domain/image/reference.ts";
import type { Naming } from "../../domain/release/naming.ts";
import type { ReleasedImage } from "../../domain/release/release.ts";
import { following } from "../../domain/release/version.ts";
import type { Destinations } from "./destinations.ts";
import { takenBy } from "./version.ts";

/** What an image is built from and called. */
export interface ImageRequest {
  version: string;
  commit: string;
  naming: Naming;
  labels: Record<string, string>;
  /** Folder of the checked-out project. */
  folder: string;
  /** As a Compose file has it; undefined: the Dockerfile in the folder. */
  build: ComposeBuild | undefined;
  /** Called before every write that others see: throws where this run has lost its reservation. */
  env: NodeJS.ProcessEnv;
  verifyHeld: () => Promise<void>;
}

const commitTagOf = ({ naming, commit }: ImageRequest) => naming.commitTag(commit);

const shortDigest = (digest: string) => digest.slice("sha256:".length, "sha256:".length + 12);

/** Makes sure that the image of this commit stands under the release's version, building it only where it is absent. */
export async function provideImage(steps: Steps, places: Destinations, request: ImageRequest): Promise<ReleasedImage> {
  const { version } = request;
  const existing = await steps.look("Look for an image of this commit", async (step) => {
    const image = await findBuilt(places, request);
    step.say(image ? `${shortDigest(image.digest ?? image.id)} is there` : "none yet");
    return image;
  });
  const image = existing ?? (await buildAndPush(steps, places, request));
  const name = `${places.image.push}:${version}`;
  await steps.change(
    `Tag the image ${version}`,
    { plan: `${name} → ${commitTagOf(request)}`, expect: undefined },
    async (step) => {
      await request.verifyHeld();
      await giveVersion(places, request, image);
      step.say(name);
    },
  );
  return image;
}

/** The image that an earlier run on this commit made, where its labels say so. */
async function findBuilt(
  { image: place, engine }: Destinations,
  request: ImageRequest,
): Promise<ReleasedImage | undefined> {
  const { commit, version } = request;
  const tag = commitTagOf(request);
  const isOurs = (found: Record<string, string>) =>
    found[labels.revision] === commit && found[labels.version] === version;
  if (place.remote) {
    const found = await place.remote.registry.find(tag);
    return found && isOurs(found.labels)
      ? { repository: place.pull, digest: found.digest, id: found.configDigest }
      : undefined;
  }
  const found = await findImage(engine, `${place.push}:${tag}`);
  return found && isOurs(found.labels) ? { repository: place.pull, digest: undefined, id: found.id } : undefined;
}

async function buildAndPush(steps: Steps, places: Destinations, request: ImageRequest): Promise<ReleasedImage> {
  const { engine, image: place } = places;
  const tag = commitTagOf(request);
  const reference = `${place.push}:${tag}`;
  const unknown = "sha256:…";
  const id = await steps.change(
    "Build the image",
    { plan: `docker buildx build --tag ${reference} .`, expect: unknown },
    async (step) => {
      const options = buildOptions(request.build, request.folder);
      const args = { ...options.args, APP_VERSION: request.version };
      const marks = { ...options.labels, ...request.labels };
      await buildImage({ ...options, reference, labels: marks, args, env: request.env }, step);
      const built = await findImage(engine, reference);
      if (!built) throw preconditionError(`the engine does not have ${reference} after building it`);
      step.say(shortDigest(built.id));
      return built.id;
    },
  );
  const { remote } = place;
  if (!remote) return { repository: place.pull, digest: undefined, id };
  const digest = await steps.change(
    "Push the image",
    { plan: `docker push ${reference}`, expect: unknown },
    async (step) => {
      await request.verifyHeld();
      await pushImage(engine, { repository: place.push, tag }, remote.credentials, step);
      const pushed = await remote.registry.find(tag);
      if (pushed?.labels[labels.revision] !== request.commit) {
        throw preconditionError(`the registry does not show the image that was pushed as ${reference}`, {
          hint: "Somebody may push to the same name; run the same command again.",
        });
      }
      step.say(shortDigest(pushed.digest));
      return pushed.digest;
    },
  );
  return { repository: place.pull, digest, id };
}

/** Commit of the image that stands under a version already, if any. */
async function ownerOf({ engine, image: place }: Destinations, version: string): Promise<string | undefined> {
  const found = place.remote
    ? await place.remote.registry.find(version)
    : await findImage(engine, `${place.push}:${version}`);
  return found && (found.labels[labels.revision] ?? "unknown");
}

async function giveVersion(places: Destinations, request: ImageRequest, image: ReleasedImage): Promise<void> {
  const { version, commit } = request;
  const owner = await ownerOf(places, version);
  if (owner && owner !== commit) throw takenBy(version, owner);
  const { engine, image: place } = places;
  const built = commitTagOf(request);
  if (!place.remote) return tagImage(engine, `${place.push}:${built}`, place.push, version);
  if (!owner) await place.remote.registry.addTag(image.digest ?? built, version);
}

/**
 * The version itself, or, where an unfinished release of another commit left an image under it, the next free one.
 * Throws instead where a person asked for this version and no other.
 */
export async function freeVersion(
  places: Destinations,
  version: string,
  commit: string,
  isFixed: boolean,
): Promise<string> {
  for (let candidate = version; ; candidate = following(candidate)) {
    const owner = await ownerOf(places, candidate);
    if (!owner || owner === commit) return candidate;
    if (isFixed) throw takenBy(version, owner);
  }
}
