/** Even a slow phone is not busy for longer than one can feel. */
const turnMilliseconds = 6;

/**
 * Does something with each of what comes, in order, a few milliseconds at a time: a thousand messages that come at once hold
 * up no key and no finger.
 * @template T
 */
export class Turns {
  /** @type {T[]} */ #waiting = [];
  #work;
  // A timer would wait for a second in a page that nobody sees.
  #channel = new MessageChannel();

  /** @param {(item: T) => void} work */
  constructor(work) {
    this.#work = work;
    this.#channel.port1.onmessage = () => this.#turn();
  }

  /** @param {T} item */
  add(item) {
    if (this.#waiting.push(item) === 1) this.#next();
  }

  #turn() {
    const end = performance.now() + turnMilliseconds;
    let done = 0;
    try {
      while (done < this.#waiting.length && performance.now() < end) {
        this.#work(/** @type {T} */ (this.#waiting[done++]));
      }
    } finally {
      this.#waiting.splice(0, done);
      if (this.#waiting.length > 0) this.#next();
    }
  }

  #next() {
    this.#channel.port2.postMessage(undefined);
  }
}
