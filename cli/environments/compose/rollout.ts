import { setTimeout } from "node:timers/promises";
import { type ComposeProject, startProject } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import type { Engine } from "../../adapters/engine.ts";
import type { Step, Steps } from "../../core/steps.ts";
import {
  type ComposeContainer,
  composeRollout,
  conditionOf,
  isHealthy,
  migrationsOf,
} from "../../domain/rollout/compose-rollout.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { type BackgroundProcess, runInBackground } from "../background-process.ts";
import { type Sight, watchUntilDecided } from "../watch-loop.ts";

const pollMs = 250;
const stumblingMs = 60_000;

/** How a rollout ended: healthy, or with the one cause why not. */
export interface Outcome {
  verdict: Verdict | undefined;
  /** Those of this version's services. */
  containers: ComposeContainer[];
  /** The services that changed the data, if any did. */
  migrations: string[];
  /** Compose itself ended with an error. */
  isComposeToBlame?: boolean;
}

/** One run of Compose and what is to be seen in the engine afterwards. */
export interface Rollout {
  title: string;
  compose: ComposeProject;
  /** The service that runs the project's own image, and the id of that. */
  service: string;
  image: string;
  /** All that run that image. */
  released: readonly string[];
  /** All services of this version: it is judged by them alone, whatever else the Compose project has. */
  services: readonly string[];
  timeoutMs: number;
  /** How long it is watched once it is ready. */
  observeMs: number;
}

interface ComposeSight extends Sight {
  containers: ComposeContainer[];
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
      if (outcome.verdict) step.fail("failed");
      else step.say("healthy");
      return outcome;
    },
  );
}

async function startAndWatch(engine: Engine, rollout: Rollout, step: Step): Promise<Outcome> {
  const { compose, services, timeoutMs, observeMs } = rollout;
  // What else is in the project, as of a version before, is neither started nor judged.
  const observe = async () => {
    const containers = await askPatiently(() => observeProject(engine, compose.name), step.signal);
    return containers.filter(({ service }) => services.includes(service));
  };
  const baseline = new Map((await observe()).map((container) => [container.id, container]));
  const starting = runInBackground((signal) => startProject(compose, { signal, onLine: step.output }), step.signal);
  try {
    const { verdict, sight } = await watchUntilDecided(
      { look: async () => sightOf(rollout, await observe(), baseline, starting), pause: () => setTimeout(pollMs) },
      { ...step, timeoutMs, observeMs },
    );
    const { containers } = sight;
    const migrations = migrationsOf(containers.filter((container) => hasRunSince(container, baseline)));
    return { verdict, containers, migrations, isComposeToBlame: starting.error !== undefined };
  } finally {
    await starting.stop();
  }
}

function sightOf(
  { service, image, released }: Rollout,
  containers: ComposeContainer[],
  baseline: Baseline,
  { ended, error }: BackgroundProcess,
): ComposeSight {
  const judged = containers.filter((container) => isJudged(container, service, baseline));
  const blamed = onlyNew(judged, { image, released }, { baseline, hasEnded: ended });
  const hasStarted = ended && error === undefined;
  return {
    rollout: composeRollout(service, blamed, error),
    whole: composeRollout(service, containers, error),
    isHealthy: hasStarted && runs(containers, { service, image, released }) && isHealthy(service, judged),
    summary: summaryOf(containers),
    containers,
  };
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

/** The project's own service is there, and none of this image's services has another one. */
const runs = (
  containers: ComposeContainer[],
  { service, image, released }: Pick<Rollout, "service" | "image" | "released">,
) =>
  containers.some((container) => container.service === service) &&
  containers.every((container) => !released.includes(container.service) || container.image === image);

/** Whether it was started by this rollout: Compose starts again what has ended. */
const hasRunSince = ({ id, startedAt }: ComposeContainer, baseline: Baseline): boolean =>
  baseline.get(id)?.startedAt !== startedAt;

type Baseline = ReadonlyMap<string, ComposeContainer>;

/** A helper that was sick before, and that Compose did not replace, is no fault of this version. */
function isJudged({ id, service }: ComposeContainer, own: string, baseline: Baseline): boolean {
  const before = baseline.get(id);
  return !before || service === own || conditionOf(before, Date.now()) !== "sick";
}

/** What a container did before Compose has replaced or started it, and before this rollout, is not this rollout's fault. */
const onlyNew = (
  containers: ComposeContainer[],
  { image, released }: Pick<Rollout, "image" | "released">,
  { baseline, hasEnded }: { baseline: Baseline; hasEnded: boolean },
): ComposeContainer[] =>
  containers
    .filter(({ id }) => hasEnded || !baseline.has(id))
    .filter(({ service, image: its }) => !released.includes(service) || its === image)
    .map((container) => {
      const before = baseline.get(container.id);
      return before ? { ...container, isOld: true, forgiven: before.restarts + container.forgiven } : container;
    });

const summaryOf = (containers: ComposeContainer[]) =>
  containers.map(({ service, status, health }) => `${service} ${health === "none" ? status : health}`).join(", ") ||
  "starting";
