import type { Entry } from "./entry.ts";
import type { Message } from "./message.ts";
import type { Present } from "./present.ts";

/** What became of one message. A stored one comes back through `StoreListener.appended`, to its sender as to all. */
export type Receipt =
  | { outcome: "stored" }
  | { outcome: "duplicate"; offset: number }
  | { outcome: "refused"; reason: "unavailable" | "unconfirmed" };

/** How long a `mid` is known, at least until so many messages have come after it: what it may take of memory is bounded. */
export const midLimits = { seconds: 600, count: 100_000 };

export interface StoreListener {
  /** What it has been given last, oldest first. */
  readonly known: Entry[];
  /** New messages, in order and without holes after the last ones. */
  appended(entries: Entry[]): void;
  /** The history from now on: at the start, after a hole, and in a new epoch, when Redis lost what it had. */
  replaced(epoch: string, entries: Entry[]): void;
  availabilityChanged(): void;
}

/** The one place that decides the order of messages. */
export interface Store {
  readonly kind: "redis" | "memory";
  /** Why nothing can be stored at the moment; undefined where all is well. */
  readonly problem: string | undefined;
  /** What identities are signed with; undefined until it was read. */
  readonly identityKey: string | undefined;
  start(listener: StoreListener): void;
  /** One receipt for each message, when those that are stored have also come back. */
  append(messages: Message[]): Promise<Receipt[]>;
  /** Tells all replicas who is at this one, and resolves to who is at all of them. Rejects where they cannot be asked. */
  share(own: Present): Promise<Present>;
  stop(): Promise<void>;
}
