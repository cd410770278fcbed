import { withoutControls } from "../../lib/controls.ts";
import { messageOf } from "../../lib/errors.ts";
import { cutText } from "../../lib/foreign-text.ts";
import { ProcessFailure } from "../../lib/processes.ts";
import type { ApplyState } from "../domain/rollout/observation.ts";

/** A program that is at work beside a watch of what it does. */
export interface BackgroundProcess extends ApplyState {
  /** Ends it if it still waits for something, such as a hook, and waits for its end. */
  stop: () => Promise<void>;
}

/** Starts a program beside a watch; if there is nothing to run, it has ended. */
export function runInBackground(
  program: ((signal: AbortSignal) => Promise<void>) | undefined,
  signal: AbortSignal,
): BackgroundProcess {
  const stopping = new AbortController();
  const stopped = AbortSignal.any([signal, stopping.signal]);
  const running = program?.(stopped).then(
    () => {
      background.ended = true;
    },
    (error) => {
      // That it was stopped is no fault of what it started.
      if (stopped.aborted) return;
      const said = error instanceof ProcessFailure && error.stderr ? error.stderr : messageOf(error);
      background.error = withoutControls(cutText(said));
      background.ended = true;
    },
  );
  const background: BackgroundProcess = {
    ended: !program,
    error: undefined,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
  return background;
}
