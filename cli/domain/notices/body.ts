import type { ChannelKind } from "../../core/config/notify.ts";

/** What people are told in a channel, and programs by a webhook. */
export interface Notice {
  event: string;
  /** In a line. */
  text: string;
  /** The same for programs. */
  facts: object;
}

/** Chats show no more; Discord takes 2,000 characters. */
const longestText = 1_500;

/** A text as short as every channel takes it. */
export const shortText = (text: string): string =>
  text.length > longestText ? `${text.slice(0, longestText)}…` : text;

/** What is said in a channel: as usual, or as its template says. */
export interface Wording {
  to: ChannelKind;
  text?: string | undefined;
}

/** So that what others wrote calls nobody there, and is no link and no markup. */
function quoted(to: ChannelKind, text: string): string {
  if (to === "slack") return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return to === "discord" ? text.replace(/[\\*_~`|<>@#]/g, "\\$&") : text;
}

/** What is said of a notice. What stands in a template itself is markup, if it is any: whoever wrote it meant that. */
export function wordsOf({ to, text: template = "{text}" }: Wording, { event, text, facts }: Notice): string {
  const known = new Map<string, unknown>(Object.entries({ event, text, ...facts }));
  const told = template.replace(/\{(\w+)\}/g, (_, name: string) => quoted(to, `${known.get(name) ?? ""}`));
  return shortText(told);
}

/** A notice as the body that a channel takes which is posted to. */
export function bodyOf(wording: Wording & { to: PostedKind }, notice: Notice): object {
  const words = wordsOf(wording, notice);
  switch (wording.to) {
    case "slack":
      return { text: words };
    case "discord":
      return { content: words, allowed_mentions: { parse: [] } };
    case "teams":
      return { type: "message", attachments: [{ contentType: cardType, content: cardOf(words) }] };
    case "webhook":
      return { event: notice.event, text: words, ...notice.facts };
  }
}

/** Kinds of channels that take a document by HTTP. */
export type PostedKind = Exclude<ChannelKind, "email" | "chat">;

const cardType = "application/vnd.microsoft.card.adaptive";

const cardOf = (text: string) => ({
  $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
  type: "AdaptiveCard",
  version: "1.4",
  // A run of text knows no markup, which a block of text does.
  body: [{ type: "RichTextBlock", inlines: [{ type: "TextRun", text }] }],
});
