import { setClock } from "./clock.js";
import { Connection } from "./connection.js";
import { Outbox } from "./outbox.js";

/** @typedef {"connecting" | "reconnecting" | "unreachable" | "unavailable" | "online"} State */
/** @typedef {{ mid: string, text: string, uid: string, date: string, title: string, re?: string }} Message */
/** @typedef {import("./presence.js").Present} Present */
/** @typedef {{ version: string, store: string, available: boolean, recovered: boolean, replayed: number, last: string, now?: number, presence?: Present }} Hello */
/** @typedef {import("./identity.js").Frame} Frame */
/** @typedef {import("./identity.js").Received} Received */

/**
 * @typedef {object} SessionListener
 * @property {(state: State) => void} stateChanged
 * @property {(hello: Hello) => void} greeted
 * @property {(message: Received, isReplay: boolean) => void} received
 * @property {(present: Present, ownUid: string | undefined) => void} presenceChanged
 * @property {() => void} caughtUp
 * @property {(mid: string, outcome: "stored" | "refused" | "doubtful") => void} settled
 */

/** As many messages as the server keeps. */
export const mostMessages = 1000;
/** A server that waits for its message store does not greet. */
const greetingMilliseconds = 2000;
const attemptsInSilence = 2;
/** The server shows for a little longer that somebody writes. */
const typingMilliseconds = 3000;

/** The conversation with the server: it resumes after the last message seen, and sends again what was not stored. */
export class Session {
  outbox;
  #listener;
  #connection;
  #since = "";
  #replaying = 0;
  #available = true;
  /** A server of an earlier release would take it for a message. */
  #knowsTyping = false;
  #typedAt = Number.NEGATIVE_INFINITY;
  #knowsSince = Number.POSITIVE_INFINITY;
  #identity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #greeting;

  /**
   * @param {import("./identity.js").Identity} identity @param {import("./database.js").Database} database
   * @param {SessionListener} listener
   */
  constructor(identity, database, listener) {
    this.#identity = identity;
    this.#listener = listener;
    this.#connection = new Connection({
      path: () => `/ws?since=${this.#since}&token=${encodeURIComponent(identity.token)}`,
      opened: () => this.#opened(),
      received: (frame) => this.#take(frame),
      lost: (attempts) => this.#lost(attempts),
    });
    this.outbox = new Outbox(database, {
      transmit: (text) => this.#connection.ask(text),
      doubt: (mid) => listener.settled(mid, "doubtful"),
    });
  }

  start() {
    this.#listener.stateChanged("connecting");
    this.#connection.connect();
  }

  /** Says that somebody of this name writes. @param {string} name */
  typing(name) {
    const now = performance.now();
    if (!this.#knowsTyping || now - this.#typedAt < typingMilliseconds) return;
    this.#typedAt = now;
    this.#connection.send(JSON.stringify({ type: "typing", name }));
  }

  #opened() {
    this.#identity.forget();
    this.#greeting = setTimeout(() => this.#listener.stateChanged("unavailable"), greetingMilliseconds);
  }

  /** @param {number} attempts */
  #lost(attempts) {
    clearTimeout(this.#greeting);
    this.#knowsTyping = false;
    this.outbox.close();
    this.#listener.presenceChanged({ here: 0, typing: [] }, undefined);
    this.#listener.stateChanged(attempts > attemptsInSilence ? "unreachable" : "reconnecting");
  }

  /** @param {any} frame */
  #take(frame) {
    if (frame.type === "identity") this.#identity.learn(frame);
    else if (frame.type === "hello") this.#welcomed(frame);
    else if (frame.type === "message") this.#received(frame);
    else if (frame.type === "stored") this.#settle(frame.mid, "stored");
    else if (frame.type === "presence") this.#listener.presenceChanged(frame, this.#identity.uid);
    else if (frame.type === "status") this.#setAvailable(frame.available);
    else if (frame.type === "refused") this.#refused(frame);
  }

  /** @param {Hello} hello */
  #welcomed(hello) {
    clearTimeout(this.#greeting);
    this.#connection.greeted();
    if (hello.now) setClock(hello.now);
    this.#knowsTyping = hello.presence !== undefined;
    if (hello.presence) this.#listener.presenceChanged(hello.presence, this.#identity.uid);
    if (!hello.recovered) this.#knowsSince = hello.replayed < mostMessages ? 0 : Number.POSITIVE_INFINITY;
    this.#replaying = hello.replayed;
    this.#available = hello.available;
    this.#listener.greeted(hello);
    if (hello.replayed > 0) return;
    this.#since = hello.last;
    this.#caughtUp();
  }

  /** @param {Frame} frame */
  #received(frame) {
    const isReplay = this.#replaying > 0;
    this.#since = frame.id;
    this.#knowsSince = Math.min(this.#knowsSince, frame.at ?? Number.POSITIVE_INFINITY);
    if (frame.data.mid) this.outbox.settle(frame.data.mid);
    this.#listener.received(this.#identity.attribute(frame), isReplay);
    if (isReplay && --this.#replaying === 0) this.#caughtUp();
  }

  /** Only now is it known which messages did not get through before. */
  #caughtUp() {
    this.#listener.caughtUp();
    this.#setAvailable(this.#available);
  }

  /** @param {boolean} available */
  #setAvailable(available) {
    this.#available = available;
    if (this.#replaying > 0) return;
    this.#listener.stateChanged(available ? "online" : "unavailable");
    if (available) this.outbox.open(this.#knowsSince);
    else this.outbox.close();
  }

  /** @param {{ mid?: string, reason: string }} frame */
  #refused({ mid, reason }) {
    if (reason !== "invalid") this.outbox.retryLater();
    else if (mid) this.#settle(mid, "refused");
  }

  /** @param {string} mid @param {"stored" | "refused"} outcome */
  #settle(mid, outcome) {
    if (outcome === "stored") this.outbox.settle(mid);
    else this.outbox.hold(mid);
    this.#listener.settled(mid, outcome);
  }
}
