import { preconditionError } from "../../../lib/errors.ts";
import type { ComposeProject } from "../../adapters/compose.ts";
import { findComposeFile, folderOf, readBuild } from "../../adapters/compose-model.ts";
import type { Engine } from "../../adapters/engine.ts";
import { identityOf } from "../../adapters/git/identity.ts";
import { headCommit } from "../../adapters/git/repository.ts";
import { imageSettings } from "../../core/config/services.ts";
import type { Session } from "../../core/session.ts";
import { requireBuildable, unsetWords } from "../../domain/deployment/build-keys.ts";
import { mergedBuild } from "../../domain/deployment/image-build.ts";
import { forOneService, servicesOf } from "../../domain/release/release.ts";
import { devVersion } from "../../domain/release/version.ts";
import type { Access } from "../../releases/access.ts";
import type { PromotionRequest } from "../environment.ts";
import { type ComposeSettings, type ComposeVersion, readVersion } from "./compose-version.ts";
import type { FileKeeper } from "./file-keeper.ts";
import { imagesIn, pullReleased, type ReadyImage, type ReadyImages } from "./image.ts";
import { keepNamed, seenBy, writeVersion } from "./keep-version.ts";
import type { LocalState } from "./local-state.ts";
import { commitTree, type SourceTree, workingTree } from "./source-tree.ts";
import { buildWorkingTree } from "./working-tree-image.ts";

/** A promotion at work: where, with what, and where its files go. */
export interface Work {
  session: Session;
  engine: Engine;
  local: LocalState;
  settings: ComposeSettings;
  request: PromotionRequest;
  described: Described;
  /** Images that the engine has already. */
  found: ReadyImages;
  keeper: FileKeeper;
}

/** The files of what is promoted, as the project has them, and the services in them that run the project's image. */
export interface Described extends ComposeVersion {
  version: string;
  commit: string | undefined;
  /** Identity of the repository that it is of. */
  repository: string | undefined;
}

/** What is to run: the images and the Compose project that pins it. */
export interface Planned extends Described {
  /** That of the project's own service. */
  image: ReadyImage;
  images: ReadyImages;
  compose: ComposeProject;
}

interface Place {
  local: LocalState;
  settings: ComposeSettings;
}

/** Reads the Compose file and all that it names, and checks it. Changes nothing; the caller disposes of the tree. */
export async function describe(request: PromotionRequest, place: Place, access: Access): Promise<Described> {
  const { project, release, releases } = request;
  const { repository } = releases;
  const commit = release?.commit ?? (repository && (await headCommit(repository).catch(() => undefined)));
  const tree = await treeOf(request, release?.commit, access);
  try {
    requireFile(tree, place.settings.file, release ? releases.naming.tag(release.version) : project.directory);
    const named = release ? servicesOf(release) : namedServices(project);
    return {
      ...(await readVersion(tree, { project, named, ...place }, access)),
      version: release?.version ?? devVersion(commit),
      commit,
      repository: repository && (await identityOf(repository)),
    };
  } catch (error) {
    await tree.dispose();
    throw error;
  }
}

/** The services that chatops.yaml names: those that the working tree has an image for. */
export const namedServices = ({ config }: PromotionRequest["project"]): string[] | undefined =>
  config.services && Object.keys(config.services);

/** The files of a release's own commit, so that they fit the image; the working tree for no release. */
export async function treeOf(
  { project: { directory }, releases: { repository } }: Pick<PromotionRequest, "project" | "releases">,
  commit: string | undefined,
  access: Access,
): Promise<SourceTree> {
  return commit && repository ? commitTree(repository, commit, directory, access) : workingTree(directory);
}

function requireFile({ directory }: SourceTree, file: string, place: string): void {
  if (findComposeFile(directory, file)) return;
  throw preconditionError(`${file} is not in ${place}`, {
    hint: "Name the Compose file as `compose.file` of the environment in chatops.yaml, or let `chatops import` write one; commit it and release again.",
  });
}

/** Brings the images to the engine, and keeps the files of this version, also for rolling back to it. */
export async function provide(work: Work): Promise<Planned> {
  const { session, local, request, keeper, described } = work;
  const { version, commit, repository, service, released } = described;
  for (const words of described.warnings) session.steps.warn(...words);
  const image = await provideImage(work, service);
  const images = new Map([[service, image]]);
  for (const own of described.builds.keys()) {
    if (own !== service) images.set(own, await provideImage(work, own));
  }
  const project = { name: local.project, ...foldersOf(request.project, work.settings), env: session.env };
  if (session.steps.dryRun) return { ...described, image, images, compose: { ...project, files: [] } };
  const marks = { version, commit, environment: local.environment, repository };
  const pin = { service, images: imagesIn(released, images, "reference"), marks };
  const { warn } = session.steps;
  const kept = await keepNamed(described, { keeper, isSeen: seenBy(work.engine, image.id, session.steps), warn });
  return { ...described, image, images, compose: { ...project, ...(await writeVersion(version, kept, pin, keeper)) } };
}

/** Where Compose runs, and what paths in the files are relative to. */
export const foldersOf = (
  { directory: cwd }: PromotionRequest["project"],
  { file }: ComposeSettings,
): Pick<ComposeProject, "directory"> & { cwd: string } => ({ directory: folderOf({ directory: cwd, file }), cwd });

async function provideImage({ session, engine, request, described, found }: Work, own: string): Promise<ReadyImage> {
  const { steps, env } = session;
  const { project, release } = request;
  const there = found.get(own);
  if (there) return there;
  if (release) return pullReleased(steps, engine, forOneService(release, own), env);
  const { version, commit, builds, source } = described;
  const build = builds.get(own) ?? {};
  const { directory, config } = project;
  requireBuildable(build);
  const { unset = [], secrets = {} } = (await readBuild(source, () => own)) ?? {};
  if (unset.length > 0) steps.warn(...unsetWords(unset));
  const service = config.services && own;
  const image = mergedBuild({ build, secrets }, imageSettings(config, service).build, directory);
  return buildWorkingTree(steps, engine, { directory, name: config.name, service, version, commit, image, env });
}
