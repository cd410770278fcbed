import type { ExitReason } from "../../core/exit-codes.ts";
import type { Rollout } from "../rollout/rollout.ts";

/** The one cause of a failed rollout. */
export interface Verdict {
  /** Stable name for programs, `group.cause`. */
  code: string;
  reason: ExitReason;
  /** One sentence without a full stop. */
  cause: string;
  /** The lines that show it, the guilty one first. */
  evidence: string[];
  /** What to do. */
  fix: string;
}

/** How one cause is recognised. */
export interface Rule {
  code: string;
  reason: ExitReason;
  /** The observation that makes the cause final, in words, for the docs. */
  certainWhen: string;
  /** What is found once the cause is final; undefined before, and where it is not the cause. */
  find(rollout: Rollout): Finding | undefined;
}

export type Finding = Pick<Verdict, "cause" | "evidence" | "fix">;
