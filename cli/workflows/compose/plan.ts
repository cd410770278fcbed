import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { preconditionError, usageError } from "../../../lib/errors.ts";
import { type ComposeProject, readModel } from "../../adapters/compose.ts";
import type { Engine } from "../../adapters/engine.ts";
import { identityOf } from "../../adapters/git/identity.ts";
import { fileAt, headCommit } from "../../adapters/git/repository.ts";
import type { Project } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { overrideFile, ownService } from "../../domain/deployment/compose.ts";
import type { Release } from "../../domain/release/record.ts";
import { devVersion } from "../../domain/release/version.ts";
import type { Candidates } from "../candidates.ts";
import { type ComposePlace, composeFileName, overrideFileName } from "../places/compose.ts";
import type { FileKeeper } from "./files.ts";
import { provideDevelopment, provideReleased, type ReadyImage } from "./image.ts";

export interface ComposeRequest {
  project: Project;
  environment: string;
  candidates: Candidates;
  /** Undefined: the working tree. */
  release: Release | undefined;
  timeoutMs: number;
  rollback: boolean;
  /** Take over what another repository, or somebody without chatops, runs under this name. */
  adopt: boolean;
}

/** A deployment at work: where, with what, and where its files go. */
export interface Work {
  engine: Engine;
  place: ComposePlace;
  request: ComposeRequest;
  keeper: FileKeeper;
}

/** What is to run: version, image and the Compose project that pins it. */
export interface Planned {
  version: string;
  commit: string | undefined;
  image: ReadyImage;
  /** Service that runs the project's own image. */
  service: string;
  /** All services of this version: it is judged by them alone, whatever else the Compose project has. */
  services: readonly string[];
  compose: ComposeProject;
}

/** The Compose file of what is deployed, as the project has it, and the service in it that runs the project's image. */
export interface Described {
  version: string;
  commit: string | undefined;
  text: string;
  service: string;
  services: readonly string[];
}

/** Reads the Compose file and checks it. Writes nothing. */
export async function describe(request: ComposeRequest, signal: AbortSignal): Promise<Described> {
  const { project, release, candidates } = request;
  const text = await readComposeFile(request);
  const model = await readModel(text, project.directory, signal);
  const service = ownService(model, project.config.name);
  if (!service) {
    throw usageError(`the Compose file has no service ${project.config.name}`, {
      hint: `Call the service that runs this project's image ${project.config.name}.`,
    });
  }
  const { repository } = candidates;
  const commit = release?.commit ?? (repository && (await headCommit(repository).catch(() => undefined)));
  const services = Object.keys(model.services ?? {});
  return { version: release?.version ?? devVersion(commit), commit, text, service, services };
}

const composeFileOf = ({ project, environment }: ComposeRequest): string =>
  project.config.environments[environment]?.compose?.file ?? "compose.yaml";

/** The Compose file of the working tree; undefined where there is none. */
export const workingFile = (request: ComposeRequest): Promise<string | undefined> =>
  readFile(join(request.project.directory, composeFileOf(request)), "utf8").catch(() => undefined);

/** The Compose file at a commit; undefined where the repository does not have it. */
export async function releasedFile(request: ComposeRequest, commit: string): Promise<string | undefined> {
  const { repository } = request.candidates;
  return repository && fileAt(repository, commit, composeFileOf(request));
}

/** The Compose file of the release's own commit, so that it fits the image; of the working tree for no release. */
async function readComposeFile(request: ComposeRequest): Promise<string> {
  const { project, release, candidates } = request;
  const text =
    release && candidates.repository ? await releasedFile(request, release.commit) : await workingFile(request);
  if (text !== undefined) return text;
  const place = release ? `v${release.version}` : project.directory;
  throw preconditionError(`${composeFileOf(request)} is not in ${place}`, {
    hint: "`chatops import` writes one; commit it and release again.",
  });
}

/** Brings the image to the engine, and keeps the Compose files of this version, also for going back to it. */
export async function prepare(
  { steps, env }: Session,
  { engine, place, request, keeper }: Work,
  { text, ...described }: Described,
): Promise<Planned> {
  const { project, release, candidates, environment } = request;
  const { directory, config } = project;
  const { version, commit, service } = described;
  const image = release
    ? await provideReleased(steps, engine, release, env)
    : await provideDevelopment(steps, engine, { directory, name: config.name, version, commit });
  const repository = candidates.repository && (await identityOf(candidates.repository));
  const marks = { version, commit, environment, repository };
  const override = overrideFile({ service, image: image.reference, marks });
  const texts = { [composeFileName]: text, [overrideFileName]: override };
  const files = steps.dryRun ? [] : await keeper.keep(version, texts);
  return { ...described, image, compose: { name: place.project, directory, files } };
}
