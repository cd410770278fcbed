import { z } from "zod";
import { resultOf } from "./result.ts";

const changes = z.object({
  version: z.string(),
  at: z.string().describe("When it was released, ISO 8601"),
  notes: z.array(z.string()).describe("What is new, a line for each commit, with its hash in brackets"),
});

export const changelogResult = resultOf("Changelog", {
  releases: z.array(changes).describe("Newest version first"),
  named: z.boolean().describe("Whether one version was asked for by its name"),
});

/** What is new in a version. */
export type Changes = z.infer<typeof changes>;
export type ChangelogResult = z.infer<typeof changelogResult>;
