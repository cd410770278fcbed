import type { Entry } from "./entry.ts";
import { frameOf } from "./frames.ts";
import type { Identity } from "./identity.ts";
import type { Message } from "./message.ts";
import type { Present } from "./present.ts";
import type { Store } from "./store.ts";

export type RefusalReason = "invalid" | "unavailable" | "unconfirmed";

const explanations: Record<RefusalReason, string> = {
  invalid: "Not sent: a message is a JSON object of at most 512 bytes.",
  unavailable: "Not sent: messages cannot be stored at the moment.",
  unconfirmed: "Perhaps not sent: the message store did not answer. Sending it again with the same mid is safe.",
};

const frame = (value: object): Buffer => frameOf(JSON.stringify(value));

/** A message as clients of the original server know it. */
export const plainText = ({ text }: Entry): string => text;

/** A message with its id, when it was stored, and its sender if that is proven. The text is JSON already; parsing it again would only cost time. */
export function tellingText({ text, storedAt, uid }: Entry, id: string): string {
  const at = storedAt > 0 ? `,"at":${storedAt}` : "";
  const sender = uid === undefined ? "" : `,"uid":${JSON.stringify(uid)},"verified":true`;
  return `{"type":"message","id":"${id}"${at}${sender},"data":${text}}`;
}

export interface Greeting {
  recovered: boolean;
  /** How many messages follow at once. */
  replayed: number;
  last: string;
  version: string;
  store: Store["kind"];
  available: boolean;
  /** The server's clock, in milliseconds since 1970. */
  now: number;
  presence: Present;
}

export const helloFrame = (greeting: Greeting): Buffer => frame({ type: "hello", ...greeting });

export const identityFrame = ({ uid, token }: Identity): Buffer => frame({ type: "identity", uid, token });

export const statusFrame = (available: boolean): Buffer => frame({ type: "status", available });

export const storedFrame = (mid: string | undefined, id: string): Buffer => frame({ type: "stored", mid, id });

export const presenceFrame = (present: Present): Buffer => frame({ type: "presence", ...present });

export const beatFrame = frame({ type: "beat" });

export const refusedFrame = (message: Message | undefined, reason: RefusalReason): Buffer =>
  frame({ type: "refused", mid: message?.mid, reason, text: explanations[reason] });

/** The refusal for clients that know nothing but chat messages: one to them alone, which no one stores. */
export const noticeFrame = (reason: RefusalReason): Buffer =>
  frame({ text: explanations[reason], uid: "chat-server", date: new Date(), title: "chat-server", refused: reason });
