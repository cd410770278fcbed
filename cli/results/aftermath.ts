import { z } from "zod";

const kept = z.object({ did: z.literal("kept") });

/** What became of a promotion that failed, and of what ran before it. */
export const aftermath = z.discriminatedUnion("did", [
  /** What ran before runs again, and is healthy; a revision that chatops did not make is called as its chart. */
  z.object({
    did: z
      .literal("rolledBack")
      .describe("`unchanged` if it failed before it changed anything, `removed` if nothing ran before"),
    version: z.string().describe("What runs now; what chatops did not start is called as its chart or image"),
    revision: z.int().optional().describe("Helm's, of what was rolled back to"),
  }),
  /** It failed before it changed anything; `version` runs on, if anything does. */
  z.object({
    did: z.literal("unchanged"),
    version: z.string().optional(),
    wasSick: z.boolean().optional().describe("Whether it was not healthy before either"),
  }),
  /** Nothing ran before, so it was removed. */
  z.object({ did: z.literal("removed") }),
  /** The environment does not say what was changed. */
  z.object({ did: z.literal("unknown") }),
  z.discriminatedUnion("why", [
    kept.extend({ why: z.literal("asked").describe("Why the failed version is `kept`") }),
    kept.extend({ why: z.literal("overtaken") }),
    /** `found` is what ran before, if it was not healthy. */
    kept.extend({
      why: z.literal("nothingHealthy"),
      found: z.string().optional().describe("What ran before, if it was not healthy"),
    }),
    kept.extend({ why: z.literal("noFiles"), version: z.string() }),
    kept.extend({
      why: z.literal("migrated"),
      version: z.string().describe("What would have been rolled back to"),
      migrations: z.array(z.string()).describe("The migrations that ran since that was healthy, by name"),
    }),
  ]),
]);

export type Aftermath = z.infer<typeof aftermath>;
