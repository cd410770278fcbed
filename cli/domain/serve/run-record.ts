import { z } from "zod";
import { outcomes } from "../../results/run.ts";

export type Outcome = (typeof outcomes)[number];

/** What a person had done, on the page or in the chat. */
const act = z.object({
  kind: z.enum(["promote", "rollback", "hold", "let"]),
  environment: z.string(),
  /** Absent in a rollback to whatever was healthy before. */
  version: z.string().optional(),
  by: z.string(),
  approvedBy: z.string().optional(),
});

export type Act = z.infer<typeof act>;

/** A promotion that somebody asked for, and that somebody else is to approve. */
export const promotionRequest = z.object({
  environment: z.string(),
  version: z.string(),
  by: z.string(),
  /** ISO 8601. */
  at: z.string(),
});

export type PromotionRequest = z.infer<typeof promotionRequest>;

/** What is kept of one run: a commit of a branch, released and promoted; or what a person had done. */
export const runRecord = z.object({
  id: z.string(),
  repository: z.string(),
  branch: z.string(),
  /** Full hash. */
  commit: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  endedAt: z.string().optional(),
  /** Undefined while it is under way. */
  outcome: z.enum(outcomes).optional(),
  /** In how many tries in a row nothing but waiting came of this commit. */
  waits: z.int(),
  version: z.string().optional(),
  /** What the last program ended with. */
  exitCode: z.int().optional(),
  /** What went wrong, in a line. */
  message: z.string().optional(),
  /** Environment that the version was rolled out to and was not healthy in. */
  brokenIn: z.string().optional(),
  /** What runs again since, in a line. */
  rolledBack: z.string().optional(),
  act: act.optional(),
});

export type RunRecord = z.infer<typeof runRecord>;

/** Sorted by them, runs are in the order in which they began. */
export const runId = (startedAt: string, commit: string): string =>
  `${startedAt.replace(/[^0-9TZ]/g, "")}-${commit.slice(0, 7)}`;

export const isRunId = (text: string): boolean => /^\d{8}T\d{9}Z-[0-9a-f]{7}$/.test(text);
