import type { Connection } from "./connection.ts";
import type { History } from "./history.ts";
import type { Metrics } from "./metrics.ts";
import type { Present } from "./present.ts";
import { type Greeting, helloFrame, identityFrame } from "./protocol.ts";
import { eachInSlices } from "./slices.ts";
import type { Store } from "./store.ts";

export interface WelcomeParts {
  history: History;
  store: Store;
  version: string;
  metrics: Metrics;
  presence: () => Present;
  /** How long a client may be ahead of this replica before its id counts as unknown. */
  patience: number;
}

interface Waiting {
  since: string;
  timer?: NodeJS.Timeout;
}

/**
 * The first frames of a client that names its last id: whether it is complete again, and what it missed. Whoever
 * cannot be greeted yet waits: until the store was read once, or until this replica has read as far as the client had.
 */
export class Welcome {
  readonly #parts: WelcomeParts;
  readonly #waiting = new Map<Connection, Waiting>();
  /** Whose turn it is: thousands may open the page at once, or get everything anew. */
  readonly #due = new Set<Connection>();
  #isGreeting = false;
  /** The last one, made once for all to whom it says the same: thousands may come within a few milliseconds. */
  #hello: { greeting: Greeting; frame: Buffer } | undefined;
  #greeted: (connection: Connection) => void = () => {};

  constructor(parts: WelcomeParts) {
    this.#parts = parts;
  }

  get waiting(): Connection[] {
    return [...this.#waiting.keys()];
  }

  get size(): number {
    return this.#waiting.size;
  }

  onGreeted(listener: (connection: Connection) => void): void {
    this.#greeted = listener;
  }

  greet(connection: Connection, since: string): void {
    this.#waiting.set(connection, { since });
    this.#due.add(connection);
    connection.hold();
    this.#greetSoon();
  }

  retry(): void {
    for (const connection of this.#waiting.keys()) this.#due.add(connection);
    if (this.#due.size > 0) this.#greetSoon();
  }

  forget(connection: Connection): void {
    clearTimeout(this.#waiting.get(connection)?.timer);
    this.#waiting.delete(connection);
    this.#due.delete(connection);
  }

  #greetSoon(): void {
    if (this.#isGreeting) return;
    this.#isGreeting = true;
    setImmediate(() => {
      eachInSlices(
        this.#due,
        (connection) => this.#try(connection),
        () => {
          this.#isGreeting = false;
        },
      );
    });
  }

  #try(connection: Connection): void {
    this.#due.delete(connection);
    const waiting = this.#waiting.get(connection);
    if (waiting === undefined) return;
    this.#helloOrWait(connection, waiting);
    connection.release();
  }

  #helloOrWait(connection: Connection, waiting: Waiting): void {
    const { history, patience } = this.#parts;
    if (history.epoch === undefined) return;
    const resumption = history.since(waiting.since);
    if (resumption.outcome !== "ahead") this.#welcome(connection, resumption.outcome === "recovered", resumption.after);
    else waiting.timer ??= setTimeout(() => this.#welcome(connection, false, 0), patience);
  }

  #welcome(connection: Connection, recovered: boolean, after: number): void {
    const { history, store, version, metrics, presence } = this.#parts;
    this.forget(connection);
    const { frames, count } = history.batchAfter(after, "telling");
    const hello = this.#frameOf({
      recovered,
      replayed: count,
      last: history.lastId,
      version,
      store: store.kind,
      available: store.problem === undefined,
      now: Date.now(),
      presence: presence(),
    });
    connection.position = history.last;
    if (connection.identity) connection.send(identityFrame(connection.identity));
    connection.send(hello);
    connection.send(frames);
    metrics.recoveries.inc({ outcome: recovered ? "recovered" : "fresh" });
    metrics.delivered.inc(count);
    this.#greeted(connection);
  }

  #frameOf(greeting: Greeting): Buffer {
    const known = this.#hello;
    if (known && isSame(known.greeting, greeting)) return known.frame;
    this.#hello = { greeting, frame: helloFrame(greeting) };
    return this.#hello.frame;
  }
}

const isSame = (one: Greeting, other: Greeting): boolean =>
  (Object.keys(one) as (keyof Greeting)[]).every((key) => one[key] === other[key]);
