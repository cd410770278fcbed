import type { Socket } from "node:net";
import type { Address } from "./addresses.ts";
import { Allowance } from "./allowance.ts";
import type { Limits } from "./limits.ts";

/** Answers to pings are not: they are counted when they have become so much. */
const worthCounting = 1024;

/** How much a client sends, beside what it may. */
export class Pace {
  readonly address: Address;
  readonly #stream: Socket;
  readonly #limits: Limits;
  /** Most clients only read: they have none. */
  #messages: Allowance | undefined;
  #bytes: Allowance | undefined;
  #read = 0;

  /** `stream`: the TCP connection below the WebSocket. */
  constructor(stream: Socket, address: Address, limits: Limits) {
    this.#stream = stream;
    this.address = address;
    this.#limits = limits;
  }

  /** Whether one more message may be taken now; if so, it counts. */
  maySend(now: number): boolean {
    const { allowance } = this.address;
    this.#messages ??= new Allowance(this.#limits.messages);
    if (!this.#messages.has(1, now) || !allowance.has(1, now)) return false;
    this.#messages.take(1);
    allowance.take(1);
    return true;
  }

  /** Messages are slowed down by not reading on; what is left is a flood of something else. */
  isFlooding(now: number): boolean {
    const bytes = this.#stream.bytesRead - this.#read;
    if (bytes < worthCounting) return false;
    this.#read += bytes;
    this.#bytes ??= new Allowance(this.#limits.bytes);
    if (!this.#bytes.has(bytes, now)) return true;
    this.#bytes.take(bytes);
    return false;
  }
}
