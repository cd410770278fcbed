import type { Connection } from "./connection.ts";
import type { History } from "./history.ts";
import { type Message, readMessage } from "./message.ts";
import type { Metrics } from "./metrics.ts";
import { noticeFrame, type RefusalReason, refusedFrame, storedFrame } from "./protocol.ts";
import type { Receipt, Store } from "./store.ts";

/** Takes what clients send to the store, and tells the sender where it did not get there. */
export class Intake {
  readonly #store: Store;
  readonly #history: History;
  readonly #metrics: Metrics;
  readonly #underway = new Set<Promise<void>>();

  constructor({ store, history, metrics }: { store: Store; history: History; metrics: Metrics }) {
    this.#store = store;
    this.#history = history;
    this.#metrics = metrics;
  }

  take(connection: Connection, bytes: Uint8Array): void {
    this.#metrics.received.inc();
    const message = readMessage(bytes);
    if (message === undefined) this.#refuse(connection, undefined, "invalid");
    else this.#append(connection, message);
  }

  #append(connection: Connection, message: Message): void {
    connection.messageTaken();
    const work = this.#store.append(message).then((receipt) => {
      connection.messageAnswered();
      this.#answer(connection, message, receipt);
      this.#underway.delete(work);
    });
    this.#underway.add(work);
  }

  /** Resolves when the store has answered everything taken so far. */
  async settled(): Promise<void> {
    await Promise.all(this.#underway);
  }

  /** A message just stored answers itself: its sender gets it like everyone else. */
  #answer(connection: Connection, message: Message, receipt: Receipt): void {
    if (receipt.outcome === "refused") this.#refuse(connection, message, receipt.reason);
    if (receipt.outcome !== "duplicate") return;
    const id = this.#history.idOf(receipt.offset);
    connection.send([connection.resumes ? storedFrame(message.mid, id) : Buffer.from(message.text)]);
  }

  #refuse(connection: Connection, message: Message | undefined, reason: RefusalReason): void {
    this.#metrics.rejected.inc({ reason });
    connection.send([connection.resumes ? refusedFrame(message, reason) : noticeFrame(reason)]);
  }
}
