import { headBytes, writeFrame } from "./frames.ts";

const smallest = 64 * 1024;

/**
 * The last messages as frames, one behind the other in one piece of memory: whatever any number of clients still needs is
 * a part of it, shared by all of them. What was written once is never changed, since sockets may still be reading it.
 */
export class Tape {
  #bytes = Buffer.allocUnsafeSlow(smallest);
  #end = 0;
  /** Where each message begins. */
  #starts: number[] = [];

  get length(): number {
    return this.#starts.length;
  }

  append(text: string): void {
    const payload = Buffer.byteLength(text);
    const needed = headBytes(payload) + payload;
    if (this.#end + needed > this.#bytes.length) this.#move(needed);
    this.#starts.push(this.#end);
    this.#end = writeFrame(this.#bytes, this.#end, text, payload);
  }

  /** Forgets the oldest, so that so many are left. */
  keep(count: number): void {
    if (this.length > count) this.#starts.splice(0, this.length - count);
  }

  /** Everything from the message with this index on. */
  from(index: number): Buffer {
    return this.#bytes.subarray(this.#starts[index] ?? this.#end, this.#end);
  }

  /** The old memory goes when the last socket has written it. */
  #move(needed: number): void {
    const kept = this.from(0);
    const start = this.#starts[0] ?? this.#end;
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(smallest, 2 * (kept.length + needed)));
    kept.copy(this.#bytes);
    this.#starts = this.#starts.map((at) => at - start);
    this.#end = kept.length;
  }
}
