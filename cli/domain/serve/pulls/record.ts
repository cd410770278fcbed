import { z } from "zod";

/** What is remembered of a pull request. All of it may be lost: then the host and the previews that are there say the rest. */
export const pullRecord = z.object({
  number: z.int(),
  /** Commit that was built last, full hash; absent if none was yet. */
  commit: z.string().optional(),
  /** What came of it; absent while it is under way, or if that was interrupted. */
  outcome: z.enum(["done", "failed", "waiting"]).optional(),
  /** In how many tries in a row nothing but waiting came of it. */
  waits: z.int().default(0),
  endedAt: z.string().optional(),
  /** Our comment. */
  comment: z.object({ id: z.int(), text: z.string() }).optional(),
  /** A commit of a fork of which our comment says that it waits. */
  announced: z.object({ commit: z.string(), at: z.string() }).optional(),
  /** A commit of a fork that somebody who may write lets be built. */
  approved: z.object({ commit: z.string(), by: z.string() }).optional(),
});

export type PullRecord = z.output<typeof pullRecord>;
