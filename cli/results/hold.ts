import { z } from "zod";
import { resultOf } from "./result.ts";

export const holdResult = resultOf("Hold", {
  environment: z.string(),
  held: z.boolean().describe("Whether it is held from now on"),
  dryRun: z.boolean().describe("Whether nothing was changed"),
});

/** What `hold` answers. */
export type HoldResult = z.infer<typeof holdResult>;
