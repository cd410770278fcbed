import { preconditionError } from "../../../lib/errors.ts";
import { temporaryFolder } from "../../adapters/folders.ts";
import type { Session } from "../../core/session.ts";
import { copiedTo, type Release } from "../../domain/release/release.ts";
import type { PromotionRequest } from "../../environments/environment.ts";
import { accessOf } from "../../releases/access.ts";
import { openImage } from "../../releases/artifact-stores.ts";

/** The copy of a release that an environment pulls. */
export interface ImageCopy {
  environment: string;
  /** Names the copy. */
  release: Release;
  from: string;
  /** Name under which this machine pushes it. */
  to: string;
  digest: string;
}

/** Undefined if the environment pulls from where the image was released to. */
export function copyFor(environment: string, { project, release }: PromotionRequest): ImageCopy | undefined {
  const names = project.config.environments[environment]?.image;
  if (!names || !release || release.image.repository === names.pull) return undefined;
  const { digest, repository: from } = release.image;
  if (digest) return { environment, release: copiedTo(release, names.pull), from, to: names.push, digest };
  throw preconditionError(`the image of ${release.version} was never pushed, so it cannot be copied to ${names.push}`, {
    hint: "Set `image` in chatops.yaml to a name in a registry, commit, and release again.",
  });
}

/** Brings the image to the registry of the environment, by its digest; nothing is sent that is there already. */
export async function copyImage(
  session: Session,
  { environment, release, from, to, digest }: ImageCopy,
): Promise<void> {
  const { steps, env } = session;
  const { version } = release;
  const access = accessOf(session);
  const target = await openImage(to, access);
  const isThere = await steps.look(`Look for the image in the registry of ${environment}`, async (step) => {
    const found = await target.registry.find(version);
    if (found && found.digest !== digest) throw another(`${to}:${version}`, { found: found.digest, digest });
    step.say(found ? "there" : "to be copied");
    if (!found) await target.registry.verifyPushRight();
    return found !== undefined;
  });
  if (isThere) return;
  const plan = `${from}@${digest} → ${to}:${version}`;
  await steps.change(`Copy the image to ${to}`, { plan, expect: undefined }, async (step) => {
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
