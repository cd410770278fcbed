import type { ExitReason } from "../../core/exit-codes.ts";
import type { ClusterState } from "../rollout/cluster-state.ts";
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
  find: Find;
}

/** Whatever speaks for a cause; nothing where it may be another one. */
export type Find = (rollout: Rollout) => Finding[];

export interface Finding extends Pick<Verdict, "cause" | "evidence" | "fix"> {
  /** For how many ms it has to be found without a break; it is certain at once where that is not given. */
  lasting?: number;
}

/** What may get better at any time counts only once the time is up. */
export const untilTimeIsUp = Number.POSITIVE_INFINITY;

/** A cause that only a cluster can show. */
export const inCluster =
  (find: (cluster: ClusterState, rollout: Rollout) => Finding[]): Find =>
  (rollout) =>
    rollout.cluster ? find(rollout.cluster, rollout) : [];

/** What several ways find. */
export const anyOf =
  (...finds: Find[]): Find =>
  (rollout) =>
    finds.flatMap((find) => find(rollout));
