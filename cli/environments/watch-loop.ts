import type { Step } from "../core/steps.ts";
import { trackObservationPeriod } from "../domain/rollout/observation-period.ts";
import type { Rollout } from "../domain/rollout/rollout.ts";
import { createJudge } from "../domain/verdicts/judge.ts";
import { uncertain } from "../domain/verdicts/uncertain.ts";
import type { Verdict } from "../domain/verdicts/verdict.ts";

/** What is seen of a rollout at one moment. */
export interface Sight {
  /** What may be blamed. */
  rollout: Rollout;
  /** All that is seen, if that is more. */
  whole?: Rollout;
  isHealthy: boolean;
  /** A line of progress. */
  summary: string;
  /** Why nothing can be seen at present. */
  lost?: string | undefined;
}

/** A rollout as its environment shows it. */
export interface Watched<S extends Sight> {
  /** Looks once; `now` is in ms of a clock that does not jump. */
  look(now: number): S | Promise<S>;
  /** Waits until what a verdict needs is read, such as logs, but not for long. */
  readEvidence?(sight: S): Promise<unknown>;
  /** Waits until something has changed, at the latest for a moment. */
  pause(): Promise<unknown>;
}

interface Patience extends Pick<Step, "signal" | "progress"> {
  /** How long it may take to become healthy. */
  timeoutMs: number;
  /** How long it must stay so: a program can be ready, take the place of the one before, and then crash. */
  observeMs: number;
}

/** How a rollout ended, and the last that was seen of it. */
export interface Decided<S> {
  /** Undefined if all is healthy. */
  verdict: Verdict | undefined;
  sight: S;
}

/** What was healthy may lose its readiness for a moment. */
const blinkMs = 10_000;

const isSeenHealthy = ({ lost, isHealthy }: Sight): boolean => lost === undefined && isHealthy;

/** Watches until all is healthy and stays so, the cause of a failure is certain, or the time is up. */
export async function watchUntilDecided<S extends Sight>(
  watched: Watched<S>,
  { timeoutMs, observeMs, signal, progress }: Patience,
): Promise<Decided<S>> {
  const judge = createJudge();
  const quiet = trackObservationPeriod(observeMs);
  const tell = onlyNews(progress);
  const deadline = performance.now() + timeoutMs;
  let healthyAt = Number.NEGATIVE_INFINITY;
  const judged = (sight: S, now: number): Verdict | undefined => {
    // What became ready in time is observed to the end, and may become so once more.
    const end = Math.max(deadline, Math.min(healthyAt, deadline + observeMs) + blinkMs + observeMs);
    const isTimeUp = now > end && !isSeenHealthy(sight);
    if (sight.lost === undefined) return judge(quiet.compare(sight.rollout), { now, isTimeUp }, sight.whole);
    return isTimeUp ? unseen(sight.rollout, sight.lost) : undefined;
  };
  for (;;) {
    signal.throwIfAborted();
    const now = performance.now();
    let sight = await watched.look(now);
    if (judged(sight, now)) {
      await watched.readEvidence?.(sight);
      sight = await watched.look(now);
      const verdict = judged(sight, now);
      if (verdict) return { verdict, sight };
    }
    const isHealthy = isSeenHealthy(sight);
    if (isHealthy) healthyAt = now;
    if (quiet.note(sight.rollout, isHealthy, now)) return { verdict: undefined, sight };
    tell(sight.lost ?? (isHealthy ? `${sight.summary}; watching for ${observeMs / 1_000} s` : sight.summary));
    await watched.pause();
  }
}

const unseen = (rollout: Rollout, why: string): Verdict => ({
  ...uncertain(rollout, [why]),
  cause: "the API server stopped answering, so it cannot be said whether it is healthy",
});

function onlyNews(progress: (text: string) => void): (text: string) => void {
  let last = "";
  return (text) => {
    if (text !== last) progress(text);
    last = text;
  };
}
