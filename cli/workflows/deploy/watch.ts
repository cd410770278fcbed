import { type ComposeProject, startProject } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import type { Engine } from "../../adapters/engine.ts";
import { ProcessFailure } from "../../core/processes.ts";
import type { Step } from "../../core/steps.ts";
import { type ContainerState, isHealthy, type Rollout } from "../../domain/rollout.ts";
import { judge, withoutCause } from "../../domain/verdicts/all.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";

const pollMs = 250;

/** How a rollout ended: healthy, or with the one cause why not. */
export interface Outcome {
  verdict: Verdict | undefined;
  containers: ContainerState[];
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
  const starting = new AbortController();
  const signal = AbortSignal.any([step.signal, starting.signal]);
  let started = false;
  let deployError: string | undefined;
  const start = startProject(project, { signal, onLine: step.output }).then(
    () => {
      started = true;
    },
    (error) => {
      if (signal.aborted) return;
      if (!(error instanceof ProcessFailure)) throw error;
      deployError = error.stderr || error.message;
    },
  );
  const deadline = performance.now() + timeoutMs;
  try {
    for (;;) {
      step.signal.throwIfAborted();
      const rollout: Rollout = { service, containers: await observeProject(engine, project.name), deployError };
      step.progress(summary(rollout));
      const runsNew = rollout.containers.some(
        (container) => container.service === service && container.image === image,
      );
      if (started && runsNew && isHealthy(rollout)) return { verdict: undefined, containers: rollout.containers };
      const verdict =
        judge(onlyNew(rollout, image)) ?? (performance.now() > deadline ? withoutCause(rollout, []) : undefined);
      if (verdict) return { verdict, containers: rollout.containers };
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    starting.abort();
    await start;
  }
}

/** What the replaced container did before is not this rollout's fault. */
function onlyNew(rollout: Rollout, image: string): Rollout {
  const isNew = (container: ContainerState) => container.service !== rollout.service || container.image === image;
  return { ...rollout, containers: rollout.containers.filter(isNew) };
}

const summary = ({ containers }: Rollout) =>
  containers.map(({ service, status, health }) => `${service} ${health === "none" ? status : health}`).join(", ") ||
  "starting";
