import type { Connection } from "./connection.ts";
import type { Entry } from "./entry.ts";
import type { History } from "./history.ts";
import type { Metrics } from "./metrics.ts";
import { statusFrame } from "./protocol.ts";
import { eachInSlices } from "./slices.ts";
import type { Store, StoreListener } from "./store.ts";
import type { Welcome } from "./welcome.ts";

/** Everyone connected, and what they are sent as the store goes on. */
export class Hub implements StoreListener {
  readonly #history: History;
  readonly #store: Store;
  readonly #welcome: Welcome;
  readonly #metrics: Metrics;
  /** Everyone who is sent what comes. Each has a position of its own, so that one may be served later than another. */
  readonly #present = new Set<Connection>();
  #round: "none" | "running" | "outdated" = "none";
  #sent = { messages: 0, bytes: 0 };

  constructor(parts: { history: History; store: Store; welcome: Welcome; metrics: Metrics }) {
    this.#history = parts.history;
    this.#store = parts.store;
    this.#welcome = parts.welcome;
    this.#metrics = parts.metrics;
    this.#welcome.onGreeted((connection) => this.#present.add(connection));
  }

  join(connection: Connection, since: string): void {
    connection.position = this.#history.last;
    if (connection.resumes) this.#welcome.greet(connection, since);
    else this.#present.add(connection);
    this.#metrics.connections.set(this.size);
  }

  leave(connection: Connection): void {
    this.#welcome.forget(connection);
    this.#present.delete(connection);
    this.#metrics.connections.set(this.size);
  }

  get size(): number {
    return this.#present.size + this.#welcome.size;
  }

  /** The number of the last message that this replica has read. */
  get position(): number {
    return this.#history.last;
  }

  get known(): Entry[] {
    return this.#history.entries;
  }

  get connections(): Connection[] {
    return [...this.#present, ...this.#welcome.waiting];
  }

  appended(entries: Entry[]): void {
    this.#history.append(entries);
    for (const { storedAt } of entries) {
      this.#metrics.fanoutLag.observe(Math.max(0, Date.now() - storedAt) / 1000);
    }
    this.#deliver();
    this.#welcome.retry();
  }

  replaced(epoch: string, entries: Entry[]): void {
    // Nobody gets the end of the old history later: its positions mean nothing in a new one.
    for (const connection of this.#present) this.#advance(connection);
    const { epoch: oldEpoch, last, lastId } = this.#history;
    this.#history.replace(epoch, entries);
    for (const connection of this.#present) {
      connection.position = oldEpoch === epoch ? last : this.#history.last;
      if (!connection.resumes) continue;
      this.#present.delete(connection);
      this.#welcome.greet(connection, lastId);
    }
    this.#deliver();
    this.#welcome.retry();
  }

  availabilityChanged(): void {
    this.tell(statusFrame(this.#store.problem === undefined));
  }

  /** Sends everyone what is no message; clients of the original know nothing else. */
  tell(frame: Buffer): void {
    const send = (connection: Connection) => connection.resumes && connection.send(frame);
    eachInSlices(this.#present, send, () => {});
  }

  /** What comes while a round is under way goes with it to those it has not reached yet, and to the others in the next. */
  #deliver(): void {
    if (this.#round !== "none") {
      this.#round = "outdated";
      return;
    }
    this.#round = "running";
    const observe = this.#metrics.broadcastDuration.startTimer();
    const advance = (connection: Connection) => this.#advance(connection);
    eachInSlices(this.#present, advance, () => {
      observe();
      this.#count();
      const isOutdated = this.#round === "outdated";
      this.#round = "none";
      if (isOutdated) this.#deliver();
    });
  }

  #advance(connection: Connection): void {
    const { last } = this.#history;
    if (connection.position >= last) return;
    const { frames, count } = this.#history.batchAfter(connection.position, connection.telling);
    connection.position = last;
    connection.send(frames);
    this.#sent.messages += count;
    this.#sent.bytes += frames.length;
  }

  /** Once for many: counting costs as much as sending. */
  #count(): void {
    this.#metrics.delivered.inc(this.#sent.messages);
    this.#metrics.bytesSent.inc(this.#sent.bytes);
    this.#sent = { messages: 0, bytes: 0 };
  }
}
