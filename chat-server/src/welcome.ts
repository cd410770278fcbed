import type { Connection } from "./connection.ts";
import type { Entry, History } from "./history.ts";
import type { Metrics } from "./metrics.ts";
import { helloFrame, messageFrame } from "./protocol.ts";
import type { Store } from "./store.ts";

export interface WelcomeParts {
  history: History;
  store: Store;
  version: string;
  metrics: Metrics;
  /** How long a client may be ahead of this replica before its id counts as unknown. */
  patience: number;
}

/**
 * The first frames of a client that names its last id: whether it is complete again, and what it missed. Whoever
 * cannot be greeted yet waits: until the store was read once, or until this replica has read as far as the client had.
 */
export class Welcome {
  readonly #parts: WelcomeParts;
  readonly #waiting = new Map<Connection, { since: string; timer: NodeJS.Timeout | undefined }>();
  #greeted: (connection: Connection) => void = () => {};

  constructor(parts: WelcomeParts) {
    this.#parts = parts;
  }

  get waiting(): Connection[] {
    return [...this.#waiting.keys()];
  }

  onGreeted(listener: (connection: Connection) => void): void {
    this.#greeted = listener;
  }

  greet(connection: Connection, since: string): void {
    const { history } = this.#parts;
    const resumption = history.since(since);
    if (history.epoch === undefined || resumption.outcome === "ahead") this.#wait(connection, since);
    else this.#hello(connection, resumption.outcome === "recovered", resumption.entries);
  }

  retry(): void {
    for (const [connection, { since }] of this.#waiting) this.greet(connection, since);
  }

  forget(connection: Connection): void {
    clearTimeout(this.#waiting.get(connection)?.timer);
    this.#waiting.delete(connection);
  }

  #wait(connection: Connection, since: string): void {
    const { history, patience } = this.#parts;
    const giveUp = () => this.#hello(connection, false, history.after(0));
    const isLoaded = history.epoch !== undefined;
    const timer = this.#waiting.get(connection)?.timer ?? (isLoaded ? setTimeout(giveUp, patience) : undefined);
    this.#waiting.set(connection, { since, timer });
  }

  #hello(connection: Connection, recovered: boolean, entries: Entry[]): void {
    const { history, store, version, metrics } = this.#parts;
    this.forget(connection);
    const hello = helloFrame({
      recovered,
      replayed: entries.length,
      last: history.lastId,
      version,
      store: store.kind,
      available: store.problem === undefined,
    });
    connection.send([hello, ...entries.map((entry) => messageFrame(entry, history))]);
    metrics.recoveries.inc({ outcome: recovered ? "recovered" : "fresh" });
    metrics.delivered.inc(entries.length);
    this.#greeted(connection);
  }
}
