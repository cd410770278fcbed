import type { Connection } from "./connection.ts";

/** What has come from clients and was not looked at yet: one of each client in turn, so that nobody waits for a flood. */
export class Inboxes {
  readonly #waiting = new Map<Connection, Uint8Array[]>();
  /** Those that have used up what they may send for now. */
  readonly #resting = new Map<Connection, Uint8Array[]>();
  /** What was read with their last message still comes. */
  readonly #ended = new WeakSet<Connection>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** How many messages these are: counted anew, as nobody asks often. */
  get size(): number {
    return [...this.#waiting.values(), ...this.#resting.values()].reduce((sum, inbox) => sum + inbox.length, 0);
  }

  get isResting(): boolean {
    return this.#resting.size > 0;
  }

  /** `most`: what may wait of one address. A client that goes beyond is ended, and nothing of it is kept. */
  add(connection: Connection, bytes: Uint8Array, most: number): void {
    if (this.#ended.has(connection)) return;
    const inbox = this.#of(connection);
    if (inbox) inbox.push(bytes);
    else this.#waiting.set(connection, [bytes]);
    connection.heldBack(inbox?.length ?? 1);
    if (++connection.address.waiting > most) this.#end(connection);
  }

  /** A client has left: its messages are kept, without all that was read with them, of which they are views. */
  detach(connection: Connection): void {
    const inbox = this.#of(connection) ?? [];
    for (const [index, bytes] of inbox.entries()) inbox[index] = new Uint8Array(bytes);
  }

  /** The next message whose sender may send now, from whoever has waited longest. */
  next(mayMore: (connection: Connection) => boolean): [Connection, Uint8Array] | undefined {
    for (const [connection, inbox] of this.#waiting) {
      this.#waiting.delete(connection);
      if (!mayMore(connection)) {
        this.#resting.set(connection, inbox);
        continue;
      }
      const bytes = inbox.shift() as Uint8Array;
      connection.address.waiting--;
      if (inbox.length > 0) this.#waiting.set(connection, inbox);
      connection.heldBack(inbox.length);
      return [connection, bytes];
    }
    return undefined;
  }

  /** Time has passed: all may be asked again. */
  wake(): void {
    for (const [connection, inbox] of this.#resting) this.#waiting.set(connection, inbox);
    this.#resting.clear();
  }

  #of(connection: Connection): Uint8Array[] | undefined {
    return this.#waiting.get(connection) ?? this.#resting.get(connection);
  }

  #end(connection: Connection): void {
    this.#ended.add(connection);
    connection.address.waiting -= this.#of(connection)?.length ?? 0;
    this.#waiting.delete(connection);
    this.#resting.delete(connection);
    connection.cut("flood");
  }
}
