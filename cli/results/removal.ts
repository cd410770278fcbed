import { z } from "zod";
import { resultOf } from "./result.ts";

const data = z.array(z.object({ kind: z.enum(["claim", "secret", "volume"]), name: z.string() }));

export const removalResult = resultOf("Removal", {
  outcome: z.enum(["removed", "nothing", "planned"]).describe("`nothing` if nothing was there, `planned` in a dry run"),
  environment: z.string(),
  version: z.string().optional().describe("What ran; absent if only data was there, or nothing"),
  kept: data.describe("What holds data, or the password to it, and is still there"),
  deleted: data.describe("The same, deleted with `--delete-data`"),
});

/** What `remove` answers. */
export type RemovalResult = z.infer<typeof removalResult>;
