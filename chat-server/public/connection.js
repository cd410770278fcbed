import { Outbox } from "./outbox.js";

/** @typedef {"connecting" | "online" | "reconnecting"} State */
/** @typedef {{ mid: string, text: string, uid: string, date: string, title: string }} Message */
/** @typedef {{ version: string, store: string, available: boolean, recovered: boolean, replayed: number, last: string }} Hello */

/**
 * @typedef {object} Listener
 * @property {(state: State) => void} stateChanged
 * @property {(hello: Hello) => void} greeted
 * @property {(available: boolean) => void} availabilityChanged
 * @property {(message: Partial<Message>) => void} received
 * @property {() => void} caughtUp
 * @property {(mid: string, outcome: "stored" | "refused") => void} settled
 */

// The server says something every 20 seconds; this much silence means that the connection is dead.
const longestSilence = 50_000;
const longestPause = 15_000;

/** A connection that comes back: it resumes after the last message it saw and sends again what was not stored. */
export class Connection {
  /** @type {WebSocket | undefined} */ #socket;
  /** @type {Listener} */ #listener;
  #since = "";
  #replaying = 0;
  #attempts = 0;
  #heardAt = 0;
  #available = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retry;
  #outbox = new Outbox((text) => this.#transmit(text));

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
    this.#connect();
    setInterval(() => this.#notice(), 5000);
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => this.#notice());
  }

  /** @param {Message} message */
  send(message) {
    this.#outbox.add(message);
  }

  #connect() {
    clearTimeout(this.#retry);
    const url = new URL(`/ws?since=${this.#since}`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#heardAt = Date.now();
    this.#listener.stateChanged(this.#attempts++ === 0 ? "connecting" : "reconnecting");
    socket.addEventListener("message", ({ data }) => socket === this.#socket && this.#take(JSON.parse(data)));
    socket.addEventListener("close", () => socket === this.#socket && this.#lost());
  }

  #lost() {
    this.#socket = undefined;
    this.#outbox.close();
    this.#listener.stateChanged("reconnecting");
    const pause = Math.min(250 * 2 ** this.#attempts, longestPause) * (0.5 + Math.random() / 2);
    this.#retry = setTimeout(() => this.#connect(), pause);
  }

  /** A laptop that slept, or a network that went away, leaves a socket that looks open. */
  #notice() {
    if (Date.now() - this.#heardAt < longestSilence || !this.#socket) return;
    const dead = this.#socket;
    this.#lost();
    dead.close();
  }

  #hurry() {
    if (!this.#socket) this.#connect();
  }

  /** @param {string} text */
  #transmit(text) {
    this.#socket?.send(text);
  }

  /** @param {any} frame */
  #take(frame) {
    this.#heardAt = Date.now();
    if (frame.type === "hello") this.#welcomed(frame);
    else if (frame.type === "message") this.#received(frame);
    else if (frame.type === "stored") this.#settled(frame.mid, "stored");
    else if (frame.type === "status") this.#setAvailable(frame.available);
    else if (frame.type === "refused") this.#refused(frame);
  }

  /** @param {Hello} hello */
  #welcomed(hello) {
    this.#attempts = 1;
    this.#replaying = hello.replayed;
    if (hello.replayed === 0) this.#since = hello.last;
    this.#listener.greeted(hello);
    this.#listener.stateChanged("online");
    this.#available = hello.available;
    if (hello.replayed === 0) this.#caughtUp();
  }

  /** @param {{ id: string, data: Partial<Message> }} frame */
  #received({ id, data }) {
    this.#since = id;
    if (data.mid) this.#outbox.settle(data.mid);
    this.#listener.received(data);
    if (this.#replaying > 0 && --this.#replaying === 0) this.#caughtUp();
  }

  /** Only now is it known which messages did not get through before. */
  #caughtUp() {
    this.#listener.caughtUp();
    this.#setAvailable(this.#available);
  }

  /** @param {boolean} available */
  #setAvailable(available) {
    this.#available = available;
    this.#listener.availabilityChanged(available);
    if (available && this.#replaying === 0) this.#outbox.open();
    else this.#outbox.close();
  }

  /** @param {{ mid?: string, reason: string }} frame */
  #refused({ mid, reason }) {
    if (reason !== "invalid") this.#outbox.retryLater();
    else if (mid) this.#settled(mid, "refused");
  }

  /** @param {string} mid @param {"stored" | "refused"} outcome */
  #settled(mid, outcome) {
    this.#outbox.settle(mid);
    this.#listener.settled(mid, outcome);
  }
}
