import type { Entry } from "./entry.ts";
import { createKey } from "./identity.ts";
import type { Message } from "./message.ts";
import { createEpoch } from "./message-id.ts";
import type { Present } from "./present.ts";
import { midLimits, type Receipt, type Store, type StoreListener } from "./store.ts";

/** Keeps nothing: for a single process without Redis. The history itself is the listener's. */
export class MemoryStore implements Store {
  readonly kind = "memory";
  readonly problem = undefined;
  readonly identityKey = createKey();
  #listener: StoreListener | undefined;
  #last = 0;
  /** What each mid became, oldest first. */
  readonly #mids = new Map<string, { offset: number; storedAt: number }>();

  start(listener: StoreListener): void {
    this.#listener = listener;
    listener.replaced(createEpoch(), []);
  }

  async append(messages: Message[]): Promise<Receipt[]> {
    const storedAt = Date.now();
    const entries: Entry[] = [];
    this.#forget(storedAt - midLimits.seconds * 1000);
    const receipts = messages.map(({ text, mid, uid }): Receipt => {
      const earlier = mid === undefined ? undefined : this.#mids.get(mid);
      if (earlier) return { outcome: "duplicate", offset: earlier.offset };
      const offset = ++this.#last;
      if (mid !== undefined) this.#mids.set(mid, { offset, storedAt });
      entries.push({ offset, text, storedAt, uid });
      return { outcome: "stored" };
    });
    if (entries.length > 0) this.#listener?.appended(entries);
    return receipts;
  }

  async share(own: Present): Promise<Present> {
    return own;
  }

  async stop(): Promise<void> {}

  #forget(before: number): void {
    for (const [mid, { storedAt }] of this.#mids) {
      if (storedAt >= before && this.#mids.size <= midLimits.count) break;
      this.#mids.delete(mid);
    }
  }
}
