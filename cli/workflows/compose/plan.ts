import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ComposeProject, readModel } from "../../adapters/compose.ts";
import type { Engine } from "../../adapters/engine.ts";
import { fileAt, headCommit } from "../../adapters/git/repository.ts";
import { writeState } from "../../adapters/state.ts";
import type { Project } from "../../core/config/read.ts";
import { preconditionError, usageError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { overrideFile, ownService } from "../../domain/deployment/compose.ts";
import type { Release } from "../../domain/release/record.ts";
import { devVersion } from "../../domain/release/version.ts";
import type { Candidates } from "../candidates.ts";
import { type ComposePlace, filesOf } from "../places/compose.ts";
import { provideDevelopment, provideReleased, type ReadyImage } from "./image.ts";

export interface ComposeRequest {
  project: Project;
  environment: string;
  candidates: Candidates;
  /** Undefined: the working tree. */
  release: Release | undefined;
  timeoutMs: number;
  rollback: boolean;
}

/** What is to run: version, image and the Compose project that pins it. */
export interface Planned {
  version: string;
  commit: string | undefined;
  image: ReadyImage;
  /** Service that runs the project's own image. */
  service: string;
  compose: ComposeProject;
}

/** The Compose file of what is deployed, as the project has it, and the service in it that runs the project's image. */
export interface Described {
  version: string;
  commit: string | undefined;
  text: string;
  service: string;
}

/** Reads the Compose file and checks it. Writes nothing. */
export async function describe(request: ComposeRequest, signal: AbortSignal): Promise<Described> {
  const { project, release, candidates } = request;
  const text = await readComposeFile(request);
  const service = ownService(await readModel(text, project.directory, signal), project.config.name);
  if (!service) {
    throw usageError(`the Compose file has no service ${project.config.name}`, {
      hint: `Call the service that runs this project's image ${project.config.name}.`,
    });
  }
  const { repository } = candidates;
  const commit = release?.commit ?? (repository && (await headCommit(repository).catch(() => undefined)));
  return { version: release?.version ?? devVersion(commit), commit, text, service };
}

/** The Compose file of the release's own commit, so that it fits the image; of the working tree for no release. */
async function readComposeFile({ project, environment, release, candidates }: ComposeRequest): Promise<string> {
  const file = project.config.environments[environment]?.compose?.file ?? "compose.yaml";
  const { repository } = candidates;
  const text =
    release && repository
      ? await fileAt(repository, release.commit, file)
      : await readFile(join(project.directory, file), "utf8").catch(() => undefined);
  if (text !== undefined) return text;
  throw preconditionError(`${file} is not in ${release ? `v${release.version}` : project.directory}`, {
    hint: "`chatops import` writes one; commit it and release again.",
  });
}

/** Brings the image to the engine, and keeps the Compose files of this version, also for going back to it. */
export async function prepare(
  { steps, env }: Session,
  engine: Engine,
  place: ComposePlace,
  request: ComposeRequest,
  { version, commit, text, service }: Described,
): Promise<Planned> {
  const { project, release, environment } = request;
  const { directory, config } = project;
  const image = release
    ? await provideReleased(steps, engine, release, env)
    : await provideDevelopment(steps, engine, { directory, name: config.name, version, commit });
  const { own, override } = filesOf(place, version);
  if (!steps.dryRun) {
    await writeState(own, text);
    await writeState(override, overrideFile({ service, image: image.reference, version, commit, environment }));
  }
  return { version, commit, image, service, compose: { name: place.project, directory, files: [own, override] } };
}
