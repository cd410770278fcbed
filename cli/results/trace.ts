import { z } from "zod";
import { resultOf } from "./result.ts";

const link = z.object({
  part: z.enum(["pod", "promotion", "container", "image", "chart", "tag", "commit"]),
  value: z.string(),
  state: z.enum(["agrees", "differs", "not checked"]),
  note: z.string().describe("What was compared, what differs, or why it was not checked"),
});

export const traceResult = resultOf("Trace", {
  version: z.string().optional(),
  released: z.boolean().describe("Whether it is a release of this repository"),
  agrees: z.boolean().optional().describe("Of a release: whether every artifact is the one that was released"),
  links: z.array(link).describe("From what runs down to the commit"),
});

/** One artifact on the way from a commit to what runs, and whether it says the same as the release's tag. */
export type Link = z.infer<typeof link>;
export type TraceResult = z.infer<typeof traceResult>;
