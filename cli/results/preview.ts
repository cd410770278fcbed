import { z } from "zod";
import { promotionResult } from "./promotion.ts";
import { resultOf } from "./result.ts";

const number = z.int().describe("Of the pull request");
const address = z
  .string()
  .optional()
  .describe("Where it is reached; absent if it is not healthy, or nothing leads there");
const expiresAt = z.string().describe("When it is removed, ISO 8601");

export const previewResult = resultOf("Preview", {
  number,
  commit: z.string(),
  version: z.string().describe("`0.0.0-pr-<number>-<commit>`, also the tag of its image"),
  expiresAt,
  address,
  promotion: promotionResult.describe("What came of it, as `promote` answers"),
});

export const previewsResult = resultOf("Previews", {
  max: z.int().describe("How many there may be at a time"),
  previews: z.array(
    z.object({
      number,
      name: z.string().describe("Of the namespace or Compose project"),
      commit: z.string(),
      version: z.string(),
      createdAt: z.string().describe("ISO 8601"),
      expiresAt,
      isHealthy: z.boolean().describe("Its commit came up"),
      address,
      isEnding: z.boolean().describe("It is being deleted"),
    }),
  ),
});

export const previewsRemovedResult = resultOf("PreviewsRemoved", {
  planned: z.boolean().describe("A dry run: nothing was removed"),
  removed: z.array(z.object({ number, name: z.string() })),
});

/** What `preview create` answers. */
export type PreviewResult = z.infer<typeof previewResult>;
/** What `preview list` answers. */
export type PreviewsResult = z.infer<typeof previewsResult>;
/** What `preview remove` and `preview gc` answer. */
export type PreviewsRemovedResult = z.infer<typeof previewsRemovedResult>;
