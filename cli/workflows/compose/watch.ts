import { setTimeout } from "node:timers/promises";
import { type ComposeProject, startProject } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import type { Engine } from "../../adapters/engine.ts";
import type { Step } from "../../core/steps.ts";
import { type ComposeContainer, composeRollout, isHealthy, settleMs } from "../../domain/rollout/compose.ts";
import { judge } from "../../domain/verdicts/all.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { withoutCause } from "../../domain/verdicts/without-cause.ts";
import { runBeside } from "../beside.ts";

const pollMs = 250;
const stumblingMs = 60_000;

/** How a rollout ended: healthy, or with the one cause why not. */
export interface Outcome {
  verdict: Verdict | undefined;
  /** Those of this version's services. */
  containers: ComposeContainer[];
  /** Compose itself ended with an error. */
  isComposeToBlame?: boolean;
}

export interface Watched {
  /** The one that runs the project's own image, and the id of that. */
  service: string;
  image: string;
  services: readonly string[];
  timeoutMs: number;
}

/**
 * Starts a Compose project and watches its containers beside Compose itself, which waits for dependencies and never
 * says why one is not healthy. Ends as soon as the cause of a failure is certain.
 */
export async function rollOut(
  engine: Engine,
  project: ComposeProject,
  { service, services, image, timeoutMs }: Watched,
  step: Step,
): Promise<Outcome> {
  // What else is in the project, as of a version before, is neither started nor judged.
  const observeOwn = async () =>
    (await observeProject(engine, project.name)).filter((container) => services.includes(container.service));
  const stopped = (await observeOwn()).filter(({ status }) => status !== "running");
  const idle = new Set(stopped.map(({ id }) => id));
  const starting = runBeside((signal) => startProject(project, { signal, onLine: step.output }), step.signal);
  const deadline = performance.now() + timeoutMs;
  let healthySince: number | undefined;
  try {
    for (;;) {
      step.signal.throwIfAborted();
      const containers = await askPatiently(observeOwn, step.signal);
      step.progress(summary(containers));
      const now = performance.now();
      const hasStarted = starting.ended && starting.error === undefined;
      const isUp = hasStarted && runs(containers, service, image) && isHealthy(service, containers);
      healthySince = isUp ? (healthySince ?? now) : undefined;
      if (healthySince !== undefined && now - healthySince >= settleTime(containers))
        return { verdict: undefined, containers };
      const counted = onlyNew(containers, service, image, starting.ended ? undefined : idle);
      const verdict =
        judge(composeRollout(service, counted, starting.error)) ??
        (now > deadline ? withoutCause(composeRollout(service, containers, starting.error), []) : undefined);
      if (verdict) return { verdict, containers, isComposeToBlame: starting.error !== undefined };
      await setTimeout(pollMs);
    }
  } finally {
    await starting.stop();
  }
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
