import { z } from "zod";

const kept = z.object({ did: z.literal("kept") });

/** What became of a promotion that failed, and of what ran before it. */
export const aftermath = z.discriminatedUnion("did", [
  /** What ran before runs again, and is healthy; a revision that chatops did not make is called as its chart. */
  z.object({ did: z.literal("rolledBack"), version: z.string(), revision: z.int().optional() }),
  /** It failed before it changed anything; `version` runs on, if anything does. */
  z.object({ did: z.literal("unchanged"), version: z.string().optional(), wasSick: z.boolean().optional() }),
  /** Nothing ran before, so it was removed. */
  z.object({ did: z.literal("removed") }),
  /** The environment does not say what was changed. */
  z.object({ did: z.literal("unknown") }),
  z.discriminatedUnion("why", [
    kept.extend({ why: z.literal("asked") }),
    kept.extend({ why: z.literal("overtaken") }),
    /** `found` is what ran before, if it was not healthy. */
    kept.extend({ why: z.literal("nothingHealthy"), found: z.string().optional() }),
    kept.extend({ why: z.literal("noFiles"), version: z.string() }),
  ]),
]);

export type Aftermath = z.infer<typeof aftermath>;
