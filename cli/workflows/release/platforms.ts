import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { builderDriver } from "../../adapters/builder/driver.ts";
import { keepsSeveralPlatforms } from "../../adapters/engine.ts";
import type { Steps } from "../../core/steps.ts";
import { keyFor } from "../../domain/release/naming.ts";
import type { Access } from "../../releases/access.ts";
import type { ImagePlace } from "./destinations.ts";

/** Why no image of these platforms can be made and pushed here; undefined if it can, or if it is one platform at most. */
export async function platformRefusal(
  { engine, image }: ImagePlace,
  platforms: readonly string[] | undefined,
  access: Access,
): Promise<Failure | undefined> {
  if (!platforms || platforms.length < 2) return undefined;
  const words = platforms.join(" and ");
  if (!image.remote) {
    return preconditionError(`an image of ${words} needs a registry, since an engine keeps one platform`, {
      hint: `Name it as \`${keyFor(image, "image")}\` in chatops.yaml.`,
    });
  }
  // The engine's own builder leaves the image in the engine.
  if ((await builderDriver(access)) !== "docker" || (await keepsSeveralPlatforms(engine))) return undefined;
  return preconditionError(`the builder of this machine makes images of one platform, not of ${words}`, {
    hint: "Make another one with `docker buildx create --use --driver docker-container`, or turn on the engine's containerd image store.",
  });
}

/** The platforms that one push is made of; undefined if it is that of the engine, with a warning if others were asked for. */
export async function pushedPlatforms(
  steps: Pick<Steps, "warn">,
  places: ImagePlace,
  platforms: string[] | undefined,
  access: Access,
): Promise<string[] | undefined> {
  const refusal = await platformRefusal(places, platforms, access);
  if (refusal) steps.warn(`${refusal.message}: it is made for the engine's own`, refusal.hint);
  return refusal || !platforms || platforms.length < 2 ? undefined : platforms;
}
