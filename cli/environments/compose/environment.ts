import { observeProject } from "../../adapters/containers.ts";
import { connectEngine, type Engine, timeOf } from "../../adapters/engine.ts";
import type { Config } from "../../core/config/schema.ts";
import { deploymentLabels, ownContainer } from "../../domain/deployment/compose.ts";
import { healthySince, lastHealthy, noHistory } from "../../domain/environment/history.ts";
import { recordedFacts } from "../../domain/environment/recorded.ts";
import { driftOfCompose, stateOfCompose, steadinessOfContainer } from "../../domain/environment/state.ts";
import { steadinessOf } from "../../domain/environment/steadiness.ts";
import { lastingOf } from "../../domain/rollout/compose-rollout.ts";
import type { Published } from "../../domain/rollout/published.ts";
import type { Access } from "../../releases/access.ts";
import type { EnvironmentStatus } from "../../results/status.ts";
import type { Environment } from "../environment.ts";
import type { ComposeSettings } from "./compose-version.ts";
import { findInstance } from "./instance.ts";
import { type LocalState, localState, readHistory, readHistoryOf, recordHold } from "./local-state.ts";
import { logSourcesIn } from "./log-sources.ts";
import { preparePromotion } from "./prepare.ts";
import { prepareRemoval } from "./removal.ts";

/** An environment in a Docker engine, where `docker compose` starts the project's Compose file. */
export function composeEnvironment(
  config: Config,
  [name, settings]: readonly [name: string, ComposeSettings],
  access: Access,
  warn: (text: string) => void,
): Environment {
  const local = localState(access.env, config.name, name);
  return {
    name,
    kind: "compose",
    place: `Compose project ${local.project}`,
    connect: () => {},
    status: () => statusOf(local, access),
    running: async () => {
      const own = ownContainer(await observeProject(await connectEngine(access.env, access), local.project));
      return own?.labels[deploymentLabels.version];
    },
    history: () => readHistory(local, warn),
    recordHold: (hold) => recordHold(local, warn, { hold, connect: () => connectEngine(access.env, access) }),
    logs: (which) => logSourcesIn(local.project, access, which),
    addresses: async () => {
      const engine = await connectEngine(access.env, access);
      const containers = await observeProject(engine, local.project);
      const own = ownContainer(containers);
      const published = (own ? [own] : containers).flatMap((container) => container.published);
      const nothing = `Nothing of the project runs there: chatops promote --env ${name}`;
      const wayIn = own ? wayInto(own, engine) : nothing;
      return { addresses: published.map((address) => `http://${address}`), wayIn };
    },
    // One that is named is found in the engine, whatever started it.
    findInstance: async (instance) => (instance ? undefined : findInstance(local.project, access)),
    prepareRemoval: (session, request) => prepareRemoval(session, request, local),
    prepare: (session, request) => preparePromotion(session, request, { local, settings }),
  };
}

/** How to reach a container that publishes no port for this machine. */
function wayInto({ onlyThere: [address] }: Published, { machine }: Engine): string {
  if (address === undefined)
    return "Publish a port in the Compose file: `ports`. With `network_mode: host` its own port is open there already.";
  const port = address.slice(address.lastIndexOf(":") + 1);
  return (
    `The engine is on ${machine}, and there ${address} is open to its own programs alone: forward it, ` +
    `\`ssh -N -L ${port}:${address} ${machine}\`, or publish it without an address in \`ports\`.`
  );
}

const placeOf = ({ project }: LocalState, { machine }: Engine): string =>
  `Compose project ${project}${machine === undefined ? "" : ` on ${machine}`}`;

async function statusOf(local: LocalState, access: Access): Promise<EnvironmentStatus> {
  const engine = await connectEngine(access.env, access);
  const [containers, asOf, kept] = await Promise.all([
    observeProject(engine, local.project),
    timeOf(engine),
    readHistoryOf(engine, local),
  ]);
  // What was removed otherwise says nothing any more; who holds the place still does.
  const history = containers.length > 0 ? kept : { ...noHistory, hold: kept.hold };
  const promoted = lastHealthy(history);
  // The history may be lost, or another machine's: what runs says itself what it is.
  const own = ownContainer(containers);
  const running = own?.labels[deploymentLabels.version];
  return {
    environment: local.environment,
    place: placeOf(local, engine),
    ...stateOfCompose(containers, promoted),
    version: promoted?.version ?? running,
    image: own && (promoted?.image ?? own.reference),
    images: own && promoted?.images,
    ready: containers.filter(({ status }) => status === "running").length,
    wanted: lastingOf(containers, own?.service).length,
    since: promoted ? healthySince(promoted) : own?.startedAt,
    ...recordedFacts(history, running),
    ...steadinessOf(containers.filter(({ status }) => status === "running").map(steadinessOfContainer)),
    asOf,
    drift: promoted && driftOfCompose(containers, promoted),
  };
}
