import { styleText } from "node:util";
import { Failure } from "../lib/errors.ts";
import { redact } from "../lib/secrets.ts";

const exitCodes: Record<string, number> = { usage: 2, precondition: 3, interrupted: 130, terminated: 143 };

export const exitCodeOf = ({ reason }: Failure): number => exitCodes[reason] ?? 1;

/** Tells on stderr what failed and what to do next, and returns the exit code. Anything else than a Failure is a bug of ours. */
export function tellFailure(error: unknown): number {
  if (!(error instanceof Failure)) throw error;
  console.error(`${styleText("red", "error", { stream: process.stderr })} ${redact(error.message)}`);
  for (const line of error.details) console.error(`  ${redact(line)}`);
  if (error.hint) console.error(error.hint);
  return exitCodeOf(error);
}
