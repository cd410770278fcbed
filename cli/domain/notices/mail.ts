import { type Notice, type Wording, wordsOf } from "./body.ts";

export interface Mail {
  subject: string;
  text: string;
}

/** Mailboxes show no more of a subject. */
const longestSubject = 120;

/** A notice as a mail: what is said, and below it all that is known. */
export function mailOf(wording: Wording, notice: Notice): Mail {
  const words = wordsOf(wording, notice);
  const line = words.replace(/\s+/g, " ");
  const facts = Object.entries({ event: notice.event, ...notice.facts }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  const subject = line.length > longestSubject ? `${line.slice(0, longestSubject)}…` : line;
  return { subject, text: `${words}\n\n${facts.join("\n")}\n` };
}
