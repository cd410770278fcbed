import { setTimeout } from "node:timers/promises";
import { type ComposeProject, startProject } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import type { Engine } from "../../adapters/engine.ts";
import { messageOf } from "../../core/errors.ts";
import { ProcessFailure } from "../../core/processes.ts";
import type { Step } from "../../core/steps.ts";
import { type ComposeContainer, composeRollout, isHealthy } from "../../domain/rollout/compose.ts";
import { judge } from "../../domain/verdicts/all.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { withoutCause } from "../../domain/verdicts/without-cause.ts";

const pollMs = 250;
/** A program without a health check counts as healthy once it has run for this long: many a one dies right after its start. */
const settleMs = 3_000;

/** How a rollout ended: healthy, or with the one cause why not. */
export interface Outcome {
  verdict: Verdict | undefined;
  containers: ComposeContainer[];
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
      step.progress(summary(containers));
      const now = performance.now();
      const isUp = starting.ended && runs(containers, service, image) && isHealthy(service, containers);
      healthySince = isUp ? (healthySince ?? now) : undefined;
      if (healthySince !== undefined && now - healthySince >= settleTime(containers))
        return { verdict: undefined, containers };
      const isStarting = !starting.ended && starting.error === undefined;
      const counted = onlyNew(containers, service, image, isStarting ? idle : undefined);
      const verdict =
        judge(composeRollout(service, counted, starting.error)) ??
        (now > deadline ? withoutCause(composeRollout(service, containers, starting.error), []) : undefined);
      if (verdict) return { verdict, containers };
      await setTimeout(pollMs);
    }
  } finally {
    await starting.stop();
  }
}

const runs = (containers: ComposeContainer[], service: string, image: string) =>
  containers.some((container) => container.service === service && container.image === image);

const settleTime = (containers: ComposeContainer[]) =>
  containers.some(({ health }) => health === "none") ? settleMs : 0;

/** What a container did that is replaced, or that stood still before and is not started yet, is not this rollout's fault. */
const onlyNew = (containers: ComposeContainer[], own: string, image: string, idle: Set<string> | undefined) =>
  containers.filter(({ id, service, image: its }) => !idle?.has(id) && (service !== own || its === image));

const summary = (containers: ComposeContainer[]) =>
  containers.map(({ service, status, health }) => `${service} ${health === "none" ? status : health}`).join(", ") ||
  "starting";
