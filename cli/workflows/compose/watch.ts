import { setTimeout } from "node:timers/promises";
import { type ComposeProject, startProject } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import type { Engine } from "../../adapters/engine.ts";
import type { Step } from "../../core/steps.ts";
import { type ComposeContainer, composeRollout, isHealthy } from "../../domain/rollout/compose.ts";
import { judge } from "../../domain/verdicts/all.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { withoutCause } from "../../domain/verdicts/without-cause.ts";
import { runBeside } from "../beside.ts";

const pollMs = 250;
/** A program without a health check counts as healthy once it has run for this long: many a one dies right after its start. */
const settleMs = 3_000;

/** How a rollout ended: healthy, or with the one cause why not. */
export interface Outcome {
  verdict: Verdict | undefined;
  containers: ComposeContainer[];
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
  const starting = runBeside((signal) => startProject(project, { signal, onLine: step.output }), step.signal);
  const deadline = performance.now() + timeoutMs;
  let healthySince: number | undefined;
  try {
    for (;;) {
      step.signal.throwIfAborted();
      const containers = await observeProject(engine, project.name);
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
