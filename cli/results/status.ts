import { z } from "zod";
import { serviceImages } from "./history.ts";
import { resultOf } from "./result.ts";

const drift = z.object({
  object: z.string().describe("`Deployment/shop`, or the container on Compose"),
  field: z.string().describe("Empty if all of it is gone"),
  expected: z.string().optional().describe("As the release has it; absent if that says nothing of it"),
  found: z.string().optional().describe("As it is"),
  since: z.string().optional().describe("When it was changed, if the cluster knows, ISO 8601"),
  by: z.string().optional().describe("The program that changed it, if the cluster knows"),
});

const lastRestart = z.object({
  name: z.string().describe("Of the container, as `pod/container` in a cluster"),
  at: z.string().describe("ISO 8601"),
  exitCode: z.int().optional(),
  reason: z.string().optional(),
});

export const environmentStatus = z.object({
  environment: z.string(),
  place: z.string().describe("`staging-cluster, namespace chat`, or the Compose project"),
  state: z
    .enum(["healthy", "idle", "degraded", "empty", "unknown"])
    .describe("`idle` if it is scaled to zero or has only tasks, `unknown` if it could not be asked"),
  version: z.string().optional().describe("Recorded healthy there last; absent if nothing was, or nothing runs"),
  image: z.string().optional().describe("As it runs"),
  images: serviceImages,
  ready: z.int().optional().describe("How many pods or containers are ready"),
  wanted: z.int().optional().describe("How many there should be"),
  since: z.string().optional().describe("Since when it is recorded healthy, ISO 8601"),
  by: z.string().optional().describe("Who promoted it, and on which machine"),
  held: z
    .object({
      from: z.string().optional().describe("Version that was rolled back; absent if `chatops hold` holds it"),
      to: z.string().optional(),
      by: z.string().optional(),
      at: z.string().optional().describe("ISO 8601"),
    })
    .optional()
    .describe("Nothing is promoted there by itself: somebody holds it; or, with `--hold`, rolled it back by hand"),
  failed: z
    .object({ version: z.string(), at: z.string().describe("ISO 8601"), by: z.string().optional(), cause: z.string() })
    .optional()
    .describe("The newest promotion, if it failed; `cause` as in the history"),
  steadySince: z
    .string()
    .optional()
    .describe(
      "Since when nothing was started again or lost its readiness; a gate's `soak` counts from the later of both",
    ),
  asOf: z.string().optional().describe("When it was asked, by the clock of API server or engine"),
  restarts: z.int().optional().describe("How often its containers were started again"),
  lastRestart: lastRestart.optional(),
  endpoints: z
    .array(z.object({ service: z.string(), ready: z.int() }))
    .optional()
    .describe("Services of the release and how many addresses of each are ready, in a cluster"),
  drift: z.array(drift).optional().describe("What is not as the release has it; absent if it could not be compared"),
  note: z.string().optional().describe("What is strange about it, or why it could not be asked"),
  hint: z.string().optional().describe("What to do about it if it could not be asked"),
});

export const statusResult = resultOf("Status", {
  newest: z.string().nullable().optional().describe("Newest release; `null` if the remote does not answer"),
  environments: z.array(environmentStatus),
  named: z.boolean().describe("Whether one environment was asked for by its name"),
});

/** A field that is not as the release has it. */
export type Drift = z.infer<typeof drift>;
/** What runs in one environment. */
export type EnvironmentStatus = z.infer<typeof environmentStatus>;
export type StatusResult = z.infer<typeof statusResult>;
