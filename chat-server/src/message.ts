/** A message as it is stored and broadcast: the client's own JSON text on one line. */
export interface Message {
  text: string;
  /** The client's own name for the message (field `mid`): one `mid` is stored once, however often it is sent. */
  mid: string | undefined;
}

export const longestMessage = 512;

const midPattern = /^[\w-]{1,64}$/;
// White space as Unicode defines it; String.trim would take U+FEFF along and leave U+0085.
const outerSpace = /^\p{White_Space}+|\p{White_Space}+$/gu;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads what a client sent; undefined where it is not a JSON object, which would break every reader of the history. */
export function readMessage(bytes: Uint8Array): Message | undefined {
  try {
    return messageOf(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}

function messageOf(raw: string): Message | undefined {
  const text = raw.replaceAll("\n", " ").replace(outerSpace, "");
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const mid: unknown = "mid" in value ? value.mid : undefined;
  if (mid === undefined) return { text, mid };
  return typeof mid === "string" && midPattern.test(mid) ? { text, mid } : undefined;
}
