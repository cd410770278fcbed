import { z } from "zod";
import { type ExitReason, exitCodes } from "../core/exit-codes.ts";
import { aftermath } from "./aftermath.ts";
import { serviceImages } from "./history.ts";
import { inOwnWords, resultOf } from "./result.ts";

const pod = z.object({
  name: z.string(),
  node: z.string().optional(),
  image: z.string(),
  imageId: z.string(),
  ready: z.boolean(),
});

const verdict = z.object({
  code: inOwnWords(z.string().describe("Stable name of the cause, one of [failures.md](failures.md)")),
  reason: z.enum(Object.keys(exitCodes) as ExitReason[]).describe("Decides the [exit code](#exit-codes)"),
  cause: z.string().describe("As a sentence"),
  evidence: z.array(z.string()).describe("The lines that show it, the guilty one first"),
  fix: z.string().describe("What to do"),
});

/** What only some kinds of environment, or some outcomes, have to tell. */
const facts = {
  imageId: z.string().describe("Id of the image in the engine, on Compose"),
  context: z.string().describe("Context of the kubeconfig"),
  namespace: z.string(),
  release: z.string().describe("Name of the Helm release"),
  project: z.string().describe("Name of the Compose project"),
  rolledBackFrom: z.string().describe("Version that was rolled back by hand"),
  chart: z.object({ name: z.string(), repository: z.string().optional(), digest: z.string() }),
  values: z
    .object({ commit: z.string().optional(), hash: z.string() })
    .describe("The commit at which the environment's values were read, and a hash of them"),
  revision: z.int().describe("Helm's"),
  pods: z.array(pod).describe("Once it is healthy, in a cluster"),
  timeline: z.array(z.string()).describe("A line for each pod: when it was scheduled, pulled, started and ready"),
  warnings: z.array(z.string()).describe("What should be known although it is healthy"),
  unverified: z.string().describe("Why it cannot be said which image runs; absent if it is this one"),
  addresses: z.array(z.string()).describe("Where it answers on this machine, on Compose"),
};

const promoted = {
  environment: z.string(),
  version: z.string(),
  commit: z.string().optional().describe("Full hash; absent if the working tree has none"),
  image: z.string().describe("What runs: `repository:tag@digest`"),
  images: serviceImages,
  ...z.object(facts).partial().shape,
};

/** What a promotion into one environment answers. */
export const promotionResult = z.discriminatedUnion("outcome", [
  resultOf("Promotion", {
    outcome: z.literal("healthy").describe("`unchanged` if it ran already, `planned` in a dry run"),
    ...promoted,
    previous: z.string().optional().describe("What ran before"),
  }),
  resultOf("Promotion", { outcome: z.literal("unchanged"), ...promoted }),
  resultOf("Promotion", { outcome: z.literal("planned"), ...promoted }),
  resultOf("Promotion", {
    outcome: z.literal("failed"),
    ...promoted,
    verdict: verdict.describe("Why it failed"),
    evidence: z.string().optional().describe("File with all that was seen; absent if it could not be written"),
    aftermath: aftermath.describe("What became of it, and of what ran before"),
  }),
]);

export const promotionsResult = resultOf("Promotions", {
  promotions: z.array(promotionResult).describe("One for each environment, up to the first that failed"),
});

export const stoppedResult = resultOf("Stopped", { message: z.string() }).describe(
  "A person stopped it; nothing was changed",
);

export type PromotionResult = z.infer<typeof promotionResult>;
export type PromotionsResult = z.infer<typeof promotionsResult>;
export type StoppedResult = z.infer<typeof stoppedResult>;
export type PromotionFacts = { [K in keyof typeof facts]?: z.infer<(typeof facts)[K]> | undefined };
export type PodResult = z.infer<typeof pod>;
