import type { RunRecord } from "./run-record.ts";

/** What is known when a branch is looked at. */
export interface Look {
  /** The newest commit of the branch on the remote. */
  head: string;
  /** The run that was made of the branch last. */
  last: Pick<RunRecord, "commit" | "outcome" | "endedAt" | "waits"> | undefined;
  /** When somebody asked for a look last; undefined if nobody has. */
  rungAt: number | undefined;
  /** Nothing of this repository was compared since serve started. */
  isFirst: boolean;
  now: number;
}

const firstPauseMs = 30_000;
const longestPauseMs = 10 * 60_000;

/** How long a commit is left alone that waits for a gate or a lock: twice as long each time. */
export const pauseAfter = (waits: number): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, waits - 1));

/**
 * Whether a commit is to be released and promoted now. What failed is tried again only if somebody asks; what is done is
 * compared with what runs once after a start, as anything may have happened meanwhile.
 */
export function isDue({ head, last, rungAt, isFirst, now }: Look): boolean {
  if (last?.commit !== head) return true;
  const endedAt = Date.parse(last.endedAt ?? "") || 0;
  const isAsked = rungAt !== undefined && rungAt > endedAt;
  switch (last.outcome) {
    case "done":
      return isFirst;
    case "failed":
      return isAsked;
    case "waiting":
      return isAsked || now >= endedAt + pauseAfter(last.waits);
    default:
      return true;
  }
}
