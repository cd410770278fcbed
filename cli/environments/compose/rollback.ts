import { messageOf } from "../../../lib/errors.ts";
import { type ComposeProject, removeProject, removeServices, servicesOf } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import type { Steps } from "../../core/steps.ts";
import { areUnchanged, type Running } from "../../domain/deployment/running.ts";
import { type Target, wayBack } from "../../domain/deployment/way-back.ts";
import type { PromotedArtifacts } from "../../domain/environment/history.ts";
import { observedAgain, timeToGoBack } from "../../domain/rollout/patience.ts";
import type { Aftermath } from "../../results/aftermath.ts";
import type { WayBack } from "../environment.ts";
import { composeOf } from "./earlier-files.ts";
import type { Before } from "./inspect.ts";
import type { Planned, Work } from "./plan.ts";
import { type Outcome, rollOut } from "./rollout.ts";

const inspection = "`docker compose ps` shows what runs.";

/** The way back from a version that failed to what ran when the promotion began. Only what this promotion made is removed. */
export async function wayBackFrom(work: Work, failed: Planned, before: Before): Promise<WayBack> {
  const { engine, local } = work;
  const now = await observeProject(engine, local.project).catch(() => []);
  const way = wayBack(before, areUnchanged(before.containers, now), failed, before.history);
  const nowhere = (aftermath: Aftermath): WayBack => ({ to: "nowhere", aftermath });
  if (way.to === "same") return nowhere({ did: "unchanged", ...ranOn(before.running) });
  if (way.to === "nothing") return { to: "nothing", remove: () => removeFirst(work, failed), inspection };
  if (way.to === "nowhere") return nowhere({ did: "kept", why: "nothingHealthy", found: foundSick(before) });
  const { target } = way;
  const compose = await composeOf(target, work, before);
  if (!compose) return nowhere({ did: "kept", why: "noFiles", version: target.name });
  return {
    to: "earlier",
    name: target.name,
    // What is another's has no place in this history.
    recorded: before.isAdopted ? undefined : recordedOf(target),
    rollBack: () => rollBackTo(work, { target, compose }, failed, { before: before.containers, now }),
    inspection,
  };
}

const ranOn = (running: Running | undefined) =>
  running && { version: running.name, ...(running.condition === "sick" && { wasSick: true }) };

/** What was there, in words, if it cannot be gone back to. */
function foundSick({ running }: Before): string {
  if (!running) return "other services of this Compose project were here before";
  return `${running.name} ran here before${running.condition === "sick" ? " and was not healthy" : ""}`;
}

/** What has no version has no place in the history. */
const recordedOf = ({ version, commit, repository, image }: Target): PromotedArtifacts | undefined =>
  version === undefined ? undefined : { version, commit, repository, image: image.reference, imageId: image.id };

type Containers = readonly { service: string }[];

async function rollBackTo(
  { session: { steps }, engine, request }: Work,
  { target, compose }: { target: Target; compose: ComposeProject },
  failed: Planned,
  { before, now }: Record<"before" | "now", Containers>,
): Promise<{ verdict: Outcome["verdict"]; facts: object }> {
  const services = await servicesOf(compose, { signal: steps.signal }).catch(() => servicesIn(before));
  await removeAdded(steps, failed.compose, { before: servicesIn(before), now: servicesIn(now), services });
  const { name, service, image } = target;
  const start = () =>
    rollOut(steps, engine, {
      title: `Roll back to ${name}`,
      compose,
      service,
      image: image.id,
      services: [...services, service],
      timeoutMs: timeToGoBack(request.timeoutMs),
      observeMs: observedAgain(request.observeMs),
    });
  const first = await start();
  // Compose may have been killed, or lost the engine for a moment: what ran before is worth a second try.
  const { verdict } = first.verdict && first.isComposeToBlame ? await start() : first;
  return { verdict, facts: {} };
}

const servicesIn = (containers: Containers): string[] => [...new Set(containers.map(({ service }) => service))];

/** A first promotion leaves nothing behind but its volumes. */
const removeFirst = ({ session: { steps } }: Work, { compose }: Planned): Promise<void> =>
  steps.change("Remove the first deployment", { plan: "docker compose down", expect: undefined }, (step) =>
    removeProject(compose, { signal: step.signal, onLine: step.output }),
  );

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
