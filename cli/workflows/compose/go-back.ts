import { Failure, messageOf } from "../../../lib/errors.ts";
import { type ComposeProject, removeProject, removeServices, servicesOf } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import type { ExitReason } from "../../core/exit-codes.ts";
import type { Steps } from "../../core/steps.ts";
import type { Aftermath } from "../../domain/deployment/aftermath.ts";
import { areUnchanged } from "../../domain/deployment/running.ts";
import { type Target, wayBack } from "../../domain/deployment/way-back.ts";
import { timeToGoBack } from "../../domain/rollout/patience.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { type ComposePlace, record } from "../places/compose.ts";
import type { Before } from "./before.ts";
import { composeOf } from "./earlier.ts";
import type { Planned, Work } from "./plan.ts";
import { roll } from "./roll.ts";
import type { Outcome } from "./watch.ts";

/**
 * Goes back from a version that failed to what ran when the deployment began, and takes away only what this deployment
 * made. Throws where going back fails too.
 */
export async function goBack(steps: Steps, failed: Planned, work: Work, before: Before): Promise<Aftermath> {
  const { engine, place, request } = work;
  const now = await observeProject(engine, place.project).catch(() => []);
  const way = wayBack(before, areUnchanged(before.containers, now), failed, before.history);
  if (way.to === "same") return { did: "unchanged" };
  if (!request.rollback) return { did: "kept", why: "asked" };
  if (way.to === "nothing") return remove(steps, failed);
  if (way.to === "nowhere") return { did: "kept", why: "nothingHealthy" };
  const { target } = way;
  const compose = await composeOf(target, work, before);
  if (!compose) return { did: "kept", why: "noFiles", target: target.name };
  const services = await servicesOf(compose, { signal: steps.signal }).catch(() => servicesIn(before.containers));
  await removeAdded(steps, failed.compose, { before: servicesIn(before.containers), now: servicesIn(now), services });
  const outcome = await startAgain(steps, { target, compose, services }, work);
  // What is another's has no place in this history.
  if (!before.isAdopted) await recordBack(steps, place, target, outcome.verdict);
  if (outcome.verdict) throw failedToo(failed.version, target.name, outcome.verdict);
  return { did: "rolledBack", to: target.name };
}

const servicesIn = (containers: readonly { service: string }[]): string[] => [
  ...new Set(containers.map(({ service }) => service)),
];

/** A first deployment leaves nothing behind but its volumes. */
async function remove(steps: Steps, { compose, version }: Planned): Promise<Aftermath> {
  await steps
    .change("Remove the first deployment", { plan: "docker compose down", expect: undefined }, (step) =>
      removeProject(compose, { signal: step.signal, onLine: step.output }),
    )
    .catch((error) => {
      if (steps.signal.aborted) throw error;
      throw couldNot(`${version} failed, and removing it failed too: ${messageOf(error)}`, error);
    });
  return { did: "removed" };
}

/** What the version before has not would stay for ever, and may hold a port that it needs. */
async function removeAdded(
  steps: Steps,
  compose: ComposeProject,
  { before, now, services }: Record<"before" | "now" | "services", string[]>,
): Promise<void> {
  const added = now.filter((service) => !before.includes(service) && !services.includes(service));
  if (added.length === 0) return;
  const plan = `docker compose rm --stop --force ${added.join(" ")}`;
  await steps
    .change(`Remove what was added: ${added.join(", ")}`, { plan, expect: undefined }, (step) =>
      removeServices(compose, added, { signal: step.signal, onLine: step.output }),
    )
    .catch((error) => {
      if (steps.signal.aborted) throw error;
      steps.warn(`${added.join(", ")} could not be removed: ${messageOf(error)}`);
    });
}

async function startAgain(
  steps: Steps,
  { target, compose, services }: { target: Target; compose: ComposeProject; services: readonly string[] },
  { engine, request }: Work,
): Promise<Outcome> {
  const { name, service, image } = target;
  const planned = { service, services: [...services, service], image, compose };
  const start = () => roll(steps, engine, planned, timeToGoBack(request.timeoutMs), `Go back to ${name}`);
  const first = await start();
  // Compose may have been killed, or lost the engine for a moment: what ran before is worth a second try.
  return first.verdict && first.isComposeToBlame ? start() : first;
}

/** A way back is a deployment: what runs is healthy since then. What has no version has no place in the history. */
async function recordBack(
  steps: Steps,
  place: ComposePlace,
  { version, commit, image }: Target,
  verdict: Verdict | undefined,
): Promise<void> {
  if (version === undefined) return;
  const ended = { version, commit, image: image.reference, imageId: image.id, at: new Date().toISOString() };
  const outcome = verdict ? ({ outcome: "failed", cause: verdict.cause } as const) : ({ outcome: "healthy" } as const);
  await record(place, steps, { ...ended, ...outcome });
}

const failedToo = (version: string, target: string, { cause, evidence, fix }: Verdict) =>
  couldNot(`${version} failed, and going back to ${target} failed too: ${cause}`, undefined, evidence, fix);

const couldNot = (
  message: string,
  cause: unknown,
  details: string[] = [],
  hint = "`docker compose ps` shows what runs.",
) => new Failure<ExitReason>("rollbackFailed", message, { details, hint, cause });
