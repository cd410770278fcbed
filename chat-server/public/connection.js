import { pauseAfter } from "./pause.js";
import { Turns } from "./turns.js";

/**
 * @typedef {object} ConnectionListener
 * @property {() => string} path where to connect next, query included
 * @property {() => void} opened
 * @property {(frame: any) => void} received
 * @property {(attempts: number) => void} lost
 */

// The server says something every 20 seconds; this much silence means that the connection is dead.
const longestSilence = 50_000;
// It answers a message, also where its message store does not: whoever writes need not wait as long to hear of it.
const longestAnswer = 10_000;

/** A connection that comes back, after a pause that grows until the server has greeted. */
export class Connection {
  /** @type {WebSocket | undefined} */ #socket;
  #listener;
  #attempts = 0;
  #heardAt = 0;
  /** When something went out that is answered, if nothing was heard since. @type {number | undefined} */ #askedAt;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retry;

  /** @param {ConnectionListener} listener */
  constructor(listener) {
    this.#listener = listener;
    setInterval(() => this.#notice(), 5000);
    document.addEventListener("visibilitychange", () => this.#notice());
    // Another network: what was open is dead, whatever it looks like.
    for (const change of ["online", "offline"]) addEventListener(change, () => this.#startOver());
  }

  connect() {
    clearTimeout(this.#retry);
    const url = new URL(this.#listener.path(), location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#heardAt = Date.now();
    this.#askedAt = undefined;
    this.#attempts++;
    const ifCurrent = (/** @type {() => void} */ then) => () => socket === this.#socket && then();
    socket.addEventListener("open", ifCurrent(this.#listener.opened));
    socket.addEventListener(
      "close",
      ifCurrent(() => this.#lose()),
    );
    const frames = new Turns((/** @type {string} */ data) =>
      ifCurrent(() => this.#listener.received(JSON.parse(data)))(),
    );
    socket.addEventListener("message", ({ data }) => {
      this.#heardAt = Date.now();
      this.#askedAt = undefined;
      frames.add(data);
    });
  }

  /** @param {string} text */
  send(text) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** Sends what is answered. @param {string} text */
  ask(text) {
    this.#askedAt ??= Date.now();
    this.send(text);
  }

  /** It works: the next pause is a short one. */
  greeted() {
    this.#attempts = 0;
  }

  #lose() {
    this.#socket = undefined;
    this.#listener.lost(this.#attempts);
    this.#retry = setTimeout(() => this.connect(), pauseAfter(this.#attempts));
  }

  /** A laptop that slept, or a network that went away, leaves a socket that looks open. */
  #notice() {
    const now = Date.now();
    if (now - this.#heardAt > longestSilence || now - (this.#askedAt ?? now) > longestAnswer) this.#drop();
  }

  #drop() {
    const dead = this.#socket;
    if (!dead) return;
    this.#lose();
    dead.close();
  }

  #startOver() {
    this.#drop();
    if (navigator.onLine) this.connect();
  }
}
