import type { Channel, NoticeEvent } from "../../core/serve/schema.ts";
import type { RunRecord } from "./run-record.ts";

/** What people are told of a run. */
export interface Notice {
  event: NoticeEvent;
  run: RunRecord;
}

/** Chats show no more; Discord takes 2,000 characters. */
const longestText = 1_500;

/** A notice in a line, as a chat shows it. */
export function textOf({ event, run }: Notice): string {
  const { repository, branch, commit, version, message, rolledBack } = run;
  const what = `${repository} ${version ?? `${branch} ${commit.slice(0, 7)}`}`;
  const why = [message, rolledBack].filter(Boolean).join("; ");
  const words: Readonly<Record<NoticeEvent, string>> = {
    started: "is on its way",
    done: "is released and promoted",
    failed: `failed${why ? `: ${why}` : ""}`,
    waiting: `waits${why ? `: ${why}` : ""}`,
  };
  const text = `${what} ${words[event]}`;
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

/** A notice as the body that a channel takes. What others wrote calls nobody there, and is no link and no markup. */
export function bodyOf(to: Channel["to"], notice: Notice): object {
  const text = textOf(notice);
  switch (to) {
    case "slack":
      return { text: text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") };
    case "discord":
      return { content: text.replace(/[\\*_~`|<>@#]/g, "\\$&"), allowed_mentions: { parse: [] } };
    case "teams":
      return { type: "message", attachments: [{ contentType: cardType, content: cardOf(text) }] };
    case "webhook": {
      const { repository, branch, commit, version, message, rolledBack, startedAt, endedAt } = notice.run;
      const at = endedAt ?? startedAt;
      return { event: notice.event, text, repository, branch, commit, version, message, rolledBack, at };
    }
  }
}

const cardType = "application/vnd.microsoft.card.adaptive";

const cardOf = (text: string) => ({
  $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
  type: "AdaptiveCard",
  version: "1.4",
  // A run of text knows no markup, which a block of text does.
  body: [{ type: "RichTextBlock", inlines: [{ type: "TextRun", text }] }],
});
