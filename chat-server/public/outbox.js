const retryMilliseconds = 2000;

/** The messages of this page that are not known to be stored. Sending one twice is safe: the server knows its mid. */
export class Outbox {
  /** @type {Map<string, string>} */ #waiting = new Map();
  /** @type {(text: string) => void} */ #transmit;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #isOpen = false;

  /** @param {(text: string) => void} transmit */
  constructor(transmit) {
    this.#transmit = transmit;
  }

  /** @param {{ mid: string }} message */
  add(message) {
    const text = JSON.stringify(message);
    this.#waiting.set(message.mid, text);
    if (this.#isOpen) this.#transmit(text);
  }

  /** @param {string} mid */
  settle(mid) {
    this.#waiting.delete(mid);
  }

  open() {
    this.#isOpen = true;
    for (const text of this.#waiting.values()) this.#transmit(text);
  }

  close() {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  retryLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#isOpen && this.open(), retryMilliseconds);
  }
}
