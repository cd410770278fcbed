import { WebSocket } from "ws";
import type { Limits } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import { beatFrame } from "./protocol.ts";

const textFrame = { binary: false };

/** One client: what it is sent, how far behind it may fall, and how long it may be silent. */
export class Connection {
  /** Whether the client asked for ids and replay with `?since=`. */
  readonly resumes: boolean;
  readonly #socket: WebSocket;
  readonly #limits: Limits;
  readonly #metrics: Metrics;
  #seenAt = performance.now();
  #pingedAt = performance.now();
  #beatAt = performance.now();
  /** Batches handed to the socket that the kernel has not taken yet, and when it last took one. */
  #unwritten = 0;
  #progressAt = 0;
  #unanswered = 0;

  constructor(socket: WebSocket, { resumes, limits, metrics }: { resumes: boolean; limits: Limits; metrics: Metrics }) {
    this.#socket = socket;
    this.resumes = resumes;
    this.#limits = limits;
    this.#metrics = metrics;
    for (const sign of ["message", "pong", "ping"] as const) socket.on(sign, () => this.#seen());
    // What is wrong with a frame is told to the client by its close code; 'close' follows.
    socket.on("error", () => {});
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(frames: Buffer[]): void {
    const last = frames.at(-1);
    if (last === undefined || this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#unwritten++ === 0) this.#progressAt = performance.now();
    for (const frame of frames) {
      this.#socket.send(frame, textFrame, frame === last ? this.#written : undefined);
      this.#metrics.bytesSent.inc(frame.length);
    }
    if (this.#socket.bufferedAmount > this.#limits.bufferedBytes) this.#cutSlow();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Stops reading from a client that sends faster than its messages can be stored. */
  messageTaken(): void {
    if (++this.#unanswered >= this.#limits.unansweredMessages) this.#socket.pause();
  }

  messageAnswered(): void {
    if (--this.#unanswered < this.#limits.unansweredMessages && this.#socket.isPaused) this.#socket.resume();
  }

  /** Called about once a second. */
  check(now: number): void {
    const { idleMilliseconds, pingMilliseconds, stallMilliseconds, beatMilliseconds } = this.#limits;
    if (this.#unwritten > 0 && now - this.#progressAt > stallMilliseconds) this.#cutSlow();
    else if (now - this.#seenAt > idleMilliseconds && !this.#socket.isPaused) this.terminate();
    if (now - this.#pingedAt > pingMilliseconds) this.#ping(now);
    if (this.resumes && now - this.#beatAt > beatMilliseconds) this.#beat(now);
  }

  #beat(now: number): void {
    this.#beatAt = now;
    this.send([beatFrame]);
  }

  #ping(now: number): void {
    this.#pingedAt = now;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  #seen(): void {
    this.#seenAt = performance.now();
  }

  readonly #written = (): void => {
    this.#unwritten--;
    this.#progressAt = performance.now();
  };

  /** A close frame would wait behind everything the client does not read. */
  #cutSlow(): void {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#metrics.slowConsumers.inc();
    this.terminate();
  }
}
