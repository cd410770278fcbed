import { setTimeout } from "node:timers/promises";
import { type ComposeProject, startProject } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import type { Engine } from "../../adapters/engine.ts";
import type { Step } from "../../core/steps.ts";
import {
  type ComposeContainer,
  composeRollout,
  conditionOf,
  isHealthy,
  settleMs,
} from "../../domain/rollout/compose.ts";
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
  const baseline = new Map((await askPatiently(observeOwn, step.signal)).map((container) => [container.id, container]));
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
      const judged = containers.filter((container) => isJudged(container, service, baseline));
      const isUp = hasStarted && runs(containers, service, image) && isHealthy(service, judged);
      healthySince = isUp ? (healthySince ?? now) : undefined;
      if (healthySince !== undefined && now - healthySince >= settleTime(containers))
        return { verdict: undefined, containers };
      const counted = onlyNew(judged, service, image, { baseline, hasEnded: starting.ended });
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

type Baseline = ReadonlyMap<string, ComposeContainer>;

/** A helper that was sick before, and that Compose did not replace, is no fault of this version. */
function isJudged({ id, service }: ComposeContainer, own: string, baseline: Baseline): boolean {
  const before = baseline.get(id);
  return !before || service === own || conditionOf(before, Date.now()) !== "sick";
}

/** What a container did before Compose has replaced or started it, and before this rollout, is not this rollout's fault. */
const onlyNew = (
  containers: ComposeContainer[],
  own: string,
  image: string,
  { baseline, hasEnded }: { baseline: Baseline; hasEnded: boolean },
): ComposeContainer[] =>
  containers
    .filter(({ id, service, image: its }) => (hasEnded || !baseline.has(id)) && (service !== own || its === image))
    .map((container) => {
      const before = baseline.get(container.id);
      return before ? { ...container, forgiven: before.restarts + container.forgiven } : container;
    });

const summary = (containers: ComposeContainer[]) =>
  containers.map(({ service, status, health }) => `${service} ${health === "none" ? status : health}`).join(", ") ||
  "starting";
