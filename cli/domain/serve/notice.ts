import type { NoticeEvent } from "../../core/serve/schema.ts";
import { type Notice, shortText } from "../notices/body.ts";
import type { RunRecord } from "./run-record.ts";

/** What people are told of a run. */
export function noticeOf(event: NoticeEvent, run: RunRecord): Notice {
  const { repository, branch, commit, version, message, rolledBack, startedAt, endedAt } = run;
  const at = endedAt ?? startedAt;
  const facts = { repository, branch, commit, version, message, rolledBack, at };
  return { event, text: textOf(event, run), facts };
}

function textOf(event: NoticeEvent, { repository, branch, commit, version, message, rolledBack }: RunRecord): string {
  const what = `${repository} ${version ?? `${branch} ${commit.slice(0, 7)}`}`;
  const why = [message, rolledBack].filter(Boolean).join("; ");
  const words: Readonly<Record<NoticeEvent, string>> = {
    started: "is on its way",
    done: "is released and promoted",
    failed: `failed${why ? `: ${why}` : ""}`,
    waiting: `waits${why ? `: ${why}` : ""}`,
  };
  return shortText(`${what} ${words[event]}`);
}
