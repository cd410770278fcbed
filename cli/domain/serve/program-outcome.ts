import { exitCodes } from "../../core/exit-codes.ts";
import type { Outcome } from "./run-record.ts";

const waiting: readonly number[] = [exitCodes.gate.code, exitCodes.locked.code];

/** What the end of chatops means for a commit; a signal leaves no exit code. */
export function outcomeOf(exitCode: number | undefined, { isStopping }: { isStopping: boolean }): Outcome {
  if (exitCode === exitCodes.done.code) return "done";
  if (isStopping) return "interrupted";
  return exitCode !== undefined && waiting.includes(exitCode) ? "waiting" : "failed";
}
