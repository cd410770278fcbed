import { observeProject } from "../../adapters/containers.ts";
import { connectEngine, type Engine } from "../../adapters/engine.ts";
import { withLockFile } from "../../adapters/lock-file.ts";
import type { Answer, Session } from "../../core/session.ts";
import { deploymentLabels } from "../../domain/deployment/compose.ts";
import { lastDeployed, lastFailure } from "../../domain/deployment/history.ts";
import { type ComposeContainer, isHealthy } from "../../domain/rollout/compose.ts";
import { type ComposePlace, composePlace, lockOf, readDeployments, record } from "../places/compose.ts";
import { keepEvidence } from "../places/evidence.ts";
import { answerFailed, answerHealthy, answerPlanned, answerRunning } from "./answer.ts";
import { type ComposeRequest, describe, type Planned, prepare } from "./plan.ts";
import { roll, rollBack } from "./roll.ts";

/** Deploys a release, or the working tree, with Docker Compose; goes back to the version before where it fails. */
export async function deployToCompose(session: Session, request: ComposeRequest): Promise<Answer> {
  const { steps, env } = session;
  const { project, environment } = request;
  const place = composePlace(env, project.config.name, environment);
  const engine = await steps.look("Check the engine", () => connectEngine(env));
  const described = await steps.look("Read the Compose file", () => describe(request, steps.signal));
  const run = async () => {
    const planned = await prepare(session, engine, place, request, described);
    const running = await findRunning(engine, planned, place);
    if (running) return answerRunning(planned, running);
    if (steps.dryRun) return answerPlanned(planned, place);
    return apply(session, engine, place, request, planned);
  };
  const onUnable = (file: string) => steps.warn(`could not lock ${file}`);
  const purpose = `deploy ${described.version} to ${environment}`;
  return steps.dryRun ? run() : withLockFile([lockOf(place)], purpose, onUnable, run);
}

/** The containers, where this very image runs, is healthy and recorded so. */
async function findRunning(
  engine: Engine,
  { version, image, service, compose }: Planned,
  place: ComposePlace,
): Promise<ComposeContainer[] | undefined> {
  const containers = await observeProject(engine, compose.name);
  const own = containers.filter((container) => container.service === service);
  const isThis = ({ image: id, labels }: ComposeContainer) =>
    id === image.id && labels[deploymentLabels.version] === version;
  const isRecorded = lastDeployed(await readDeployments(place))?.version === version;
  const runs = isRecorded && own.every(isThis) && isHealthy(service, containers);
  return runs ? containers : undefined;
}

async function apply(
  { steps }: Session,
  engine: Engine,
  place: ComposePlace,
  { environment, timeoutMs, rollback }: ComposeRequest,
  planned: Planned,
): Promise<Answer> {
  const { version, commit, image } = planned;
  const history = await readDeployments(place);
  const previous = lastDeployed(history);
  const failure = lastFailure(history, image.id);
  if (failure) steps.warn(`${version} failed here before: ${failure.cause}`);
  const outcome = await roll(steps, engine, planned, timeoutMs, `Deploy ${version} to ${environment}`);
  const at = new Date().toISOString();
  const deployment = { version, commit, image: image.reference, imageId: image.id, at };
  if (!outcome.verdict) {
    await record(place, { ...deployment, outcome: "healthy" });
    return answerHealthy(planned, outcome.containers, previous);
  }
  const evidence = await keepEvidence(place.folder, { ...deployment, ...outcome });
  await record(place, { ...deployment, outcome: "failed", cause: outcome.verdict.cause });
  const back = rollback ? await rollBack(steps, engine, place, { failed: planned, previous, timeoutMs }) : undefined;
  return answerFailed(planned, outcome.verdict, { environment, evidence, back, kept: !rollback });
}
