import { z } from "zod";
import { type ExitReason, exitCodes } from "../core/exit-codes.ts";
import { resultOf } from "./result.ts";

export const errorResult = resultOf("Error", {
  reason: z.enum(Object.keys(exitCodes) as ExitReason[]).describe("One of the [exit codes](#exit-codes)"),
  exitCode: z.int(),
  message: z.string(),
  details: z.array(z.string()).describe("Lines of evidence"),
  hint: z.string().optional().describe("What to do next"),
});

/** What a command answers that was refused, stopped, or met a bug. */
export type ErrorResult = z.infer<typeof errorResult>;
