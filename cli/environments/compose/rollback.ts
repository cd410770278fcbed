import { removeProject } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import { servicesPastDependencies } from "../../domain/deployment/dependencies.ts";
import { rollbackTarget, type Target } from "../../domain/deployment/rollback-target.ts";
import { areUnchanged, type Running } from "../../domain/deployment/running.ts";
import type { History, PromotedArtifacts } from "../../domain/environment/history.ts";
import type { ComposeContainer } from "../../domain/rollout/compose-rollout.ts";
import { observedAgain, rollbackTimeoutMs } from "../../domain/rollout/timeouts.ts";
import type { Aftermath } from "../../results/aftermath.ts";
import type { RollbackPlan } from "../environment.ts";
import { freeNames } from "./container-names.ts";
import { type Earlier, earlierOf } from "./earlier-files.ts";
import type { Before } from "./inspect.ts";
import { addedSince, removeLeftOver } from "./left-over.ts";
import type { Planned, Work } from "./plan.ts";
import { type Outcome, rollOut } from "./rollout.ts";

const inspection = "`docker compose ps` shows what runs.";

/** The way back from a version that failed to what ran when the promotion began. Only what this promotion made is removed. */
export async function planRollback(work: Work, failed: Planned, before: Before): Promise<RollbackPlan> {
  const { engine, local } = work;
  const now = await observeProject(engine, local.project).catch(() => []);
  const way = rollbackTarget(before, areUnchanged(before.containers, now), failed, before.history);
  const nowhere = (aftermath: Aftermath): RollbackPlan => ({ to: "nowhere", aftermath });
  if (way.to === "same") {
    if (before.isEmpty) await removeNetworks(work, failed);
    return nowhere({ did: "unchanged", ...ranOn(before.running) });
  }
  if (way.to === "nothing") return { to: "nothing", remove: () => removeFirst(work, failed), inspection };
  if (way.to === "nowhere") return nowhere({ did: "kept", why: "nothingHealthy", found: foundSick(before) });
  const { target } = way;
  const earlier = await earlierOf(target, work, before);
  if (!earlier) return nowhere({ did: "kept", why: "noFiles", version: target.name });
  return {
    to: "earlier",
    name: target.name,
    // What is another's has no place in this history.
    recorded: before.isAdopted ? undefined : recordedOf(target, before.history),
    rollBack: () => {
      const added = addedSince(before.containers, now, { services: earlier.services, failed: failed.version });
      return rollBackTo(work, target, earlier, { added, kept: now.filter((one) => !added.includes(one)) });
    },
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
function recordedOf(
  { version, commit, repository, image: { reference, id } }: Target,
  { promotions }: History,
): PromotedArtifacts | undefined {
  if (version === undefined) return undefined;
  const before = promotions.findLast((promotion) => promotion.version === version && promotion.imageId === id);
  return { version, commit, repository, image: reference, imageId: id, images: before?.images };
}

async function rollBackTo(
  { session, engine, request }: Work,
  { name }: Target,
  { services, ...earlier }: Earlier,
  { added, kept }: Record<"added" | "kept", readonly ComposeContainer[]>,
): Promise<{ verdict: Outcome["verdict"]; facts: object }> {
  await removeLeftOver(session, name, added);
  await freeNames(session.steps, engine, earlier, kept);
  const title = `Roll back to ${name}`;
  const start = (only?: readonly string[]) =>
    rollOut(session.steps, engine, {
      ...earlier,
      repository: request.releases.repository,
      title: only ? `${title} without waiting for ${without(services, only)}` : title,
      only,
      services: [...services, earlier.service],
      timeoutMs: rollbackTimeoutMs(request.timeoutMs),
      observeMs: observedAgain(request.observeMs),
    });
  const first = await start();
  // Compose may have been killed, or lost the engine for a moment: what ran before is worth a second try.
  const second = first.verdict && first.isComposeToBlame ? await start() : first;
  // It ran while what it waits for was as it is: a version that is not even started serves nobody.
  const only = second.verdict && servicesPastDependencies(services, earlier.service, second.containers);
  const { verdict } = only ? await start(only) : second;
  return { verdict, facts: {} };
}

const without = (all: readonly string[], some: readonly string[]): string =>
  all.filter((one) => !some.includes(one)).join(", ");

/** Compose makes them before the engine refuses the first container. An engine has room for about thirty. */
const removeNetworks = ({ session: { steps } }: Work, { compose }: Planned): Promise<void> =>
  removeProject(compose, { signal: steps.signal }).catch(() => {});

/** A first promotion leaves nothing behind but its volumes. */
const removeFirst = ({ session: { steps } }: Work, { compose }: Planned): Promise<void> =>
  steps.change("Remove the first deployment", { plan: "docker compose down", expect: undefined }, (step) =>
    removeProject(compose, { signal: step.signal, onLine: step.output }),
  );
