import { historyLimit } from "./history.ts";
import type { Message } from "./message.ts";
import { createEpoch } from "./message-id.ts";
import type { Receipt, Store, StoreListener } from "./store.ts";

/** Keeps nothing: for a single process without Redis. The history itself is the listener's. */
export class MemoryStore implements Store {
  readonly kind = "memory";
  readonly problem = undefined;
  #listener: StoreListener | undefined;
  #last = 0;
  readonly #offsets = new Map<string, number>();

  start(listener: StoreListener): void {
    this.#listener = listener;
    listener.replaced(createEpoch(), []);
  }

  async append({ text, mid }: Message): Promise<Receipt> {
    const earlier = mid === undefined ? undefined : this.#offsets.get(mid);
    if (earlier !== undefined) return { outcome: "duplicate", offset: earlier };
    const offset = ++this.#last;
    if (mid !== undefined) this.#remember(mid, offset);
    this.#listener?.appended([{ offset, text, storedAt: Date.now() }]);
    return { outcome: "stored" };
  }

  async stop(): Promise<void> {}

  #remember(mid: string, offset: number): void {
    this.#offsets.set(mid, offset);
    const [oldest] = this.#offsets.keys();
    if (this.#offsets.size > historyLimit && oldest !== undefined) this.#offsets.delete(oldest);
  }
}
