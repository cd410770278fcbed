import { isAbsolute, join, relative, resolve } from "node:path";
import { messageOf, usageError } from "../../../lib/errors.ts";
import { verifyDockerfile } from "../../adapters/builder/image-builder.ts";
import { provideBuildSecrets } from "../../adapters/builder/secrets.ts";
import { findComposeFile, type ReadBuild, readBuild } from "../../adapters/compose-model.ts";
import type { BuildConfig } from "../../core/config/build.ts";
import type { Project } from "../../core/config/read.ts";
import type { Config } from "../../core/config/schema.ts";
import { imageSettings } from "../../core/config/services.ts";
import type { Session } from "../../core/session.ts";
import type { Steps } from "../../core/steps.ts";
import { requireBuildable, secretArguments, unsetWords } from "../../domain/deployment/build-keys.ts";
import { buildOptions } from "../../domain/deployment/built-services.ts";
import { ownService } from "../../domain/deployment/compose.ts";
import { type ImageBuild, mergedBuild } from "../../domain/deployment/image-build.ts";
import { type ImageNames, namingOf } from "../../domain/release/naming.ts";
import { type Access, accessOf } from "../../releases/access.ts";
import type { Destinations, ImageDestination } from "./destinations.ts";
import { platformRefusal, pushedPlatforms } from "./platforms.ts";

type Running = Pick<Session, "env"> & { steps: Pick<Steps, "signal" | "warn"> };

/** The project in a clean checkout. */
interface Checkout {
  folder: string;
  /** Of the repository. */
  root: string;
  /** The project's folder in the working tree, where files are that Git does not have. */
  directory: string;
}

/** An image that is built, and where it goes. */
export interface PlannedImage {
  place: ImageDestination;
  image: ImageBuild;
  /** If there are several; undefined: that of the engine. */
  platforms: string[] | undefined;
}

/** Throws before anything is written if what chatops.yaml asks for cannot be built here. */
export async function verifyBuildable(
  { config, directory }: Project,
  { engine, images }: Pick<Destinations, "engine" | "images">,
  access: Access,
): Promise<void> {
  for (const image of images) {
    const { build } = imageSettings(config, image.service);
    await provideBuildSecrets(build?.secrets ?? {}, { directory, env: access.env });
    const refusal = await platformRefusal({ engine, image }, build?.platforms, access);
    if (refusal) throw refusal;
  }
}

/** How each image is built. */
export async function planImages(
  session: Session,
  { config, directory }: Project,
  { engine, images }: Destinations,
  { project: folder, root }: { project: string; root: string },
): Promise<[PlannedImage, ...PlannedImage[]]> {
  const plan = async (place: ImageDestination): Promise<PlannedImage> => {
    const image = await findBuild(session, config, { folder, root, directory }, place.service);
    verifyDockerfile(buildOptions(image.build, folder));
    const asked = image.build.platforms;
    const platforms = await pushedPlatforms(session.steps, { engine, image: place }, asked, accessOf(session));
    return { place, image, platforms };
  };
  const [first, ...others] = images;
  return Promise.all([plan(first), ...others.map(plan)]);
}

/** How an image is built: as chatops.yaml says and, where that says nothing, as the Compose file does. */
export async function findBuild(
  running: Running,
  config: Config,
  checkout: Checkout,
  service?: string,
): Promise<ImageBuild> {
  const found = await findComposeBuild(running, config, checkout.folder, service);
  const { build } = imageSettings(config, service);
  const merged = mergedBuild(found && withOwnFiles(found, checkout), build, checkout.folder);
  const warning = secretArguments(merged.build);
  if (warning) running.steps.warn(...warning);
  verifyInside(build, checkout);
  return merged;
}

function verifyInside({ context, contexts = {} }: BuildConfig = {}, { root, folder }: Checkout): void {
  const named = { "build.context": context, ...contexts };
  for (const [name, path] of Object.entries(named)) {
    if (!path || !relative(root, resolve(folder, path)).startsWith("..")) continue;
    const key = name in contexts ? `build.contexts.${name}` : name;
    throw usageError(`the build context ${path} is not in the repository`, {
      hint: `A release is built from a commit alone: name a folder of the repository as \`${key}\` in chatops.yaml.`,
    });
  }
}

/** Folders outside of the project's own that its images are built from, relative to that. */
export async function foldersOutside({ steps, env }: Running, { config, directory }: Project): Promise<string[]> {
  // What is to be said of the Compose file is said once it is used.
  const quiet = { env, steps: { signal: steps.signal, warn: () => {} } };
  const outside = async ({ service }: ImageNames) => {
    const found = await findComposeBuild(quiet, config, directory, service);
    const { context, additional_contexts = {} } = mergedBuild(
      found,
      imageSettings(config, service).build,
      directory,
    ).build;
    const folders = [context, ...Object.values(additional_contexts)].filter((path) => path && isAbsolute(path));
    return folders.map((path) => relative(directory, path ?? "")).filter((path) => path.startsWith(".."));
  };
  return (await Promise.all(namingOf(config).images.map(outside))).flat();
}

/** Files with secrets are in no commit: those of the Compose file stand in the working tree. */
function withOwnFiles({ build, secrets }: ReadBuild, { folder, directory }: Checkout): ImageBuild {
  const moved = Object.entries(secrets).map(([id, source]) => {
    const path = "file" in source ? relative(folder, resolve(folder, source.file)) : "..";
    return [id, path.startsWith("..") ? source : { file: join(directory, path) }] as const;
  });
  return { build, secrets: Object.fromEntries(moved) };
}

/**
 * How the Compose file of the commit builds an image of the project, so that a release is what `docker compose up` would
 * start. Undefined if the project runs on no Compose, or if its file cannot be read: then the Dockerfile says all.
 */
async function findComposeBuild(
  { steps, env }: Running,
  config: Config,
  folder: string,
  service: string | undefined,
): Promise<ReadBuild | undefined> {
  const file = composeFileOf(config);
  if (!file || !findComposeFile(folder, file)) return undefined;
  const source = { name: config.name, directory: folder, calledBy: ".", file, env, signal: steps.signal };
  const found = await readBuild(source, (model) => service ?? ownService(model, config.name)).catch((error) => {
    steps.signal.throwIfAborted();
    steps.warn(`the image is built without what ${file} says: ${messageOf(error)}`);
    return undefined;
  });
  if (!found) return undefined;
  requireBuildable(found.build);
  if (found.unset.length > 0) steps.warn(...unsetWords(found.unset));
  return found;
}

/** That of the first environment on Compose; without any environment, that of the one which `deploy` assumes. */
function composeFileOf({ environments }: Config): string | undefined {
  const all = Object.values(environments);
  return all.length === 0 ? "compose.yaml" : all.find(({ compose }) => compose)?.compose?.file;
}
