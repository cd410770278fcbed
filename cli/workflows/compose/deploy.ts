import { setTimeout as pause } from "node:timers/promises";
import { Failure, messageOf } from "../../../lib/errors.ts";
import { connectEngine } from "../../adapters/engine.ts";
import type { ExitReason } from "../../core/exit-codes.ts";
import type { Answer, Session } from "../../core/session.ts";
import type { Steps } from "../../core/steps.ts";
import { type Deployment, lastDeployed, lastFailure } from "../../domain/deployment/history.ts";
import { type ComposeContainer, isHealthy } from "../../domain/rollout/compose.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { accessOf } from "../access.ts";
import { type ComposePlace, composePlace, record, withPlace } from "../places/compose.ts";
import { keepEvidence } from "../places/evidence.ts";
import { answerFailed, answerHealthy, answerPlanned, answerRunning } from "./answer.ts";
import { type Before, lookBefore } from "./before.ts";
import { createFileKeeper } from "./files.ts";
import { goBack } from "./go-back.ts";
import { type ComposeRequest, type Described, describe, type Planned, prepare, type Work } from "./plan.ts";
import { roll } from "./roll.ts";
import type { Outcome } from "./watch.ts";

/** Deploys a release, or the working tree, with Docker Compose; goes back to what ran before where it fails. */
export async function deployToCompose(session: Session, request: ComposeRequest): Promise<Answer> {
  const { steps, env } = session;
  const { project, environment } = request;
  const place = composePlace(env, project.config.name, environment);
  const engine = await steps.look("Check the engine", () => connectEngine(env, accessOf(session)));
  const described = await steps.look("Read the Compose file", () => describe(request, steps.signal));
  const keeper = createFileKeeper(steps, place);
  const work = { engine, place, request, keeper };
  const run = () => deployAlone(session, work, described).finally(keeper.dispose);
  const purpose = `deploy ${described.version} to ${environment}`;
  return steps.dryRun ? run() : withPlace(place, purpose, steps, run);
}

async function deployAlone(session: Session, work: Work, described: Described): Promise<Answer> {
  const { steps } = session;
  const before = await lookBefore(steps, work, described);
  const planned = await prepare(session, work, described);
  if (!steps.dryRun && !before.isAdopted) await rememberRunning(steps, work.place, before);
  const running = runsAlready(before, planned);
  if (running) return answerRunning(planned, running);
  if (steps.dryRun) return answerPlanned(planned, work.place);
  return apply(steps, planned, work, before);
}

/** A history that misses what runs and is healthy, as it was lost or is another machine's, is told so. */
async function rememberRunning(steps: Steps, place: ComposePlace, { running, history }: Before): Promise<void> {
  if (running?.version === undefined || running.condition !== "healthy") return;
  const { version, commit, image, since } = running;
  // Its own container may run well while another service of it is what failed.
  if (lastDeployed(history)?.version === version || lastFailure(history, image.id)) return;
  const deployed = { version, commit, image: image.reference, imageId: image.id };
  await record(place, steps, { ...deployed, outcome: "healthy", at: since });
}

/** The containers, where this very image runs under this version and everything is healthy. */
function runsAlready(
  { containers, running, isAdopted }: Before,
  { version, image, service, services }: Planned,
): ComposeContainer[] | undefined {
  const own = containers.filter((container) => services.includes(container.service));
  const isThis = running?.version === version && own.every((one) => one.service !== service || one.image === image.id);
  return !isAdopted && isThis && running.condition === "healthy" && isHealthy(service, own) ? own : undefined;
}

async function apply(steps: Steps, planned: Planned, work: Work, before: Before): Promise<Answer> {
  const { engine, place, request } = work;
  const { version, commit, image } = planned;
  const failure = lastFailure(before.history, image.id);
  if (failure) steps.warn(`${version} failed here before: ${failure.cause}`);
  const title = `Deploy ${version} to ${request.environment}`;
  const outcome = await roll(steps, engine, planned, request.timeoutMs, title);
  const at = new Date().toISOString();
  const deployment = { version, commit, image: image.reference, imageId: image.id, at };
  const { verdict } = outcome;
  if (!verdict) {
    await record(place, steps, { ...deployment, outcome: "healthy" });
    const { running, history } = before;
    const previous = running?.condition === "healthy" ? running.name : lastDeployed(history)?.version;
    return answerHealthy(planned, outcome.containers, previous);
  }
  const evidence = await writtenSoon(
    keepSeen(steps, place, { ...deployment, ...outcome }),
    record(place, steps, { ...deployment, outcome: "failed", cause: verdict.cause }),
  );
  const aftermath = await goBack(steps, planned, work, before).catch((error) => {
    throw steps.signal.aborted ? error : failedToo(version, verdict, error);
  });
  return answerFailed(planned, verdict, {
    environment: request.environment,
    evidence,
    aftermath,
    before: before.running,
  });
}

/** A disk that fails has said so at once; one that hangs is not waited for. */
const writingMs = 5_000;

/** The file with the evidence, if it and the history are written in time. */
const writtenSoon = (evidence: Promise<string | undefined>, history: Promise<unknown>): Promise<string | undefined> =>
  Promise.race([Promise.all([evidence, history]).then(([file]) => file), pause(writingMs, undefined, { ref: false })]);

/** Both failures are told: why it could not be gone back from, and why it had to be. */
function failedToo(version: string, { cause, evidence }: Verdict, error: unknown): Failure {
  const isTold = error instanceof Failure && error.reason === "rollbackFailed";
  const message = isTold ? error.message : `${version} failed, and going back failed too: ${messageOf(error)}`;
  const { details, hint } = error instanceof Failure ? error : { details: [], hint: undefined };
  return new Failure<ExitReason>("rollbackFailed", message, {
    details: [...details, `${version} itself: ${cause}`, ...evidence],
    hint: hint ?? "`docker compose ps` shows what runs.",
    cause: error,
  });
}

/** Evidence that cannot be kept is a warning: nothing waits for it. */
const keepSeen = (
  { warn }: Steps,
  { folder }: ComposePlace,
  seen: Omit<Deployment, "outcome"> & Outcome,
): Promise<string | undefined> =>
  keepEvidence(folder, seen).catch((error) => {
    warn(`The evidence cannot be kept: ${messageOf(error)}`);
    return undefined;
  });
