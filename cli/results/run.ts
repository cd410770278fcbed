import { z } from "zod";
import { resultOf } from "./result.ts";

/** How a run ended. */
export const outcomes = [
  "done", // everything is where it is to be
  "failed", // nobody tries again by itself
  "waiting", // a gate, or somebody else's lock, is in the way
  "interrupted", // serve was stopped, or died
] as const;

export const runResult = resultOf("Run", {
  outcome: z.enum(outcomes),
  exitCode: z
    .int()
    .optional()
    .describe("What the last program ended with; absent if none was begun, or one was killed"),
  message: z.string().optional().describe("What went wrong outside of the programs"),
});

/** What came of a run that a serve elsewhere follows. */
export type RunResult = z.infer<typeof runResult>;
