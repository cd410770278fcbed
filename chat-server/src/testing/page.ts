import { onTestFinished } from "vitest";
import { WebSocket } from "ws";

const head = /^\{"type":"message","id":"([^"]+)".*?"mid":"([^"]+)"/;
const pauseMilliseconds = 100;
const retryMilliseconds = 500;

/** What the server says that is no message. */
interface Control {
  type: string;
  mid: string;
  recovered: boolean;
  replayed: number;
  last: string;
  available: boolean;
}

/** A client that comes back, as the page does: it resumes after what it has, and sends again what it has not seen stored. */
export class Page {
  /** The mids it shows, in order. */
  shown: string[] = [];
  /** Those that were seen stored by this page, which sent them. */
  readonly acknowledged = new Set<string>();
  /** What was shown when the server said that something may be missing. */
  readonly given: string[][] = [];
  readonly #portOf: () => number;
  readonly #outbox = new Map<string, string>();
  #socket: WebSocket | undefined;
  #since = "";
  #replaying = 0;
  #retry: NodeJS.Timeout | undefined;
  #isOpen = false;
  #isOver = false;

  /** `portOf`: where it connects next. */
  constructor(portOf: () => number) {
    this.#portOf = portOf;
    onTestFinished(() => {
      this.#isOver = true;
      this.#socket?.terminate();
    });
    this.#connect();
  }

  get isSettled(): boolean {
    return this.#outbox.size === 0;
  }

  send(mid: string): void {
    const text = JSON.stringify({ mid });
    this.#outbox.set(mid, text);
    if (this.#isOpen) this.#socket?.send(text);
  }

  /** As a lost network does. */
  cut(): void {
    this.#socket?.terminate();
  }

  #connect(): void {
    const port = this.#portOf();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?since=${this.#since}`, {
      origin: `http://127.0.0.1:${port}`,
    });
    this.#socket = socket;
    socket.on("message", (data) => this.#take(`${data}`));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#isOpen = false;
      if (!this.#isOver) setTimeout(() => this.#connect(), pauseMilliseconds);
    });
  }

  #take(text: string): void {
    const [, id, mid] = head.exec(text) ?? [];
    if (id !== undefined && mid !== undefined) this.#show(id, mid);
    else this.#heed(JSON.parse(text));
  }

  #heed(frame: Control): void {
    if (frame.type === "hello") this.#greeted(frame);
    else if (frame.type === "stored") this.#settle(frame.mid);
    else if (frame.type === "status") this.#setOpen(frame.available);
    else if (frame.type === "refused") this.#retryLater();
  }

  #greeted({ recovered, replayed, last, available }: Control): void {
    if (!recovered) this.given.push(this.shown.splice(0));
    this.#replaying = replayed;
    if (replayed === 0) {
      this.#since = last;
      this.#setOpen(available);
    }
  }

  #show(id: string, mid: string): void {
    this.#since = id;
    this.shown.push(mid);
    this.#settle(mid);
    if (this.#replaying > 0 && --this.#replaying === 0) this.#setOpen(true);
  }

  #settle(mid: string): void {
    if (this.#outbox.delete(mid)) this.acknowledged.add(mid);
  }

  #retryLater(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      if (this.#isOpen) this.#setOpen(true);
    }, retryMilliseconds);
  }

  #setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen && this.#replaying === 0;
    if (this.#isOpen) for (const text of this.#outbox.values()) this.#socket?.send(text);
  }
}
