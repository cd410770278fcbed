import { exitCodes } from "../../core/exit-codes.ts";
import type { Outcome } from "./run-record.ts";

const waiting: readonly number[] = [exitCodes.gate.code, exitCodes.locked.code];

/** What the end of chatops means for a commit; a signal leaves no exit code. */
export function outcomeOf(exitCode: number | undefined, { isStopping }: { isStopping: boolean }): Outcome {
  if (exitCode === exitCodes.done.code) return "done";
  if (isStopping) return "interrupted";
  return exitCode !== undefined && waiting.includes(exitCode) ? "waiting" : "failed";
}

/** Why chatops ended without a word of its own; undefined where it had one. */
export function endedBy(
  exitCode: number | undefined,
  { isStopping, isLate }: { isStopping: boolean; isLate: boolean },
): { message: string } | undefined {
  if (isLate) return { message: "it took too long and was stopped" };
  if (exitCode !== undefined) return undefined;
  return {
    message: isStopping ? "serve was stopped" : "it was killed from outside, as a machine without memory does",
  };
}
