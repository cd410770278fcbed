import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { buildImage, verifyDockerfile } from "../../adapters/builder/image-builder.ts";
import { credentialsFor } from "../../adapters/docker-credentials.ts";
import { type Engine, findImage } from "../../adapters/engine.ts";
import { temporaryFolder } from "../../adapters/folders.ts";
import { copyTrackedFiles } from "../../adapters/git/tracked-files.ts";
import { pullImage } from "../../adapters/image-transfer.ts";
import type { Steps } from "../../core/steps.ts";
import { buildOptions } from "../../domain/deployment/built-services.ts";
import type { ImageBuild } from "../../domain/deployment/image-build.ts";
import { labels, parseImageName } from "../../domain/image/reference.ts";
import { lockFile, readLock } from "../../domain/import/generated-files-lock.ts";
import { type Release, runReference } from "../../domain/release/release.ts";

/** An image that the engine has: what to call it, and its id. */
export interface ReadyImage {
  reference: string;
  id: string;
}

/** The release's image, if the engine has it; throws if it has another one of that name. */
export function findReleased(steps: Steps, engine: Engine, release: Release): Promise<ReadyImage | undefined> {
  const reference = runReference(release);
  return steps.look("Look for the image", async (step) => {
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
      hint: "Deploy it where it was released, or release again with `image` in chatops.yaml.",
    });
  }
  const plan = `docker pull ${reference}`;
  const id = await steps.change("Pull the image", { plan, expect: release.image.id }, async (step) => {
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

/** The working tree, and what is made of it. */
interface WorkingTree {
  directory: string;
  name: string;
  version: string;
  commit: string | undefined;
  /** As the Compose file and chatops.yaml have it. */
  image: ImageBuild;
  env: NodeJS.ProcessEnv;
}

/** Builds what Git tracks of the working tree as it is, as no release. */
export function buildWorkingTree(
  steps: Steps,
  engine: Engine,
  { directory, name, version, commit, image: { build, secrets }, env }: WorkingTree,
): Promise<ReadyImage> {
  const reference = `${name}:${version}`;
  verifyDockerfile(buildOptions(build, directory));
  const plan = `docker buildx build --tag ${reference} .`;
  return steps.change("Build the working tree", { plan, expect: { reference, id: "" } }, async (step) => {
    const marks = { [labels.version]: version, ...(commit && { [labels.revision]: commit }) };
    await withTrackedFiles(steps, directory, env, (folder) => {
      const options = buildOptions(build, directory, folder);
      const args = { ...options.args, APP_VERSION: version };
      const all = { ...options.labels, ...marks };
      const from = { sources: secrets, directory };
      return buildImage({ ...options, reference, labels: all, args, secrets: from, env }, step);
    });
    const built = await findImage(engine, reference);
    if (!built) throw preconditionError(`the engine does not have ${reference} after building it`);
    step.say(`${version}, no release`);
    return { reference, id: built.id };
  });
}

/** Files that Git does not track may hold secrets, and no release would have them. */
async function withTrackedFiles(
  steps: Steps,
  directory: string,
  env: NodeJS.ProcessEnv,
  task: (folder: string) => Promise<void>,
): Promise<void> {
  const copy = await temporaryFolder(env);
  try {
    const untracked = await copyTrackedFiles(directory, copy.path, { env, signal: steps.signal });
    const unknown = untracked && (await withoutGenerated(directory, untracked));
    if (unknown && unknown.length > 0) steps.note(leftOut(unknown));
    await task(untracked ? copy.path : directory);
  } finally {
    await copy.dispose();
  }
}

/** Right after import nothing of it is tracked yet, and no image needs it. */
async function withoutGenerated(directory: string, paths: string[]): Promise<string[]> {
  const generated = readLock(await readFile(join(directory, lockFile), "utf8").catch(() => undefined));
  return paths.filter((path) => path !== lockFile && !generated.has(path));
}

const mostNamed = 3;

function leftOut(paths: string[]): string {
  const more = paths.length > mostNamed ? `, and ${paths.length - mostNamed} more` : "";
  const named = `${paths.slice(0, mostNamed).join(", ")}${more}`;
  return `Git does not track ${named}: left out of the image. \`git add\` what belongs in it.`;
}
