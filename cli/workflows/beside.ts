import { withoutControls } from "../../lib/controls.ts";
import { messageOf } from "../../lib/errors.ts";
import { cutText } from "../../lib/foreign-text.ts";
import { ProcessFailure } from "../../lib/processes.ts";
import type { Applying } from "../domain/rollout/observation.ts";

/** A program that is at work beside a watch of what it does. */
export interface Beside extends Applying {
  /** Ends it where it still waits for something, such as a hook, and waits for its end. */
  stop: () => Promise<void>;
}

/** Starts a program beside a watch; where there is nothing to run, it has ended. */
export function runBeside(program: ((signal: AbortSignal) => Promise<void>) | undefined, signal: AbortSignal): Beside {
  const stopping = new AbortController();
  const stopped = AbortSignal.any([signal, stopping.signal]);
  const running = program?.(stopped).then(
    () => {
      beside.ended = true;
    },
    (error) => {
      // That it was stopped is no fault of what it started.
      if (stopped.aborted) return;
      const said = error instanceof ProcessFailure && error.stderr ? error.stderr : messageOf(error);
      beside.error = withoutControls(cutText(said));
      beside.ended = true;
    },
  );
  const beside: Beside = {
    ended: !program,
    error: undefined,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
  return beside;
}
