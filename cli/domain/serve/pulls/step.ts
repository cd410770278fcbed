import { pauseAfter } from "../due.ts";
import type { PullRecord } from "./record.ts";

/** What is known of an open pull request. */
export interface PullLook {
  /** Its newest commit. */
  head: string;
  isFork: boolean;
  /** Whether the repository has that commit. */
  isReachable: boolean;
  record: PullRecord | undefined;
  /** Another preview was just removed, so that there may be room. */
  isRoomMade: boolean;
  /** Commit of the preview that is there and healthy. */
  running: string | undefined;
  now: number;
}

/** What is to be done about a pull request now. */
export type PullStep =
  | "nothing"
  /** Its host keeps commits of forks where they cannot be fetched from. */
  | "say that it has none"
  /** Nobody let the commit of the fork be built, and nobody could yet. */
  | "ask"
  /** It was said that it waits: has somebody answered? */
  | "look for an answer"
  /** The preview that is there is the right one: it was made by a serve that has lost its memory. */
  | "adopt"
  | "create";

/** A commit of a fork is not even fetched before somebody who may write lets that very commit be built. */
export function stepFor({ head, isFork, isReachable, record, isRoomMade, running, now }: PullLook): PullStep {
  if (!isReachable) return record?.comment ? "nothing" : "say that it has none";
  if (record?.commit === head && record.outcome === "done") return "nothing";
  if (running === head && record?.commit !== head) return "adopt";
  if (isFork && record?.approved?.commit !== head)
    return record?.announced?.commit === head ? "look for an answer" : "ask";
  if (record?.commit !== head) return "create";
  switch (record.outcome) {
    case "failed":
      return "nothing";
    case "waiting":
      return isRoomMade || now >= (Date.parse(record.endedAt ?? "") || 0) + pauseAfter(record.waits)
        ? "create"
        : "nothing";
    default:
      return "create";
  }
}
