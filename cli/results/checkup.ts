import { z } from "zod";
import { inOwnWords, resultOf } from "./result.ts";

const check = z.object({
  part: inOwnWords(z.string().describe("What was looked at")),
  state: z.enum(["well", "failed", "not needed"]),
  note: z.string().describe("What was found, or what is wrong"),
  fix: z.string().optional().describe("What to do about it"),
});

export const checkupResult = resultOf("Checkup", {
  checks: z.array(check).describe("With any `failed` the exit code is 3"),
});

/** One thing that the way from a commit to what runs needs. */
export type Check = z.infer<typeof check>;
/** What `doctor` answers. */
export type CheckupResult = z.infer<typeof checkupResult>;
