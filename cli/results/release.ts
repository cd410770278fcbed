import { z } from "zod";
import { resultOf } from "./result.ts";

const image = z.object({
  repository: z.string(),
  digest: z.string().optional().describe("Absent if the image was never pushed"),
  id: z.string(),
  reference: z.string().describe("What to run: `repository:tag@digest`"),
});

const chart = z.object({ name: z.string(), repository: z.string().optional(), digest: z.string() });

export const releaseResult = resultOf("Release", {
  outcome: z
    .enum(["released", "unchanged", "contained", "planned"])
    .describe("`unchanged` if the commit was released before, `contained` if a later release has it"),
  version: z.string(),
  tag: z.string(),
  commit: z.string().describe("Full hash"),
  image: image.optional().describe("Absent in a dry run, which knows no digests, and of a tag that was made by hand"),
  chart: chart.optional().describe("Absent if the project has no chart"),
  next: z.string().optional().describe("The command that brings it to where it runs first"),
});

/** What a release answers. */
export type ReleaseResult = z.infer<typeof releaseResult>;
