/** A message as the chat server passes it on. */
export interface ChatMessage {
  id: string;
  /** When it was stored, by the server's clock, in milliseconds. */
  at: number;
  /** Who sent it, if the server vouches for that; undefined of whoever has no name that is proven. */
  uid: string | undefined;
  text: string;
  /** What its sender calls it. */
  mid: string | undefined;
}

/** How the server greets a client that has been there before. */
export interface Greeting {
  /** All that came since is told; otherwise everything is told anew. */
  recovered: boolean;
  replayed: number;
  last: string;
  /** The server's clock. */
  now: number;
}

/** What the server tells, as far as it matters here. */
export type Frame =
  | { type: "identity"; uid: string; token: string }
  | ({ type: "hello" } & Greeting)
  | { type: "message"; message: ChatMessage }
  | { type: "stored"; mid: string }
  | { type: "refused"; mid: string; isFinal: boolean }
  | { type: "status"; available: boolean };

const longestText = 512;

/** Reads a frame; undefined if it is of no kind that matters here, or no frame at all. */
export function readFrame(text: string): Frame | undefined {
  const frame = parsed(text);
  const word = (key: string) => (typeof frame?.[key] === "string" ? frame[key] : "");
  const number = (key: string) => (typeof frame?.[key] === "number" ? frame[key] : 0);
  switch (frame?.type) {
    case "identity":
      return { type: "identity", uid: word("uid"), token: word("token") };
    case "hello":
      return {
        type: "hello",
        recovered: frame.recovered === true,
        replayed: number("replayed"),
        last: word("last"),
        now: number("now"),
      };
    case "message":
      return { type: "message", message: messageIn(frame, { id: word("id"), at: number("at") }) };
    case "stored":
      return { type: "stored", mid: word("mid") };
    case "refused":
      return { type: "refused", mid: word("mid"), isFinal: frame.reason === "invalid" };
    case "status":
      return { type: "status", available: frame.available === true };
    default:
      return undefined;
  }
}

/** Of what the sender wrote, the name counts for nothing: who it was stands beside that, where nobody but the server writes. */
function messageIn(frame: Fields, head: Pick<ChatMessage, "id" | "at">): ChatMessage {
  const { data } = frame;
  const { text, mid } = isFields(data) ? data : {};
  return {
    ...head,
    uid: frame.verified === true && typeof frame.uid === "string" ? frame.uid : undefined,
    text: typeof text === "string" ? text.slice(0, longestText) : "",
    mid: typeof mid === "string" ? mid : undefined,
  };
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What the server takes of one message, in bytes. */
const mostBytes = 512;

export interface OwnMessage {
  mid: string;
  /** Whom it is from, as people read it. */
  title: string;
  text: string;
  /** What the message that it answers is called. */
  re?: string | undefined;
}

/** A message as it is sent; of a text that is too long, as much as the server takes. */
export function ownFrame({ text, ...rest }: OwnMessage, now: Date): string {
  const line = text.replace(/\s+/g, " ").trim();
  const written = (length: number) =>
    JSON.stringify({ text: length < line.length ? `${line.slice(0, length)}…` : line, date: now, ...rest });
  let length = line.length;
  for (let over = 1; over > 0; ) {
    over = Buffer.byteLength(written(length)) - mostBytes;
    // A character has up to six bytes there; half of one that needs two is a mark for what is no character.
    if (over > 0) length -= Math.max(1, Math.floor(over / 6));
  }
  return written(length);
}
