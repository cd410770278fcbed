import { durationOf } from "../../core/duration.ts";
import { pacesOf } from "../rollout/probes.ts";
import type { Objection } from "./missing-settings.ts";
import { containersOf, type StartedPod } from "./started-pods.ts";

/** Programs that the chart gives more time to start than the promotion waits. */
export function slowStarts(pods: readonly StartedPod[], timeoutMs: number): Objection[] {
  return pods
    .filter(({ isLater }) => !isLater)
    .flatMap(({ kind, name, spec }) =>
      containersOf(spec).flatMap(({ name: container, startupProbe }) => {
        if (!startupProbe) return [];
        const mayTakeMs = (startupProbe.initialDelaySeconds ?? 0) * 1_000 + pacesOf(startupProbe).allowedMs;
        if (mayTakeMs <= timeoutMs) return [];
        const message = `the startup probe of ${container} allows it ${durationOf(mayTakeMs)} to start, and --timeout is ${durationOf(timeoutMs)}`;
        return [{ kind, name, message, severity: "warning" as const }];
      }),
    );
}
