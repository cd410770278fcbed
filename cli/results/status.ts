import { z } from "zod";
import { resultOf } from "./result.ts";

const environmentStatus = z.object({
  environment: z.string(),
  place: z.string().describe("`staging-cluster, namespace chat`, or the Compose project"),
  state: z
    .enum(["healthy", "idle", "degraded", "empty", "unknown"])
    .describe("`idle` if it is scaled to zero, `unknown` if it could not be asked"),
  version: z.string().optional().describe("Recorded healthy there last; absent if nothing was, or nothing runs"),
  image: z.string().optional().describe("As it runs"),
  ready: z.int().optional().describe("How many pods or containers are ready"),
  wanted: z.int().optional().describe("How many there should be"),
  since: z.string().optional().describe("Since when it is recorded healthy, ISO 8601"),
  note: z.string().optional().describe("What is strange about it, or why it could not be asked"),
});

export const statusResult = resultOf("Status", {
  newest: z.string().nullable().optional().describe("Newest release; `null` if the remote does not answer"),
  environments: z.array(environmentStatus),
  named: z.boolean().describe("Whether one environment was asked for by its name"),
});

/** What runs in one environment. */
export type EnvironmentStatus = z.infer<typeof environmentStatus>;
export type StatusResult = z.infer<typeof statusResult>;
