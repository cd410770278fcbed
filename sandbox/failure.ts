import { styleText } from "node:util";
import { Failure } from "../cli/core/errors.ts";
import { redact } from "../cli/core/secrets.ts";

/** Tells on stderr what failed and what to do next, and returns the exit code. Anything else than a Failure is a bug of ours. */
export function tellFailure(error: unknown): number {
  if (!(error instanceof Failure)) throw error;
  console.error(`${styleText("red", "error", { stream: process.stderr })} ${redact(error.message)}`);
  for (const line of error.details) console.error(`  ${redact(line)}`);
  if (error.hint) console.error(error.hint);
  return error.exitCode;
}
