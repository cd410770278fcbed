import { z } from "zod";
import { resultOf } from "./result.ts";

const incident = z.object({
  id: z.string().describe("What `chatops incidents <id>` takes"),
  environment: z.string(),
  version: z.string(),
  at: z.string().describe("When the promotion began, ISO 8601"),
  by: z.string().optional().describe("Who promoted, and on which machine"),
  cause: z.string().optional().describe("Code of the cause, one of [failures.md](failures.md)"),
  evidence: z.array(z.string()).describe("The lines that show it"),
  file: z.string().optional().describe("With all that was seen; absent if it is not on this machine"),
  sentence: z.string().optional().describe("The cause as a sentence; this and the rest if there is a file"),
  fix: z.string().optional().describe("What to do"),
  timeline: z.array(z.string()).optional().describe("A line for each pod, in a cluster"),
  logs: z
    .array(z.object({ source: z.string(), lines: z.array(z.string()) }))
    .optional()
    .describe("Last lines of pods and containers that were not well"),
});

export const incidentsResult = resultOf("Incidents", {
  incidents: z.array(incident).describe("Promotions that failed, newest first; the one that was asked for, if one was"),
  shown: z.boolean().describe("Whether one was asked for"),
});

/** A promotion that failed, and what is known of why. */
export type Incident = z.infer<typeof incident>;
export type IncidentsResult = z.infer<typeof incidentsResult>;
