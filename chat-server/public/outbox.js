import { now } from "./clock.js";

const retryMilliseconds = 2000;
/** The server knows a mid for ten minutes from when it stored the message; less, so that no clock decides it. */
const mostAge = 9 * 60_000;

/**
 * A message that is not known to be stored, as it is kept. `triedAt`: when it was first given to the server.
 * @typedef {{ mid: string, text: string, madeAt: number, triedAt?: number }} Kept
 */

/**
 * Whether sending once more cannot store it twice: it never went out, or its mid is still known, or all that was stored
 * since then has been seen and it was not among it.
 * @param {Pick<Kept, "triedAt">} kept @param {number} moment @param {number} knowsSince
 */
export const isSafe = ({ triedAt }, moment, knowsSince) =>
  triedAt === undefined || moment - triedAt < mostAge || knowsSince <= triedAt;

/** The messages of this browser that are not known to be stored. Each is written down before it is sent. */
export class Outbox {
  /** @type {Map<string, Kept>} */ #waiting = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #isOpen = false;
  /** Everything stored from this moment on was seen. */
  #knowsSince = Number.POSITIVE_INFINITY;
  #database;
  #transmit;
  #doubt;

  /**
   * @param {import("./database.js").Database} database
   * @param {{ transmit: (text: string) => void, doubt: (mid: string) => void }} listener
   */
  constructor(database, { transmit, doubt }) {
    this.#database = database;
    this.#transmit = transmit;
    this.#doubt = doubt;
  }

  get size() {
    return this.#waiting.size;
  }

  /** Takes over what an earlier page left. */
  async restore() {
    const left = (await this.#database.outbox()).sort((one, other) => one.madeAt - other.madeAt);
    for (const kept of left) this.#waiting.set(kept.mid, kept);
    return left;
  }

  /** Moves what is written in the composer here in one step, so that a crash neither loses nor doubles it. @param {{ mid: string }} message */
  async add(message) {
    const madeAt = now();
    /** @type {Kept} */
    const kept = { mid: message.mid, text: JSON.stringify(message), madeAt, ...(this.#isOpen && { triedAt: madeAt }) };
    this.#waiting.set(kept.mid, kept);
    await this.#database.change((outbox, facts) => {
      outbox.put(kept);
      facts.delete("draft");
    });
    if (kept.triedAt) this.#send([kept]);
  }

  /** @param {string} mid */
  async settle(mid) {
    if (this.#waiting.has(mid)) await this.discard(mid);
  }

  /** @param {string} mid */
  discard(mid) {
    this.#waiting.delete(mid);
    return this.#database.change((outbox) => outbox.delete(mid));
  }

  /** Stays written down, but does not go out again. @param {string} mid */
  hold(mid) {
    this.#waiting.delete(mid);
  }

  /** @param {number} knowsSince */
  open(knowsSince) {
    this.#knowsSince = knowsSince;
    this.#isOpen = true;
    return this.#sendAll();
  }

  close() {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  retryLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#isOpen && this.#sendAll(), retryMilliseconds);
  }

  /** The user decides that it may be stored twice. @param {string} mid */
  insist(mid) {
    delete this.#waiting.get(mid)?.triedAt;
    return this.#isOpen && this.#sendAll();
  }

  async #sendAll() {
    const safe = [...this.#waiting.values()].filter((kept) => isSafe(kept, now(), this.#knowsSince));
    for (const { mid } of this.#waiting.values()) if (!safe.some((kept) => kept.mid === mid)) this.#doubt(mid);
    const untried = safe.filter((kept) => kept.triedAt === undefined);
    for (const kept of untried) kept.triedAt = now();
    if (untried.length > 0) {
      await this.#database.change((outbox) => {
        for (const kept of untried) outbox.put(kept);
      });
    }
    this.#send(safe);
  }

  /** @param {Kept[]} messages */
  #send(messages) {
    for (const { mid, text } of messages) if (this.#isOpen && this.#waiting.has(mid)) this.#transmit(text);
  }
}
