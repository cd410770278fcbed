import { z } from "zod";
import { resultOf } from "./result.ts";

export const logsResult = resultOf("Logs", {
  environment: z.string(),
  previous: z.boolean().describe("Whether these are the runs before, of containers that were started again"),
  sources: z
    .array(z.object({ name: z.string(), lines: z.int() }))
    .describe("Pods, as `pod/container` if they have several, or containers, and how many lines of each were told"),
});

/** What was told of the logs of an environment; the lines themselves are events. */
export type LogsResult = z.infer<typeof logsResult>;
