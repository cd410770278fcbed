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

/** A notice as the body that a channel takes. What others wrote calls nobody there, and is no link and no markup. */
export function bodyOf(to: ChannelKind, { event, text, facts }: Notice): object {
  switch (to) {
    case "slack":
      return { text: text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") };
    case "discord":
      return { content: text.replace(/[\\*_~`|<>@#]/g, "\\$&"), allowed_mentions: { parse: [] } };
    case "teams":
      return { type: "message", attachments: [{ contentType: cardType, content: cardOf(text) }] };
    case "webhook":
      return { event, text, ...facts };
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
