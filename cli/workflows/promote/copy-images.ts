import { preconditionError } from "../../../lib/errors.ts";
import { temporaryFolder } from "../../adapters/folders.ts";
import { ownImageOf } from "../../core/config/services.ts";
import type { Session } from "../../core/session.ts";
import { forService, keyFor } from "../../domain/release/naming.ts";
import { copiedTo, imagesOf, type ReleasedImage } from "../../domain/release/release.ts";
import type { PromotionRequest } from "../../environments/environment.ts";
import { accessOf } from "../../releases/access.ts";
import { openImage } from "../../releases/artifact-stores.ts";

/** An image of a release that an environment pulls from a registry of its own. */
export interface ImageCopy {
  /** As the environment knows it. */
  image: ReleasedImage;
  version: string;
  from: string;
  /** Name under which this machine pushes it. */
  to: string;
  digest: string;
}

/** The request for the images as an environment pulls them, and the copies that this needs; none if it pulls them from where they were released to. */
export function withCopies(
  environment: string,
  request: PromotionRequest,
): { request: PromotionRequest; copies: ImageCopy[] } {
  const { config } = request.project;
  if (!request.release) return { request, copies: [] };
  const namesOf = ({ service }: ReleasedImage) => ownImageOf(config, environment, service);
  const release = copiedTo(request.release, (image) => namesOf(image)?.pull);
  const { version } = release;
  const copies = imagesOf(release).flatMap((image): ImageCopy[] => {
    const { copiedFrom: from, digest } = image;
    if (from === undefined) return [];
    const to = namesOf(image)?.push ?? image.repository;
    if (!digest) throw neverPushed(version, image, to);
    return [{ image, version, from, to, digest }];
  });
  return { request: { ...request, release }, copies };
}

const neverPushed = (version: string, image: ReleasedImage, to: string) =>
  preconditionError(`the image of ${version} was never pushed, so it cannot be copied to ${to}`, {
    hint: `Set \`${keyFor(image, "image")}\` in chatops.yaml to a name in a registry, commit, and release again.`,
  });

/** Brings an image to the registry of the environment, by its digest; nothing is sent that is there already. */
export async function copyImage(
  session: Session,
  environment: string,
  { image, version, from, to, digest }: ImageCopy,
): Promise<void> {
  const { steps, env } = session;
  const access = accessOf(session);
  const target = await openImage(to, access);
  const which = forService(image);
  const isThere = await steps.look(`Look for the image${which} in the registry of ${environment}`, async (step) => {
    const found = await target.registry.find(version);
    if (found && found.digest !== digest) throw another(`${to}:${version}`, { found: found.digest, digest });
    step.say(found ? "there" : "to be copied");
    if (!found) await target.registry.verifyPushRight();
    return found !== undefined;
  });
  if (isThere) return;
  const plan = `${from}@${digest} → ${to}:${version}`;
  await steps.change(`Copy the image${which} to ${to}`, { plan, expect: undefined }, async (step) => {
    const folder = await temporaryFolder(env);
    try {
      const source = await openImage(from, access);
      await target.registry.copyFrom(source.registry, digest, {
        tag: version,
        folder: folder.path,
        progress: step.progress,
      });
    } finally {
      await folder.dispose();
    }
  });
}

const another = (name: string, { found, digest }: { found: string; digest: string }) =>
  preconditionError(`${name} is another image than the one that was released`, {
    details: [`released: ${digest}`, `found:    ${found}`],
    hint: "Somebody pushed it under this name: remove it there, or release a new version.",
  });
