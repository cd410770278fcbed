import { z } from "zod";
import { resultOf } from "./result.ts";
import { environmentStatus } from "./status.ts";

const runningIn = z.object({
  environment: z.string(),
  state: environmentStatus.shape.state,
});

const knownRelease = z.object({
  version: z.string(),
  tag: z.string(),
  commit: z.string().describe("Full hash"),
  at: z.string().describe("When it was released, ISO 8601"),
  image: z
    .string()
    .optional()
    .describe("What to run: `repository:tag@digest`; absent of a tag that chatops did not make"),
  signature: z
    .string()
    .optional()
    .describe(
      "Who signed its tag, after `git verify-tag` on this machine, or what is wrong; absent if it is not signed",
    ),
  images: z.array(z.string()).optional().describe("Those of all services if there are several; `image` is the first"),
  chart: z.object({ name: z.string(), repository: z.string().optional(), digest: z.string() }).optional(),
  runsIn: z.array(runningIn).describe("The environments that run it now"),
});

export const releasesResult = resultOf("Releases", {
  releases: z.array(knownRelease).describe("Newest version first"),
  total: z.int().describe("How many there are, also without `--limit`"),
  environments: z
    .array(z.object({ environment: z.string(), version: z.string().optional(), note: z.string().optional() }))
    .describe("What was asked where they run; with a `note` if it did not answer"),
});

/** A release, and where it runs. */
export type KnownRelease = z.infer<typeof knownRelease>;
export type ReleasesResult = z.infer<typeof releasesResult>;
