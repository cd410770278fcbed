import { z } from "zod";
import { resultOf } from "./result.ts";

/** What an environment runs of each service, if a release has several. */
export const serviceImages = z
  .array(
    z.object({
      service: z.string(),
      image: z.string().describe("What runs: `repository:tag@digest`"),
      imageId: z.string().optional().describe("Its id in the engine, on Compose"),
    }),
  )
  .optional()
  .describe("Those of all services if there are several; `image` is the first");

/** One promotion, as a history keeps it. */
export const promotion = z.object({
  version: z.string(),
  commit: z.string().optional().describe("Full hash; absent if the working tree had none"),
  image: z.string().describe("What runs: `repository:tag@digest`"),
  imageId: z.string().optional().describe("Id of the image in the engine, on Compose"),
  images: serviceImages,
  chartDigest: z.string().optional().describe("In a cluster"),
  revision: z.int().optional().describe("Helm's; there as soon as Helm has made it"),
  repository: z
    .string()
    .optional()
    .describe("The repository that it is of; older versions of chatops did not write it"),
  values: z
    .object({ commit: z.string().optional(), hash: z.string() })
    .optional()
    .describe("The commit at which the environment's values were read, and a hash of them"),
  outcome: z
    .enum(["begun", "healthy", "failed", "removed"])
    .describe("`begun` while it is under way, or if it was killed; `removed` if somebody removed what ran"),
  at: z.string().describe("When it began, ISO 8601"),
  healthyAt: z.string().optional().describe("When it was seen to be healthy"),
  by: z.string().optional().describe("Who promoted, and on which machine"),
  rolledBackFrom: z.string().optional().describe("Version that somebody rolled back by hand, which this one replaced"),
  over: z
    .int()
    .optional()
    .describe("Helm's revision that ran when it began, if somebody had had Kubernetes go back to it past Helm"),
  migrations: z.array(z.string()).optional().describe("The migrations that it ran, by name"),
  cause: z
    .string()
    .optional()
    .describe("Code of the failure's cause; older versions of chatops wrote a sentence on Compose"),
  evidence: z.array(z.string()).optional().describe("The lines that show it"),
});

/** That somebody holds an environment, or lets it go on: a history keeps the last of them, beside promotions. */
export const heldEntry = z.object({
  hold: z.enum(["begun", "ended"]),
  at: z.string().describe("ISO 8601"),
  by: z.string().optional().describe("Who it was, and on which machine"),
});

export type HeldEntry = z.infer<typeof heldEntry>;

export const historyResult = resultOf("History", {
  environment: z.string(),
  promotions: z.array(promotion).describe("Newest first"),
});

/** One promotion of a release into an environment, as its history keeps it. */
export type Promotion = z.infer<typeof promotion>;
export type HistoryResult = z.infer<typeof historyResult>;
