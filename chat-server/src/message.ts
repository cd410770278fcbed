import { provenMark } from "./identity.ts";

/** A message as it is stored and broadcast: the client's own JSON text on one line. */
export interface Message {
  text: string;
  /** The client's own name for the message (field `mid`): one `mid` is stored once, however often it is sent. */
  mid: string | undefined;
  /** Who sent it, where that is proven. */
  uid?: string | undefined;
}

export const longestMessage = 512;

/** What TypeScript does not know yet of JSON: how a number was spelled, and how to spell it. */
interface SourceJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): object;
  rawJSON(source: string): unknown;
}
const sourceJson = JSON as unknown as SourceJson;

const midPattern = /^[\w-]{1,64}$/;
// White space as Unicode defines it; String.trim would take U+FEFF along and leave U+0085.
const outerSpace = /^\p{White_Space}+|\p{White_Space}+$/gu;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads what a client sent; undefined where it is not a JSON object, which would break every reader of the history. */
export function readMessage(bytes: Uint8Array, uid?: string): Message | undefined {
  try {
    return messageOf(utf8.decode(bytes), uid);
  } catch {
    return undefined;
  }
}

function messageOf(raw: string, uid: string | undefined): Message | undefined {
  const sent = raw.replaceAll("\n", " ").replace(outerSpace, "");
  const value: unknown = JSON.parse(sent);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const mid: unknown = "mid" in value ? value.mid : undefined;
  if (mid !== undefined && !(typeof mid === "string" && midPattern.test(mid))) return undefined;
  return { text: attributed(sent, value, uid), mid, uid };
}

/** The `uid` of a message is its sender's if that is proven, and if not, none that somebody else could prove. */
function attributed(text: string, value: object, uid: string | undefined): string {
  if (uid !== undefined) return withUid(text, uid);
  const claimed: unknown = "uid" in value ? value.uid : undefined;
  if (typeof claimed !== "string" || !claimed.startsWith(provenMark)) return text;
  return withUid(text, claimed.replace(/^~+/, ""));
}

/** Numbers stay as they are spelled: 1e20 written out is five times as long, and a long one loses its last digits. */
function withUid(text: string, uid: string): string {
  const value = sourceJson.parse(text, (_, part, { source }) =>
    typeof part === "number" && source !== undefined ? sourceJson.rawJSON(source) : part,
  );
  return JSON.stringify({ ...value, uid });
}
