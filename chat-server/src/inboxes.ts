import type { Connection } from "./connection.ts";

/** What has come from clients and was not looked at yet: one of each client in turn, so that nobody waits for a flood. */
export class Inboxes {
  readonly #waiting = new Map<Connection, Uint8Array[]>();
  /** Those that have used up what they may send for now. */
  readonly #resting = new Map<Connection, Uint8Array[]>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  get isResting(): boolean {
    return this.#resting.size > 0;
  }

  add(connection: Connection, bytes: Uint8Array): void {
    const inbox = this.#waiting.get(connection) ?? this.#resting.get(connection);
    if (inbox) inbox.push(bytes);
    else this.#waiting.set(connection, [bytes]);
    connection.heldBack(inbox?.length ?? 1);
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
}
