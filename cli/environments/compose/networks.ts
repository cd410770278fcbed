import { preconditionError } from "../../../lib/errors.ts";
import { networksMadeAnew } from "../../adapters/compose.ts";
import type { Engine } from "../../adapters/engine.ts";
import { joinNetwork, sharedNetworks } from "../../adapters/networks.ts";
import { composeLabels, isDeployed } from "../../domain/deployment/compose.ts";
import type { ComposeModel } from "../../domain/deployment/compose-model.ts";
import { joiningsOf } from "../../domain/deployment/networks.ts";
import type { ComposeContainer } from "../../domain/rollout/compose-rollout.ts";
import type { Planned } from "./plan.ts";

/**
 * Throws if a version makes a network anew that containers of others are in: Compose stops the project's own ones, takes them out,
 * and only then finds that the network cannot be removed.
 */
export async function refuseToEvict(
  engine: Engine,
  { compose, model: { services = {} }, version }: Pick<Planned, "compose" | "model" | "version">,
  signal: AbortSignal,
): Promise<void> {
  // Others of the project were started by hand, and stay.
  const isOwn = (labels: Record<string, string>) =>
    isDeployed({ labels }) || Object.hasOwn(services, labels[composeLabels.service] ?? "");
  const shared = await sharedNetworks(engine, compose.name, isOwn);
  if (shared.length === 0) return;
  // A Compose that has no dry run leaves networks as they are.
  const anew = await networksMadeAnew(compose, { signal }).catch((): string[] => []);
  signal.throwIfAborted();
  const refused = shared.filter(({ name }) => anew.includes(name));
  if (refused.length === 0) return;
  const commands = refused.flatMap(({ name, guests }) =>
    guests.map((guest) => `docker network disconnect ${name} ${guest}`),
  );
  throw preconditionError(`${version} changes a network that others are in: nothing was changed`, {
    details: refused.map(({ name, guests }) => `${name}: ${guests.join(", ")}`),
    hint: `Leave the network as it was; or take them out (${commands.map((each) => `\`${each}\``).join(", ")}), run the same command again, and connect them afterwards.`,
  });
}

/** Puts containers back into the networks that a Compose which ended in the middle took them out of. */
export async function rejoinNetworks(
  engine: Engine,
  model: ComposeModel,
  containers: readonly ComposeContainer[],
): Promise<void> {
  for (const { network, container, ...place } of joiningsOf(model, containers))
    await joinNetwork(engine, network, container, place);
}
