import { setTimeout } from "node:timers/promises";
import { type ComposeProject, startProject } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import type { Engine } from "../../adapters/engine.ts";
import { messageOf } from "../../core/errors.ts";
import { ProcessFailure } from "../../core/processes.ts";
import type { Step } from "../../core/steps.ts";
import { type ContainerState, isHealthy, type Rollout } from "../../domain/rollout.ts";
import { judge, withoutCause } from "../../domain/verdicts/all.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";

const pollMs = 250;
/** A program without a health check counts as healthy once it has run for this long: many a one dies right after its start. */
const settleMs = 3_000;

/** How a rollout ended: healthy, or with the one cause why not. */
export interface Outcome {
  verdict: Verdict | undefined;
  containers: ContainerState[];
}

/** `docker compose up`, running beside the watch. */
interface Start {
  /** It ended well. */
  ended: boolean;
  /** What it said when it failed. */
  error: string | undefined;
  /** Ends it where it still waits for dependencies. */
  stop: () => Promise<void>;
}

function start(project: ComposeProject, step: Step): Start {
  const stopping = new AbortController();
  const signal = AbortSignal.any([step.signal, stopping.signal]);
  const state: Start = { ended: false, error: undefined, stop: async () => {} };
  const running = startProject(project, { signal, onLine: step.output }).then(
    () => {
      state.ended = true;
    },
    (error) => {
      if (!signal.aborted)
        state.error = error instanceof ProcessFailure && error.stderr ? error.stderr : messageOf(error);
    },
  );
  state.stop = () => {
    stopping.abort();
    return running;
  };
  return state;
}

/**
 * Starts a Compose project and watches its containers beside Compose itself, which waits for dependencies and never
 * says why one is not healthy. Ends as soon as the cause of a failure is certain.
 */
export async function rollOut(
  engine: Engine,
  project: ComposeProject,
  { service, image, timeoutMs }: { service: string; image: string; timeoutMs: number },
  step: Step,
): Promise<Outcome> {
  const stopped = (await observeProject(engine, project.name)).filter(({ status }) => status !== "running");
  const idle = new Set(stopped.map(({ id }) => id));
  const starting = start(project, step);
  const deadline = performance.now() + timeoutMs;
  let healthySince: number | undefined;
  try {
    for (;;) {
      step.signal.throwIfAborted();
      const containers = await observeProject(engine, project.name);
      const rollout: Rollout = { service, containers, deployError: starting.error };
      step.progress(summary(rollout));
      const now = performance.now();
      healthySince = starting.ended && runs(rollout, image) && isHealthy(rollout) ? (healthySince ?? now) : undefined;
      if (healthySince !== undefined && now - healthySince >= settleTime(rollout))
        return { verdict: undefined, containers };
      const isStarting = !starting.ended && starting.error === undefined;
      const verdict =
        judge(onlyNew(rollout, image, isStarting ? idle : undefined)) ??
        (now > deadline ? withoutCause(rollout, []) : undefined);
      if (verdict) return { verdict, containers };
      await setTimeout(pollMs);
    }
  } finally {
    await starting.stop();
  }
}

const runs = ({ service, containers }: Rollout, image: string) =>
  containers.some((container) => container.service === service && container.image === image);

const settleTime = ({ containers }: Rollout) => (containers.some(({ health }) => health === "none") ? settleMs : 0);

/** What a container did that is replaced, or that stood still before and is not started yet, is not this rollout's fault. */
function onlyNew(rollout: Rollout, image: string, idle: Set<string> | undefined): Rollout {
  const isNew = ({ id, service, image: its }: ContainerState) =>
    !idle?.has(id) && (service !== rollout.service || its === image);
  return { ...rollout, containers: rollout.containers.filter(isNew) };
}

const summary = ({ containers }: Rollout) =>
  containers.map(({ service, status, health }) => `${service} ${health === "none" ? status : health}`).join(", ") ||
  "starting";
