import { z } from "zod";
import { resultOf } from "./result.ts";

const image = z.object({
  service: z.string().optional().describe("Absent if chatops.yaml names no services"),
  repository: z.string(),
  digest: z.string().optional().describe("Absent if the image was never pushed"),
  id: z.string().optional().describe("Absent in a dry run"),
  reference: z.string().describe("What to run: `repository:tag@digest`"),
});

const chart = z.object({
  name: z.string(),
  repository: z.string().optional(),
  digest: z.string().optional().describe("Absent in a dry run"),
});

export const releaseResult = resultOf("Release", {
  outcome: z
    .enum(["released", "unchanged", "contained", "planned"])
    .describe(
      "`unchanged` if it was released before, or no commit touched the project since, `contained` if a later release has it",
    ),
  version: z.string(),
  tag: z.string(),
  commit: z.string().describe("Full hash"),
  image: image.optional().describe("Absent of a tag that was made by hand"),
  images: z.array(image).optional().describe("Those of all services if there are several; `image` is the first"),
  chart: chart.optional().describe("Absent if the project has no chart"),
  notes: z
    .array(z.string())
    .optional()
    .describe("What is new, a line for each commit; of what is released now, or would be"),
  next: z.string().optional().describe("The command that brings it to where it runs first"),
});

/** What a release answers. */
export type ReleaseResult = z.infer<typeof releaseResult>;
