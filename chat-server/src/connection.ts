import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { Address } from "./addresses.ts";
import { type FrameWriter, frameWriterOf } from "./frame-writer.ts";
import { pingFrame } from "./frames.ts";
import type { Telling } from "./history.ts";
import type { Identity } from "./identity.ts";
import type { Limits } from "./limits.ts";
import type { Pace } from "./pace.ts";
import { beatFrame } from "./protocol.ts";
import type { CutReason, Visits } from "./visits.ts";

const mostHeldBack = 64;
const policyViolation = 1008;

export interface ConnectionParts {
  /** The TCP connection below the WebSocket. */
  stream: Socket;
  pace: Pace;
  resumes: boolean;
  identify: (() => Identity | undefined) | undefined;
  limits: Limits;
  visits: Visits;
}

/** One client: what it is sent, how far behind it may fall, and how long it may be silent. */
export class Connection {
  /** Whether the client asked for ids and replay with `?since=`. */
  readonly resumes: boolean;
  readonly address: Address;
  readonly openedAt = performance.now();
  /** The offset of the last message it was sent. */
  position = 0;
  readonly #socket: WebSocket;
  readonly #stream: Socket;
  readonly #writer: FrameWriter;
  readonly #limits: Limits;
  readonly #visits: Visits;
  readonly #pace: Pace;
  readonly #identify: ConnectionParts["identify"];
  #identity: Identity | undefined;
  #seenAt = performance.now();
  #pingedAt: number;
  #beatAt = performance.now();
  /** Bytes handed to the socket so far; how many of them the kernel had taken at the last look, and since when. */
  #sent = 0;
  #taken = 0;
  #step = 0;
  #progressAt = performance.now();

  constructor(socket: WebSocket, { stream, pace, resumes, identify, limits, visits }: ConnectionParts) {
    this.#socket = socket;
    this.#stream = stream;
    this.#writer = frameWriterOf(socket);
    this.#pace = pace;
    this.resumes = resumes;
    this.address = pace.address;
    this.#identify = identify;
    this.#limits = limits;
    this.#visits = visits;
    // Whoever came together is not pinged together.
    this.#pingedAt = this.#seenAt - Math.random() * limits.pingMilliseconds;
    const seen = () => this.#seen();
    for (const sign of ["message", "pong", "ping"] as const) socket.on(sign, seen);
    // What is wrong with a frame is told to the client by its close code; 'close' follows.
    socket.on("error", ignore);
  }

  /** Who the client is; undefined if it knows nothing of that, and before the key is known. */
  get identity(): Identity | undefined {
    this.#identity ??= this.#identify?.();
    return this.#identity;
  }

  get telling(): Telling {
    return this.resumes ? "telling" : "plain";
  }

  get bufferedBytes(): number {
    return this.#writer.waiting;
  }

  /** One write, however many frames these are. What counts is what waited before: a whole history may be much at once. */
  send(frames: Buffer): void {
    if (frames.length === 0 || this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#writer.waiting > this.#limits.bufferedBytes) {
      this.cut("slow");
      return;
    }
    this.#sent += frames.length;
    this.#writer.write(frames);
  }

  /** What is sent from now on waits until it is released, and then goes in one write: each costs as much as a handshake. */
  hold(): void {
    this.#stream.cork();
  }

  release(): void {
    this.#stream.uncork();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** At once: a close frame would wait behind all that the client does not read, or let it send on until it answers. */
  cut(reason: CutReason): void {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#visits.cut(this.address, reason, this.#writer.waiting);
    this.terminate();
  }

  /** Whether one more of its messages may be taken now; if so, it counts. */
  maySend(now: number): boolean {
    return this.#pace.maySend(now);
  }

  /** So many of its messages wait for their turn: a client that sends faster than they get it is not read any further. */
  heldBack(messages: number): void {
    if (messages >= mostHeldBack) this.#socket.pause();
    else if (messages < mostHeldBack / 2 && this.#socket.isPaused) this.#socket.resume();
  }

  /** Called about once a second. */
  check(now: number): void {
    const { idleMilliseconds, pingMilliseconds, stallMilliseconds, beatMilliseconds } = this.#limits;
    if (now - this.#lookForProgress(now) > stallMilliseconds) this.cut("slow");
    else if (now - this.#seenAt > idleMilliseconds && !this.#socket.isPaused) this.cut("silent");
    if (this.#pace.isFlooding(now)) this.#closeFlooding();
    if (now - this.#pingedAt > pingMilliseconds) this.#ping(now);
    if (this.resumes && now - this.#beatAt > beatMilliseconds) this.#beat(now);
  }

  /** When the kernel took something last, or had nothing left to take. */
  #lookForProgress(now: number): number {
    const { waiting, step } = this.#writer;
    const taken = this.#sent - waiting;
    if (waiting === 0 || taken !== this.#taken || step !== this.#step) this.#progressAt = now;
    this.#taken = taken;
    this.#step = step;
    return this.#progressAt;
  }

  #beat(now: number): void {
    this.#beatAt = now;
    this.send(beatFrame);
  }

  #ping(now: number): void {
    this.#pingedAt = now;
    this.send(pingFrame);
  }

  #seen(): void {
    this.#seenAt = performance.now();
  }

  #closeFlooding(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#visits.cut(this.address, "flood", this.#writer.waiting);
    this.close(policyViolation, "too much");
  }
}

const ignore = (): void => {};
