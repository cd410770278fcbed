import type { Connection } from "./connection.ts";
import { frameOf } from "./frames.ts";
import { type History, historyLimit } from "./history.ts";
import { Inboxes } from "./inboxes.ts";
import type { Limits } from "./limits.ts";
import { type Message, readMessage } from "./message.ts";
import type { Metrics } from "./metrics.ts";
import { noticeFrame, type RefusalReason, refusedFrame, storedFrame } from "./protocol.ts";
import type { Receipt, Store } from "./store.ts";
import type { Tracer } from "./tracer.ts";

/** Ten replicas that all write as fast as they may do not overtake a reader that is a whole history behind. */
const mostUnderway = historyLimit / 10;
const restMilliseconds = 20;

export interface IntakeParts {
  store: Store;
  history: History;
  metrics: Metrics;
  tracer: Tracer;
  limits: Limits;
}

/** Takes what clients send to the store, and tells the sender where it did not get there. */
export class Intake {
  readonly #store: Store;
  readonly #history: History;
  readonly #metrics: Metrics;
  readonly #tracer: Tracer;
  readonly #mostWaiting: number;
  readonly #inboxes = new Inboxes();
  #underway = 0;
  #come = { messages: 0, bytes: 0 };
  #isScheduled = false;
  #resting: NodeJS.Timeout | undefined;
  #isHurried = false;
  #settled: (() => void)[] = [];

  constructor({ store, history, metrics, tracer, limits }: IntakeParts) {
    this.#store = store;
    this.#history = history;
    this.#metrics = metrics;
    this.#tracer = tracer;
    this.#mostWaiting = limits.waitingPerAddress;
  }

  /** Messages that were not handed to the store yet. */
  get waiting(): number {
    return this.#inboxes.size;
  }

  /** Messages that the store has not answered yet. */
  get underway(): number {
    return this.#underway;
  }

  take(connection: Connection, bytes: Uint8Array): void {
    this.#come.messages++;
    this.#come.bytes += bytes.length;
    this.#inboxes.add(connection, bytes, this.#mostWaiting);
    this.#schedule();
  }

  /** A client has left, and what it sent is still stored. */
  left(connection: Connection): void {
    this.#inboxes.detach(connection);
  }

  /** Resolves when the store has answered everything taken so far; the server stops, so nobody is held back any more. */
  async settled(): Promise<void> {
    this.#isHurried = true;
    this.#schedule();
    await new Promise<void>((settled) => this.#settled.push(settled));
  }

  /** Once for all that comes in one turn. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#count();
      this.#inboxes.wake();
      this.#work();
    });
  }

  /** Once for many, as what is sent. */
  #count(): void {
    this.#metrics.received.inc(this.#come.messages);
    this.#metrics.bytesReceived.inc(this.#come.bytes);
    this.#come = { messages: 0, bytes: 0 };
  }

  #work(): void {
    const now = performance.now();
    const batch: { connection: Connection; message: Message }[] = [];
    while (this.#underway + batch.length < mostUnderway) {
      const next = this.#inboxes.next((connection) => this.#isHurried || connection.maySend(now));
      if (next === undefined) break;
      const [connection, bytes] = next;
      const message = readMessage(bytes, connection.identity?.uid);
      if (message === undefined) this.#refuse(connection, undefined, "invalid");
      else batch.push({ connection, message });
    }
    if (batch.length > 0) void this.#append(batch);
    this.#goOn();
  }

  async #append(batch: { connection: Connection; message: Message }[]): Promise<void> {
    this.#underway += batch.length;
    const began = performance.now();
    const receipts = await this.#store.append(batch.map(({ message }) => message));
    this.#underway -= batch.length;
    this.#observe(began, receipts);
    for (const [index, { connection, message }] of batch.entries()) {
      const receipt = receipts[index];
      if (receipt) this.#answer(connection, message, receipt);
    }
    this.#goOn();
  }

  #observe(began: number, receipts: Receipt[]): void {
    this.#metrics.appendDuration.observe((performance.now() - began) / 1000);
    this.#tracer.record({
      name: "append",
      kind: "client",
      began,
      attributes: { "db.system.name": this.#store.kind, "db.operation.batch.size": receipts.length },
      problem: receipts.find((receipt) => receipt.outcome === "refused")?.reason,
    });
  }

  #goOn(): void {
    const { isEmpty, isResting } = this.#inboxes;
    if (!isEmpty && this.#underway < mostUnderway) this.#schedule();
    else if (isResting) this.#rest();
    else if (isEmpty && this.#underway === 0) for (const settled of this.#settled.splice(0)) settled();
  }

  #rest(): void {
    this.#resting ??= setTimeout(() => {
      this.#resting = undefined;
      this.#schedule();
    }, restMilliseconds);
  }

  /** A message just stored answers itself: its sender gets it like everyone else. */
  #answer(connection: Connection, message: Message, receipt: Receipt): void {
    if (receipt.outcome === "refused") this.#refuse(connection, message, receipt.reason);
    if (receipt.outcome !== "duplicate") return;
    const id = this.#history.idOf(receipt.offset);
    connection.send(connection.resumes ? storedFrame(message.mid, id) : frameOf(message.text));
  }

  #refuse(connection: Connection, message: Message | undefined, reason: RefusalReason): void {
    this.#metrics.rejected.inc({ reason });
    connection.send(connection.resumes ? refusedFrame(message, reason) : noticeFrame(reason));
  }
}
