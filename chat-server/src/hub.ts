import type { Connection } from "./connection.ts";
import type { Entry, History } from "./history.ts";
import type { Metrics } from "./metrics.ts";
import { messageFrame, plainFrame, statusFrame } from "./protocol.ts";
import type { Store, StoreListener } from "./store.ts";
import type { Welcome } from "./welcome.ts";

/** Everyone connected, and what they are sent as the store goes on. */
export class Hub implements StoreListener {
  readonly #history: History;
  readonly #store: Store;
  readonly #welcome: Welcome;
  readonly #metrics: Metrics;
  readonly #plain = new Set<Connection>();
  /** Clients that know their position. All of them are exactly at the end of the history. */
  readonly #following = new Set<Connection>();

  constructor(parts: { history: History; store: Store; welcome: Welcome; metrics: Metrics }) {
    this.#history = parts.history;
    this.#store = parts.store;
    this.#welcome = parts.welcome;
    this.#metrics = parts.metrics;
    this.#welcome.onGreeted((connection) => this.#following.add(connection));
  }

  join(connection: Connection, since: string): void {
    if (connection.resumes) this.#welcome.greet(connection, since);
    else this.#plain.add(connection);
    this.#metrics.connections.set(this.size);
  }

  leave(connection: Connection): void {
    this.#welcome.forget(connection);
    this.#following.delete(connection);
    this.#plain.delete(connection);
    this.#metrics.connections.set(this.size);
  }

  get size(): number {
    return this.#plain.size + this.#following.size + this.#welcome.waiting.length;
  }

  get connections(): Connection[] {
    return [...this.#plain, ...this.#following, ...this.#welcome.waiting];
  }

  appended(entries: Entry[]): void {
    const end = this.#metrics.broadcastDuration.startTimer();
    this.#history.append(entries);
    this.#sendAll(this.#plain, entries, entries.map(plainFrame));
    this.#sendAll(
      this.#following,
      entries,
      entries.map((entry) => messageFrame(entry, this.#history)),
    );
    end();
    for (const { storedAt } of entries) {
      this.#metrics.fanoutLag.observe(Math.max(0, Date.now() - storedAt) / 1000);
    }
    this.#welcome.retry();
  }

  replaced(epoch: string, entries: Entry[]): void {
    const { epoch: oldEpoch, last, lastId } = this.#history;
    this.#history.replace(epoch, entries);
    const missed = oldEpoch === epoch ? this.#history.after(last) : [];
    this.#sendAll(this.#plain, missed, missed.map(plainFrame));
    const following = [...this.#following];
    this.#following.clear();
    for (const connection of following) this.#welcome.greet(connection, lastId);
    this.#welcome.retry();
  }

  availabilityChanged(): void {
    const status = [statusFrame(this.#store.problem === undefined)];
    for (const connection of this.#following) connection.send(status);
  }

  #sendAll(connections: Set<Connection>, entries: Entry[], frames: Buffer[]): void {
    for (const connection of connections) connection.send(frames);
    this.#metrics.delivered.inc(connections.size * entries.length);
  }
}
