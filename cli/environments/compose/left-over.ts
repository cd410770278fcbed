import { messageOf } from "../../../lib/errors.ts";
import { type ComposeProject, pullMissing, removeContainers, stopContainers } from "../../adapters/compose.ts";
import type { Session } from "../../core/session.ts";
import type { Steps } from "../../core/steps.ts";
import { composeLabels, isDeployed } from "../../domain/deployment/compose.ts";
import type { ComposeContainer } from "../../domain/rollout/compose-rollout.ts";

type Container = Pick<ComposeContainer, "id" | "service" | "labels">;

const servicesIn = (containers: readonly Pick<Container, "service">[]): string[] => [
  ...new Set(containers.map(({ service }) => service)),
];

/**
 * Stops the containers of services that a version does not have, since they may hold a port that it needs. They are not
 * removed before it has proved itself: what is started again has its volumes, also those without a name. If an image
 * cannot be had the version is not going to start, so nothing is stopped for it, and the answer is false.
 */
export async function stopLeftOver(
  { steps, env }: Session,
  { version, compose }: { version: string; compose: ComposeProject },
  leftOver: readonly Container[],
): Promise<boolean> {
  if (leftOver.length === 0) return true;
  const names = servicesIn(leftOver).join(", ");
  const title = `Stop what ${version} does not have: ${names}`;
  return steps.change(title, { plan: `docker stop: ${names}`, expect: true }, async (step) => {
    const running = { signal: step.signal, onLine: step.output };
    const canStart = await pullMissing(compose, running).then(
      () => true,
      () => false,
    );
    step.signal.throwIfAborted();
    if (canStart) await stopContainers(idsOf(leftOver), env, running);
    else step.say("not stopped: an image cannot be pulled");
    return canStart;
  });
}

/**
 * Removes containers of services that a version does not have: they would stay for ever. No volumes, and nothing that
 * somebody started by hand. That one cannot be removed keeps no version from running.
 */
export async function removeLeftOver(
  { steps, env }: Session,
  version: string,
  leftOver: readonly Container[],
): Promise<void> {
  if (leftOver.length === 0) return;
  const names = servicesIn(leftOver).join(", ");
  const plan = `docker stop and docker rm: ${names}`;
  await steps
    .change(`Remove what ${version} does not have: ${names}`, { plan, expect: undefined }, ({ signal, output }) =>
      removeContainers(idsOf(leftOver), env, { signal, onLine: output }),
    )
    .catch((error) => {
      if (steps.signal.aborted) throw error;
      steps.warn(`${names} could not be removed: ${messageOf(error)}`);
    });
}

const idsOf = (containers: readonly Container[]): string[] => containers.map(({ id }) => id);

/** What deployments started of services that a version does not have. What others started is named once, and stays. */
export function leftOverOf(
  { warn }: Pick<Steps, "warn">,
  containers: readonly Container[],
  { known, version }: { known: readonly string[]; version: string },
): Container[] {
  const unknown = containers.filter(({ service }) => !known.includes(service));
  const others = servicesIn(unknown.filter((container) => !isDeployed(container)));
  if (others.length > 0) warn(`${version} does not have ${others.join(", ")}, which somebody else started: left alone`);
  return unknown.filter(isDeployed);
}

/**
 * What a failed version added to services that the version before does not have. What ran before stays, such as a service
 * that only a profile starts, unless a killed run of the failed version left it.
 */
export function addedSince<T extends Container>(
  before: readonly Container[],
  now: readonly T[],
  { services, failed }: { services: readonly string[]; failed: string },
): T[] {
  const had = new Set(before.filter(({ labels }) => !isStartedFrom(labels, failed)).map(({ id }) => id));
  const others = servicesIn(before.filter((container) => !isDeployed(container)));
  return now.filter((container) => {
    const isForeign = !isDeployed(container) && others.includes(container.service);
    return !services.includes(container.service) && !had.has(container.id) && !isForeign;
  });
}

const isStartedFrom = (labels: Container["labels"], version: string): boolean =>
  (labels[composeLabels.files] ?? "").includes(`/versions/${version}/`);
