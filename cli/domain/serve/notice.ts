import type { NoticeEvent } from "../../core/serve/schema.ts";
import { type Notice, shortText } from "../notices/body.ts";
import type { Act, PromotionRequest, RunRecord } from "./run-record.ts";

/** What people are told of a run. */
export function noticeOf(event: NoticeEvent, run: RunRecord): Notice {
  const { repository, branch, commit, version, message, rolledBack, startedAt, endedAt, act } = run;
  const at = endedAt ?? startedAt;
  const facts = { repository, branch, commit, version, message, rolledBack, ...act, at };
  return { event, text: textOf(event, run), facts };
}

/** What people are told of a promotion that somebody has to approve. */
export function requestNotice(repository: string, { environment, version, by, at }: PromotionRequest): Notice {
  const text = shortText(
    `${repository} ${version} waits in ${environment}: ${by} asked for it, and somebody else approves`,
  );
  return { event: "waiting", text, facts: { repository, environment, version, by, at } };
}

function textOf(event: NoticeEvent, run: RunRecord): string {
  const { repository, branch, commit, version, message, rolledBack, act } = run;
  const what = act ? whatOf(run, act) : `${repository} ${version ?? `${branch} ${commit.slice(0, 7)}`}`;
  const why = [message, rolledBack].filter(Boolean).join("; ");
  const words: Readonly<Record<NoticeEvent, string>> = {
    started: "is on its way",
    done: act ? "is done" : "is released and promoted",
    failed: `failed${why ? `: ${why}` : ""}`,
    waiting: `waits${why ? `: ${why}` : ""}`,
  };
  return shortText(`${what} ${words[event]}`);
}

/** What somebody had done, and who that was. */
function whatOf({ repository }: RunRecord, { kind, environment, version, by, approvedBy }: Act): string {
  const who = approvedBy === undefined ? by : `${by}, approved by ${approvedBy}`;
  const words: Readonly<Record<Act["kind"], string>> = {
    promote: `${version} to ${environment}`,
    rollback: `rollback of ${environment}${version === undefined ? "" : ` to ${version}`}`,
    hold: `hold of ${environment}`,
    let: `end of the hold of ${environment}`,
  };
  return `${repository} ${words[kind]} (${who})`;
}
