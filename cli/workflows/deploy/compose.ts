import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ComposeProject, readModel, removeProject } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import { connectEngine, type Engine } from "../../adapters/engine.ts";
import { fileAt, headCommit } from "../../adapters/git/repository.ts";
import { withLockFile } from "../../adapters/lock-file.ts";
import { writeState } from "../../adapters/state.ts";
import type { Project } from "../../core/config/read.ts";
import { Failure, preconditionError, usageError } from "../../core/errors.ts";
import type { Answer, Session } from "../../core/session.ts";
import { deploymentLabels, overrideFile, ownService, type Pinned } from "../../domain/deployment/compose.ts";
import { type Deployment, lastHealthy } from "../../domain/deployment/history.ts";
import type { Release } from "../../domain/release/record.ts";
import { devVersion } from "../../domain/release/version.ts";
import { isHealthy } from "../../domain/rollout.ts";
import { answerFailed, answerHealthy, answerPlanned, answerRunning } from "./answer.ts";
import type { Candidates } from "./candidate.ts";
import { provideDevelopment, provideReleased, type ReadyImage } from "./image.ts";
import { type ComposePlace, composePlace, evidenceFile, filesOf, lockOf, readHistory, record } from "./place.ts";
import { type Outcome, rollOut } from "./watch.ts";

export interface ComposeRequest {
  project: Project;
  environment: string;
  /** Path of the Compose file in the project. */
  file: string;
  candidates: Candidates;
  /** Undefined: the working tree. */
  release: Release | undefined;
  timeoutMs: number;
  rollback: boolean;
}

/** What is to run: version, image and the Compose project that pins it. */
interface Planned {
  version: string;
  commit: string | undefined;
  image: ReadyImage;
  service: string;
  compose: ComposeProject;
}

/** Deploys a release, or the working tree, with Docker Compose; goes back to the version before where it fails. */
export async function deployToCompose(session: Session, request: ComposeRequest): Promise<Answer> {
  const { steps, env } = session;
  const { project, environment } = request;
  const place = composePlace(env, project.config.name, environment);
  const engine = await steps.look("Check the engine", () => connectEngine(env));
  const text = await steps.look("Read the Compose file", () => readComposeFile(request));
  const version = request.release?.version ?? devVersion(await currentCommit(request));
  return withLockFile(lockOf(place), `deploy ${version} to ${environment}`, async () => {
    const planned = await plan(session, engine, place, request, { text, version });
    const running = await findRunning(engine, planned, place);
    if (running) return answerRunning(planned, running);
    if (steps.dryRun) return answerPlanned(planned, place);
    return apply(session, engine, place, request, planned);
  });
}

const currentCommit = async ({ candidates: { repository } }: ComposeRequest): Promise<string | undefined> =>
  repository && headCommit(repository).catch(() => undefined);

/** The Compose file of the release's own commit, so that it fits the image; of the working tree for no release. */
async function readComposeFile({ project, file, release, candidates }: ComposeRequest): Promise<string> {
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

async function plan(
  { steps, env }: Session,
  engine: Engine,
  place: ComposePlace,
  { project, release, candidates, environment }: ComposeRequest,
  { text, version }: { text: string; version: string },
): Promise<Planned> {
  const { directory, config } = project;
  const { own, override } = filesOf(place, version);
  await writeState(own, text);
  const compose = { name: place.project, directory, files: [own] };
  const service = ownService(await readModel(compose, steps.signal), config.name);
  if (!service) {
    throw usageError(`the Compose file has no service ${config.name}`, {
      hint: `Call the service that runs this project's image ${config.name}.`,
    });
  }
  const commit =
    release?.commit ?? (candidates.repository && (await headCommit(candidates.repository).catch(() => undefined)));
  const image = release
    ? await provideReleased(steps, engine, release, env)
    : await provideDevelopment(steps, engine, { directory, name: config.name, version, commit });
  const pinned: Pinned = { service, image: image.reference, version, commit, environment };
  await writeState(override, overrideFile(pinned));
  return { version, commit, image, service, compose: { ...compose, files: [own, override] } };
}

/** The containers, where this very image runs and is healthy already. */
async function findRunning(engine: Engine, { version, image, service, compose }: Planned, place: ComposePlace) {
  const containers = await observeProject(engine, compose.name);
  const own = containers.filter((container) => container.service === service);
  const runs =
    own.length > 0 &&
    own.every((container) => container.image === image.id && container.labels[deploymentLabels.version] === version);
  const isRecorded = lastHealthy(await readHistory(place))?.version === version;
  return runs && isRecorded && isHealthy({ service, containers, deployError: undefined }) ? containers : undefined;
}

async function apply(
  { steps }: Session,
  engine: Engine,
  place: ComposePlace,
  request: ComposeRequest,
  planned: Planned,
): Promise<Answer> {
  const { version, commit, image } = planned;
  const previous = lastHealthy(await readHistory(place));
  const outcome = await roll(steps, engine, planned, request.timeoutMs, `Deploy ${version} to ${request.environment}`);
  const at = new Date().toISOString();
  const deployment = { version, commit, image: image.reference, imageId: image.id, at };
  if (!outcome.verdict) {
    await record(place, { ...deployment, outcome: "healthy" });
    return answerHealthy(planned, outcome.containers, previous);
  }
  const evidence = evidenceFile(place, version, at);
  await writeState(evidence, `${JSON.stringify({ ...deployment, ...outcome }, null, 2)}\n`);
  await record(place, { ...deployment, outcome: "failed", cause: outcome.verdict.cause });
  const back = request.rollback ? await rollBack(steps, engine, place, request, planned, previous) : undefined;
  return answerFailed(planned, outcome.verdict, { environment: request.environment, evidence, back });
}

function roll(
  steps: Session["steps"],
  engine: Engine,
  planned: Planned,
  timeoutMs: number,
  title: string,
): Promise<Outcome> {
  const { service, image, compose } = planned;
  const planText = `docker compose --project-name ${compose.name} up --detach`;
  return steps.change(title, { plan: planText, expect: { verdict: undefined, containers: [] } }, async (step) => {
    const outcome = await rollOut(engine, compose, { service, image: image.id, timeoutMs }, step);
    if (outcome.verdict) step.fail(outcome.verdict.cause);
    else step.say("healthy");
    return outcome;
  });
}

/** Goes back to the last version recorded healthy; a first deployment that fails is taken away, its volumes kept. */
async function rollBack(
  steps: Session["steps"],
  engine: Engine,
  place: ComposePlace,
  { timeoutMs }: ComposeRequest,
  failed: Planned,
  previous: Deployment | undefined,
): Promise<string | undefined> {
  if (!previous) {
    await steps.change("Take the first deployment away", { plan: "docker compose down", expect: undefined }, (step) =>
      removeProject(failed.compose, { signal: step.signal, onLine: step.output }),
    );
    return undefined;
  }
  const { own, override } = filesOf(place, previous.version);
  const planned = {
    ...failed,
    version: previous.version,
    image: { reference: previous.image, id: previous.imageId },
    compose: { ...failed.compose, files: [own, override] },
  };
  const { verdict } = await roll(steps, engine, planned, timeoutMs, `Go back to ${previous.version}`);
  if (!verdict) return previous.version;
  throw new Failure(
    "rollbackFailed",
    `${failed.version} failed, and going back to ${previous.version} failed too: ${verdict.cause}`,
    {
      details: verdict.evidence,
      hint: verdict.fix,
    },
  );
}
