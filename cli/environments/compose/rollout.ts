import { setTimeout } from "node:timers/promises";
import { type ComposeProject, startProject } from "../../adapters/compose.ts";
import { neighbours, observeProject, restartContainer, unpauseContainer } from "../../adapters/containers.ts";
import type { Engine } from "../../adapters/engine.ts";
import { isOfRepository } from "../../adapters/git/identity.ts";
import type { Repository } from "../../adapters/git/repository.ts";
import { once } from "../../core/once.ts";
import type { Step, Steps } from "../../core/steps.ts";
import type { ComposeModel } from "../../domain/deployment/compose-model.ts";
import { waitsForDependency } from "../../domain/deployment/dependencies.ts";
import { type ComposeContainer, migrationsOf } from "../../domain/rollout/compose-rollout.ts";
import type { EngineFacts } from "../../domain/rollout/rollout.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { runInBackground } from "../background-process.ts";
import { watchUntilDecided } from "../watch-loop.ts";
import { rejoinNetworks } from "./networks.ts";
import { hasRunSince, type Judged, sightOf } from "./sight.ts";

const pollMs = 250;
const stumblingMs = 60_000;
/** What was seen longer ago says nothing of what Compose waits for: the engine does not answer. */
const freshMs = 45_000;

/** How a rollout ended: healthy, or with the one cause why not. */
export interface Outcome {
  verdict: Verdict | undefined;
  /** Those of this version's services. */
  containers: ComposeContainer[];
  /** The services that changed the data, if any did. */
  migrations: string[];
  /** Volumes that the Compose file describes otherwise than they are. */
  keptVolumes?: string[];
  /** Compose itself ended with an error. */
  isComposeToBlame?: boolean;
}

/** One run of Compose and what is to be seen in the engine afterwards. */
export interface Rollout extends Judged {
  title: string;
  compose: ComposeProject;
  /** That it is promoted from. */
  repository: Repository | undefined;
  /** All of its files in one. */
  model: ComposeModel;
  /** Only these are started, whatever they wait for. */
  only?: readonly string[] | undefined;
  /** All services of this version: it is judged by them alone, whatever else the Compose project has. */
  services: readonly string[];
  timeoutMs: number;
  /** How long it is watched once it is ready. */
  observeMs: number;
}

/**
 * Starts a Compose project and watches its containers beside Compose itself, which waits for dependencies and never
 * says why one is not healthy. Ends as soon as the cause of a failure is certain.
 */
export function rollOut(steps: Steps, engine: Engine, rollout: Rollout): Promise<Outcome> {
  const plan = `docker compose --project-name ${rollout.compose.name} up --detach`;
  return steps.change(
    rollout.title,
    { plan, expect: { verdict: undefined, containers: [], migrations: [] } },
    async (step) => {
      const outcome = await startAndWatch(engine, rollout, step);
      for (const volume of outcome.keptVolumes ?? []) steps.warn(...keptAsItIs(volume));
      if (outcome.verdict) step.fail("failed");
      else step.say("healthy");
      return outcome;
    },
  );
}

async function startAndWatch(engine: Engine, rollout: Rollout, step: Step): Promise<Outcome> {
  const { compose, model, only, services, timeoutMs, observeMs } = rollout;
  let seen = { at: Number.NEGATIVE_INFINITY, containers: [] as ComposeContainer[] };
  // What else is in the project, as of a version before, is neither started nor judged.
  const observe = async () => {
    const containers = await askPatiently(() => observeProject(engine, compose.name), step.signal);
    seen = { at: performance.now(), containers: containers.filter(({ service }) => services.includes(service)) };
    return seen.containers;
  };
  const isWaiting = () => performance.now() - seen.at < freshMs && waitsForDependency(model, seen.containers);
  const facts = once(() => factsOf(engine, rollout));
  const look = async () => {
    const containers = await observe();
    const beside = starting.error === undefined ? undefined : await facts();
    return sightOf(rollout, containers, baseline, starting, beside);
  };
  const baseline = new Map((await observe()).map((container) => [container.id, container]));
  const said = new Set<string>();
  const onLine = (line: string) => {
    for (const volume of keptVolumesIn(line)) said.add(volume);
    step.output(line);
  };
  const start = async (signal: AbortSignal) => {
    await rejoinNetworks(engine, model, [...baseline.values()]);
    const cutOff = [...baseline.values()].filter(({ networkOf, lostNetwork }) => networkOf && lostNetwork);
    await Promise.all(cutOff.map(({ id }) => restartContainer(engine, id)));
    // Compose neither starts nor stops one that is paused, as a backup that was killed leaves it.
    const paused = [...baseline.values()].filter(({ status }) => status === "paused");
    await Promise.all(paused.map(({ id }) => unpauseContainer(engine, id)));
    await startProject(compose, { signal, onLine, isWaiting, only });
  };
  const starting = runInBackground(start, step.signal);
  try {
    const { verdict, sight } = await watchUntilDecided(
      { look, pause: () => setTimeout(pollMs) },
      { ...step, timeoutMs, observeMs },
    );
    const { containers } = sight;
    const migrations = migrationsOf(containers.filter((container) => hasRunSince(container, baseline)));
    return { verdict, containers, migrations, keptVolumes: [...said], isComposeToBlame: starting.error !== undefined };
  } finally {
    await starting.stop();
  }
}

/** Compose asks whether it may delete the data; nobody is there, so it goes on with what is there. */
const keptVolumesIn = (line: string): string[] =>
  [...line.matchAll(/Volume "([^"]{1,256})" exists but doesn't match/g)].map(([, name = ""]) => name);

const keptAsItIs = (volume: string): [message: string, hint: string] => [
  `the volume ${volume} stays as it is, with its data, though the Compose file describes it otherwise by now`,
  `To have it as the file says, save what is in it, remove the containers that use it and \`docker volume rm ${volume}\`; or describe it as it was.`,
];

/** What the engine has beside the project, which Compose's error may be about. */
async function factsOf(engine: Engine, { compose, repository }: Rollout): Promise<EngineFacts> {
  const known = new Map<string, Promise<boolean>>();
  const isPromoter = async (identity: string) => {
    const asked =
      known.get(identity) ?? Promise.resolve(repository && isOfRepository(repository, identity)).then(Boolean);
    known.set(identity, asked);
    return asked;
  };
  const found = (await neighbours(engine).catch(() => [])).map(async ({ repository: promoter, ...neighbour }) => {
    const isSame = promoter === undefined ? neighbour.folder === compose.directory : isPromoter(promoter);
    return { ...neighbour, isOwn: await isSame };
  });
  return { machine: engine.machine, neighbours: await Promise.all(found), project: compose.name };
}

/** Asks again for a minute if the engine cannot say what runs: a version must not be left in the middle for that. */
async function askPatiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const start = performance.now(); ; ) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted || performance.now() - start > stumblingMs) throw error;
      await setTimeout(pollMs);
    }
  }
}
