import { messageOf } from "../../../lib/errors.ts";
import { isDeployed } from "../../domain/deployment/compose.ts";
import { lastFailure, lastHealthy, recordedImages } from "../../domain/environment/history.ts";
import { rolledBackWithoutUs } from "../../domain/environment/rolled-back.ts";
import { type ComposeContainer, isHealthy } from "../../domain/rollout/compose-rollout.ts";
import type { PromotionFacts } from "../../results/promotion.ts";
import type { Attempt, RolledOut, Subject } from "../environment.ts";
import { freeNames } from "./container-names.ts";
import { imagesIn, type ReadyImages } from "./image.ts";
import type { Before } from "./inspect.ts";
import { leftOverOf, removeLeftOver, stopLeftOver } from "./left-over.ts";
import { recordPromotion } from "./local-state.ts";
import { refuseToEvict } from "./networks.ts";
import type { Described, Planned, Work } from "./plan.ts";
import { planRollback } from "./rollback.ts";
import { rollOut } from "./rollout.ts";
import { runsOwnImage } from "./sight.ts";
import { refuseToWaitInVain, refuseUnchecked, warnOfWaiting } from "./waiting.ts";

/** A promotion that holds the lock, from what was there when it got it. */
export function attemptOf(work: Work, planned: Planned, before: Before): Attempt {
  const { signal } = work.session.steps;
  const { running, history } = before;
  return {
    subject: subjectOf(work, planned.images),
    previous: running?.condition === "healthy" ? running.name : lastHealthy(history)?.version,
    history,
    signal,
    current: async () => factsOfRunning(before, planned),
    makeReady: async () => {
      await refuseUnchecked(work.engine, planned);
      // A dry run has no files that Compose could compare.
      if (work.session.steps.dryRun) await warnOfWaiting(work.engine, planned, work.session.steps);
      else await refuseInVain(work, planned, signal);
      return { rollOut: () => rollOutPlanned(work, planned, before) };
    },
    record: recordWith(work),
  };
}

/** Only the files of the version tell Compose what it would do, and they are written by now. */
async function refuseInVain({ engine }: Work, planned: Planned, signal: AbortSignal): Promise<void> {
  await refuseToWaitInVain(engine, planned, signal);
  await refuseToEvict(engine, planned, signal);
}

/** Writes entries down; that this cannot be is told once, and keeps nobody from promoting: the state only helps. */
function recordWith({ local, session: { steps } }: Work): Attempt["record"] {
  let hasTold = false;
  return async (promotion) => {
    try {
      await recordPromotion(local, steps, promotion);
    } catch (error) {
      if (!hasTold) steps.warn(`The history misses ${promotion.version}: ${messageOf(error)}`);
      hasTold = true;
    }
  };
}

/** A history that misses what runs and is healthy, as it was lost or is another machine's, is told so. */
export async function recordRunning(work: Work, { running, history }: Before): Promise<void> {
  if (running?.version === undefined || running.condition !== "healthy") return;
  const { version, commit, repository, image, since } = running;
  const artifacts = { version, commit, repository, image: image.reference, imageId: image.id };
  // Its own container may run well while another service of it is what failed.
  if (lastHealthy(history)?.version === version || lastFailure(history, artifacts)) return;
  const from = rolledBackWithoutUs(history, version);
  const rolledBackFrom = from && { rolledBackFrom: from };
  await recordWith(work)({ ...artifacts, outcome: "healthy", at: since, healthyAt: since, ...rolledBackFrom });
}

async function rollOutPlanned(work: Work, planned: Planned, before: Before): Promise<RolledOut> {
  const { session, engine, local, request } = work;
  const { version, compose, model, service, released, services, images } = planned;
  const leftOver = leftOverOf(session.steps, before.containers, planned);
  const canStart = await stopLeftOver(session, planned, leftOver);
  if (canStart) await freeNames(session.steps, engine, planned, before.containers);
  const outcome = await rollOut(session.steps, engine, {
    title: `Promote ${version} to ${local.environment}`,
    compose,
    repository: request.releases.repository,
    model,
    service,
    images: imagesIn(released, images, "id"),
    services,
    timeoutMs: request.timeoutMs,
    observeMs: request.observeMs,
  });
  const { verdict, containers } = outcome;
  if (!verdict) await removeLeftOver(session, version, leftOver);
  return {
    verdict,
    facts: verdict ? {} : { addresses: addressesOf(containers, service) },
    seen: outcome,
    migrations: outcome.migrations,
    planRollback: () => planRollback(work, planned, before),
  };
}

export const subjectOf = (
  { local, described: { version, commit, repository } }: Pick<Work, "local" | "described">,
  images: ReadyImages,
): Subject => ({
  recorded: {
    ...{ version, commit, repository },
    ...recordedImages([...images].map(([service, { reference, id }]) => ({ service, image: reference, imageId: id }))),
  },
  facts: { project: local.project },
});

/** What is told of what runs, if it is these very images under this version, and everything is healthy. */
export function factsOfRunning(
  { containers, running, isAdopted }: Before,
  { version, service, services, released, known, images }: Described & { images: ReadyImages },
): PromotionFacts | undefined {
  const own = containers.filter((container) => services.includes(container.service));
  const ids = imagesIn(released, images, "id");
  const isThis = running?.version === version && own.every((one) => runsOwnImage(one, ids));
  const isComplete = containers.every((one) => known.includes(one.service) || !isDeployed(one));
  const isRunning = isComplete && !isAdopted && isThis && running.condition === "healthy" && isHealthy(service, own);
  return isRunning ? { addresses: addressesOf(own, service) } : undefined;
}

const addressesOf = (containers: readonly ComposeContainer[], service: string): string[] =>
  containers
    .filter((container) => container.service === service)
    .flatMap(({ published }) => published.map((address) => `http://${address}`));
