import { preconditionError } from "../../../lib/errors.ts";
import { configHashes } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import { type Engine, findImage } from "../../adapters/engine.ts";
import type { Steps } from "../../core/steps.ts";
import { composeLabels } from "../../domain/deployment/compose.ts";
import {
  type Blocker,
  blockersOf,
  type Unchecked,
  uncheckedOf,
  waitsForHealth,
} from "../../domain/deployment/dependencies.ts";
import type { ComposeContainer } from "../../domain/rollout/compose-rollout.ts";
import { imagesIn } from "./image.ts";
import type { Planned } from "./plan.ts";

type Starting = Pick<Planned, "compose" | "model" | "version">;

/**
 * Throws if a service waits until another one is healthy that nothing checks: Compose replaces what runs first, and then
 * gives up. Of an image that the engine does not have yet nothing is known.
 */
export async function refuseUnchecked(
  engine: Engine,
  { model, version, released, images }: Pick<Planned, "model" | "version" | "released" | "images">,
): Promise<void> {
  const references = imagesIn(released, images, "reference");
  const isLeftUnchecked = async ({ service, isOff }: Unchecked) => {
    const reference = references.get(service) ?? model.services?.[service]?.image;
    const image = isOff || reference === undefined ? undefined : await findImage(engine, reference);
    return isOff || image?.checksItself === false;
  };
  const unchecked = uncheckedOf(model);
  const isLeft = await Promise.all(unchecked.map(isLeftUnchecked));
  const left = unchecked.filter((_, index) => isLeft[index]);
  if (left.length === 0) return;
  throw preconditionError(`${version} cannot come up as its Compose file has it: nothing was changed`, {
    details: left.map(
      ({ service, waiting }) => `${waiting.join(", ")} waits until ${service} is healthy, which has no health check`,
    ),
    hint: left.map(({ service }) => giveCheck(service)).join(" "),
  });
}

const giveCheck = (service: string): string =>
  `Give ${service} a \`healthcheck\`, or wait for \`service_started\` only.`;

/**
 * Throws if a version would wait for what is not healthy, and that it does not replace: Compose replaces what runs first,
 * then waits, and gives up.
 */
export async function refuseToWaitInVain(
  engine: Engine,
  { compose, model, version }: Starting,
  signal: AbortSignal,
): Promise<void> {
  if (!waitsForHealth(model)) return;
  // The image may have taken its time since what runs was looked at.
  const blockers = blockersOf(model, await observeProject(engine, compose.name));
  if (blockers.length === 0) return;
  // Without an answer nothing is known of it: what Compose refuses, it refuses before it changes anything.
  const hashes = await configHashes(compose, { signal }).catch(() => new Map<string, string>());
  signal.throwIfAborted();
  const isKept = await Promise.all(blockers.map(({ container }) => staysAsItIs(engine, container, hashes)));
  const [first, ...others] = blockers.filter((_, index) => isKept[index]);
  if (first) throw waitsInVain(version, first, others);
}

/** What would be refused if a version does not change it: only its files, which a dry run does not write, tell that. */
export async function warnOfWaiting(
  engine: Engine,
  { compose, model, version }: Starting,
  { warn }: Pick<Steps, "warn">,
): Promise<void> {
  if (!waitsForHealth(model)) return;
  for (const blocker of blockersOf(model, await observeProject(engine, compose.name)))
    warn(`${stateOf(blocker)}: unless ${version} changes it, it is refused`, wayOut(blocker));
}

async function staysAsItIs(
  engine: Engine,
  { service, labels, reference, image }: ComposeContainer,
  hashes: ReadonlyMap<string, string>,
): Promise<boolean> {
  const hash = labels[composeLabels.configHash];
  if (hash === undefined || hash !== hashes.get(service)) return false;
  // Compose replaces it as well if its name is another image's by now.
  return (await findImage(engine, reference))?.id === image;
}

function waitsInVain(version: string, first: Blocker<ComposeContainer>, others: Blocker<ComposeContainer>[]) {
  return preconditionError(`${stateOf(first)}, and ${version} does not change it: nothing was changed`, {
    details: [first, ...others].flatMap(({ container: { name, healthOutput } }) => {
      const said = healthOutput.at(-1)?.split("\n")[0];
      return said ? [`${name}: ${said}`] : [];
    }),
    hint: wayOut(first),
  });
}

const lacksCheck = ({ container }: Blocker<ComposeContainer>): boolean => container.health === "none";

const stateOf = (blocker: Blocker<ComposeContainer>): string =>
  `${blocker.container.service}, which ${blocker.waiting.join(", ")} waits for, ${lacksCheck(blocker) ? "has no health check" : "is unhealthy"}`;

const wayOut = (blocker: Blocker<ComposeContainer>): string => {
  const { service, name } = blocker.container;
  return lacksCheck(blocker)
    ? giveCheck(service)
    : `Fix ${service} first: \`docker logs ${name}\` says more, and \`docker restart ${name}\` begins its health check anew.`;
};
