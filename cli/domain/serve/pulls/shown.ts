import type { PreviewNews } from "../../git-hosts/preview-comment.ts";
import type { PullRecord } from "./record.ts";

/** The preview of a pull request, as people see it. */
export interface ShownPreview {
  /** Of the pull request. */
  number: number;
  state: Exclude<PreviewNews["state"], "removed" | "unreachable">;
  /** Full hash. */
  commit: string;
  /** Where it is reached, if it is. */
  address?: string;
  /** When it is removed at the latest, ISO 8601. */
  until?: string;
  /** What went wrong, or what it waits for. */
  why?: string;
}

/** What people see of a pull request by what was said of it last; undefined if there is no preview of it. */
export function shownPreview(number: number, news: PreviewNews): ShownPreview | undefined {
  if (news.state === "removed" || news.state === "unreachable") return undefined;
  const { state, commit } = news;
  const shown = { number, state, commit };
  if (news.state === "ready")
    return { ...shown, until: news.until, ...(news.address !== undefined && { address: news.address }) };
  return news.state === "waiting" || news.state === "failed" ? { ...shown, why: news.why } : shown;
}

/** What was said of a pull request before serve was started, as far as that is known; undefined: nothing. */
export function newsOfRecord(
  { commit, outcome, announced }: PullRecord,
  there: { address?: string | undefined; expiresAt: string } | undefined,
): PreviewNews | undefined {
  if (commit !== undefined && outcome === "done" && there)
    return { state: "ready", commit, address: there.address, until: there.expiresAt };
  if (commit !== undefined && outcome === "failed") return { state: "failed", commit, why: "", runsOn: false };
  if (commit !== undefined && outcome === "waiting") return { state: "waiting", commit, why: "" };
  return announced && { state: "asked", commit: announced.commit };
}
