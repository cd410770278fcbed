import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { preconditionError, usageError } from "../../../lib/errors.ts";
import { type ComposeProject, readModel } from "../../adapters/compose.ts";
import type { Engine } from "../../adapters/engine.ts";
import { identityOf } from "../../adapters/git/identity.ts";
import { fileAt, headCommit } from "../../adapters/git/repository.ts";
import type { Environment as Settings } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import { overrideFile, ownService } from "../../domain/deployment/compose.ts";
import { devVersion } from "../../domain/release/version.ts";
import type { Access } from "../../releases/access.ts";
import type { PromotionRequest } from "../environment.ts";
import type { FileKeeper } from "./file-keeper.ts";
import { buildWorkingTree, pullReleased, type ReadyImage } from "./image.ts";
import { composeFileName, type LocalState, overrideFileName } from "./local-state.ts";

export type ComposeSettings = NonNullable<Settings["compose"]>;

/** A promotion at work: where, with what, and where its files go. */
export interface Work {
  session: Session;
  engine: Engine;
  local: LocalState;
  settings: ComposeSettings;
  request: PromotionRequest;
  described: Described;
  /** The image, if the engine has it already. */
  found: ReadyImage | undefined;
  keeper: FileKeeper;
}

/** The Compose file of what is promoted, as the project has it, and the service in it that runs the project's image. */
export interface Described {
  version: string;
  commit: string | undefined;
  /** Identity of the repository that it is of. */
  repository: string | undefined;
  text: string;
  service: string;
  /** All services of this version: it is judged by them alone, whatever else the Compose project has. */
  services: readonly string[];
}

/** What is to run: the image and the Compose project that pins it. */
export interface Planned extends Omit<Described, "text"> {
  image: ReadyImage;
  compose: ComposeProject;
}

type ComposeFileOf = Pick<PromotionRequest, "project" | "releases"> & { settings: ComposeSettings };

/** Reads the Compose file and checks it. Writes nothing. */
export async function describe(
  request: PromotionRequest,
  settings: ComposeSettings,
  access: Access,
): Promise<Described> {
  const { project, release, releases } = request;
  const text = await readComposeFile(request, settings);
  const model = await readModel(text, project.directory, access);
  const service = ownService(model, project.config.name);
  if (!service) {
    throw usageError(`the Compose file has no service ${project.config.name}`, {
      hint: `Call the service that runs this project's image ${project.config.name}.`,
    });
  }
  const { repository } = releases;
  const commit = release?.commit ?? (repository && (await headCommit(repository).catch(() => undefined)));
  return {
    version: release?.version ?? devVersion(commit),
    commit,
    repository: repository && (await identityOf(repository)),
    text,
    service,
    services: Object.keys(model.services ?? {}),
  };
}

/** The Compose file of the working tree; undefined if there is none. */
export const workingFile = ({ project, settings }: ComposeFileOf): Promise<string | undefined> =>
  readFile(join(project.directory, settings.file), "utf8").catch(() => undefined);

/** The Compose file at a commit; undefined if the repository does not have it. */
export async function releasedFile(
  { releases: { repository }, settings }: ComposeFileOf,
  commit: string,
): Promise<string | undefined> {
  return repository && fileAt(repository, commit, settings.file);
}

/** The Compose file of the release's own commit, so that it fits the image; of the working tree for no release. */
async function readComposeFile(request: PromotionRequest, settings: ComposeSettings): Promise<string> {
  const { project, release, releases } = request;
  const of = { project, releases, settings };
  const text = release && releases.repository ? await releasedFile(of, release.commit) : await workingFile(of);
  if (text !== undefined) return text;
  const place = release ? `v${release.version}` : project.directory;
  throw preconditionError(`${settings.file} is not in ${place}`, {
    hint: "`chatops import` writes one; commit it and release again.",
  });
}

/** Brings the image to the engine, and keeps the Compose files of this version, also for rolling back to it. */
export async function provide(work: Work): Promise<Planned> {
  const { session, local, request, keeper, described } = work;
  const { text, ...rest } = described;
  const { version, commit, repository, service } = rest;
  const image = work.found ?? (await provideImage(work));
  const marks = { version, commit, environment: local.environment, repository };
  const override = overrideFile({ service, image: image.reference, marks });
  const texts = { [composeFileName]: text, [overrideFileName]: override };
  const files = session.steps.dryRun ? [] : await keeper.keep(version, texts);
  return {
    ...rest,
    image,
    compose: { name: local.project, directory: request.project.directory, files, env: session.env },
  };
}

function provideImage({ session, engine, request, described }: Work): Promise<ReadyImage> {
  const { steps, env } = session;
  const { project, release } = request;
  if (release) return pullReleased(steps, engine, release, env);
  const { version, commit } = described;
  const { directory, config } = project;
  return buildWorkingTree(steps, engine, { directory, name: config.name, version, commit, env });
}
