import { preconditionError } from "../../../lib/errors.ts";
import { credentialsFor } from "../../adapters/docker-credentials.ts";
import { type Engine, findImage } from "../../adapters/engine.ts";
import { pullImage } from "../../adapters/image-transfer.ts";
import type { Steps } from "../../core/steps.ts";
import { parseImageName } from "../../domain/image/reference.ts";
import { forService, keyFor } from "../../domain/release/naming.ts";
import { type Release, runReference } from "../../domain/release/release.ts";

/** An image that the engine has: what to call it, and its id. */
export interface ReadyImage {
  reference: string;
  id: string;
}

/** Images that the engine has, by the services of the Compose file whose they are. */
export type ReadyImages = ReadonlyMap<string, ReadyImage>;

/** What each service runs of these images: its name, or its id. */
export const imagesIn = (
  released: ReadonlyMap<string, string>,
  ready: ReadyImages,
  key: keyof ReadyImage,
): ReadonlyMap<string, string> =>
  new Map(
    [...released].flatMap(([service, own]) => {
      const image = ready.get(own);
      return image ? [[service, image[key]] as const] : [];
    }),
  );

/** The release's image, if the engine has it; throws if it has another one of that name. */
export function findReleased(steps: Steps, engine: Engine, release: Release): Promise<ReadyImage | undefined> {
  const reference = runReference(release);
  return steps.look(`Look for the image${forService(release.image)}`, async (step) => {
    const image = await findImage(engine, reference);
    step.say(image ? "the engine has it" : "to be pulled");
    return image && verified(reference, image.id, release);
  });
}

/** Pulls the release's image, and makes sure that it is the very one that was released. */
export async function pullReleased(
  steps: Steps,
  engine: Engine,
  release: Release,
  env: NodeJS.ProcessEnv,
): Promise<ReadyImage> {
  const reference = runReference(release);
  const { repository, digest } = release.image;
  if (!digest) {
    throw preconditionError(`the image ${reference} is not in this engine, and it was never pushed`, {
      hint: `Deploy it where it was released, or release again with \`${keyFor(release.image, "image")}\` in chatops.yaml.`,
    });
  }
  const plan = `docker pull ${reference}`;
  const title = `Pull the image${forService(release.image)}`;
  const id = await steps.change(title, { plan, expect: release.image.id }, async (step) => {
    await pullImage(engine, reference, await credentialsFor(parseImageName(repository).registry, env, step.note), step);
    return (await findImage(engine, reference))?.id ?? "";
  });
  return verified(reference, id, release);
}

function verified(reference: string, id: string, { version, image }: Release): ReadyImage {
  // A digest pins the contents already; the id is another digest of them, and for an index one of several.
  if (image.digest || id === image.id) return { reference, id };
  throw preconditionError(`${reference} in this engine is not the image that was released as ${version}`, {
    details: [`released: ${image.id}`, `found:    ${id}`],
    hint: "Somebody gave the name to another image. Release a new version.",
  });
}
