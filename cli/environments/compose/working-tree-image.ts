import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { buildImage, verifyDockerfile } from "../../adapters/builder/image-builder.ts";
import { type Engine, findImage } from "../../adapters/engine.ts";
import { temporaryFolder } from "../../adapters/folders.ts";
import { copyTrackedFiles } from "../../adapters/git/tracked-files.ts";
import type { Steps } from "../../core/steps.ts";
import { buildOptions, buildPlan } from "../../domain/deployment/built-services.ts";
import type { ImageBuild } from "../../domain/deployment/image-build.ts";
import { labels } from "../../domain/image/reference.ts";
import { lockFile, readLock, readWritten } from "../../domain/import/generated-files-lock.ts";
import type { ReadyImage } from "./image.ts";

/** The working tree, and what is made of it. */
interface WorkingTree {
  directory: string;
  name: string;
  /** The service that it is of, if the project names those. */
  service: string | undefined;
  version: string;
  commit: string | undefined;
  /** As the Compose file and chatops.yaml have it. */
  image: ImageBuild;
  env: NodeJS.ProcessEnv;
}

/** Name of an image that is no release. */
export const devReference = (name: string, service: string | undefined, version: string): string =>
  service === undefined ? `${name}:${version}` : `${name}-${service}:${version}`;

/** Builds what Git tracks of the working tree as it is, as no release. */
export function buildWorkingTree(
  steps: Steps,
  engine: Engine,
  { directory, name, service, version, commit, image: { build, secrets }, env }: WorkingTree,
): Promise<ReadyImage> {
  const reference = devReference(name, service, version);
  verifyDockerfile(buildOptions(build, directory));
  const plan = buildPlan(build, directory, reference);
  const title = service === undefined ? "Build the working tree" : `Build the working tree for ${service}`;
  return steps.change(title, { plan, expect: { reference, id: "" } }, async (step) => {
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
  const lock = await readFile(join(directory, lockFile), "utf8").catch(() => undefined);
  const imported = new Set([lockFile, ...readLock(lock).keys(), ...readWritten(lock).keys()]);
  return paths.filter((path) => !imported.has(path));
}

const mostNamed = 3;

function leftOut(paths: string[]): string {
  const more = paths.length > mostNamed ? `, and ${paths.length - mostNamed} more` : "";
  const named = `${paths.slice(0, mostNamed).join(", ")}${more}`;
  return `Git does not track ${named}: left out of the image. \`git add\` what belongs in it.`;
}
