import { isDeepStrictEqual } from "node:util";
import type { Connection } from "./connection.ts";
import type { Hub } from "./hub.ts";
import type { Present } from "./present.ts";
import { presenceFrame } from "./protocol.ts";
import type { Store } from "./store.ts";

/** A client says again that somebody writes before this is over. */
const typingMilliseconds = 5000;
const mostTyping = 5;
const longestName = 40;
const signal = Buffer.from('{"type":"typing"');

/** Whether a client only says that somebody writes: that is no message, and nobody stores it. */
export const isTyping = (bytes: Uint8Array): boolean =>
  bytes.length > signal.length && signal.compare(bytes, 0, signal.length) === 0;

/** Tells all clients how many are connected and who writes, on whichever replica they are. */
export class Presence {
  readonly #store: Store;
  readonly #hub: Hub;
  /** Who writes on this replica, by `uid`. */
  readonly #typing = new Map<string, { name: string; until: number }>();
  #known: Present = { here: 0, typing: [] };
  #toldAt = Number.NEGATIVE_INFINITY;
  #isSharing = false;

  constructor(store: Store, hub: Hub) {
    this.#store = store;
    this.#hub = hub;
  }

  /** What clients were told last. */
  get known(): Present {
    return this.#known;
  }

  typed(connection: Connection, bytes: Uint8Array): void {
    const now = performance.now();
    const uid = connection.identity?.uid;
    if (uid === undefined || !connection.maySend(now)) return;
    const name = nameIn(bytes);
    const hasRoom = this.#typing.size < mostTyping || this.#typing.has(uid);
    if (name !== undefined && hasRoom) this.#typing.set(uid, { name, until: now + typingMilliseconds });
  }

  /** Whoever has sent a message no longer writes it. */
  sent(connection: Connection): void {
    if (this.#typing.size > 0) this.#typing.delete(connection.identity?.uid ?? "");
  }

  /** Called about once a second. */
  check(now: number): void {
    for (const [uid, { until }] of this.#typing) if (until < now) this.#typing.delete(uid);
    if (this.#isSharing) return;
    this.#isSharing = true;
    const typing = [...this.#typing].map(([uid, { name }]) => ({ uid, name }));
    void this.#share({ here: this.#hub.size, typing }, now).finally(() => {
      this.#isSharing = false;
    });
  }

  /** What the others have is not known without Redis, so that nobody is told anything. */
  async #share(own: Present, now: number): Promise<void> {
    const present = await this.#store.share(own).catch(() => undefined);
    // Of a full house nobody needs to know every coming and going, and each is told to all.
    if (present === undefined || now - this.#toldAt < this.#hub.size) return;
    const shown = { here: present.here, typing: present.typing.slice(0, mostTyping) };
    if (isDeepStrictEqual(shown, this.#known)) return;
    this.#known = shown;
    this.#toldAt = now;
    this.#hub.tell(presenceFrame(shown));
  }
}

function nameIn(bytes: Uint8Array): string | undefined {
  try {
    const { name } = JSON.parse(new TextDecoder().decode(bytes)) as { name?: unknown };
    return typeof name === "string" && name !== "" ? [...name].slice(0, longestName).join("") : undefined;
  } catch {
    return undefined;
  }
}
