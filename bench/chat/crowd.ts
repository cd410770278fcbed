import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { clientFrame, FrameCounter } from "./frames.ts";

export interface Target {
  port: number;
  origin: string;
  /** `/ws`, or with `?since=`. */
  path: string;
  /** Whether it may put several messages in one frame. */
  joined: boolean;
}

/** All of them are read into one place: what they say is counted, not kept. */
const scratch = Buffer.allocUnsafe(256 * 1024);
/** As long as what people measured before: an envelope as the page sends it, with a sentence. */
export const messageBytes = 202;

/** Clients that cost the machine as little as clients can: bare sockets, which count what comes. */
export class Crowd {
  readonly #target: Target;
  readonly #sockets: Socket[] = [];
  #sent = 0;
  /** What came to all of them, with the answers to their handshakes. */
  bytes = 0;
  /** Messages that came to all of them together. */
  received = 0;
  /** Those that came to the one that sends. */
  #echoed = 0;
  /** Connections that ended by themselves. */
  lost = 0;
  /** When something came last. */
  #heardAt = 0;
  #onEcho: () => void = () => {};

  constructor(target: Target) {
    this.#target = target;
  }

  /**
   * `from`: one address has too few ports for thousands of clients that come again and again. `atOnce`: how many knock
   * before the first of them is in.
   */
  async join(count: number, from = "127.0.0.1", atOnce = 200): Promise<void> {
    for (let joined = 0; joined < count; joined += atOnce) {
      await Promise.all(Array.from({ length: Math.min(atOnce, count - joined) }, () => this.#connect(from)));
    }
  }

  /** Sends for so long, never more than `window` messages before they come back; then waits for what is late. */
  async talk(milliseconds: number, window: number): Promise<{ expected: number; received: number; seconds: number }> {
    const [sender] = this.#sockets;
    const before = { sent: this.#sent, received: this.received };
    const begun = performance.now();
    const say = () => {
      const isOver = performance.now() - begun > milliseconds;
      const room = isOver ? 0 : Math.max(0, window - (this.#sent - this.#echoed));
      if (room > 0) sender?.write(Buffer.concat(Array.from({ length: room }, () => this.#message())));
    };
    this.#onEcho = say;
    say();
    await sleep(milliseconds);
    this.#onEcho = () => {};
    const expected = (this.#sent - before.sent) * this.#sockets.length;
    await this.#quiet(() => this.received - before.received >= expected);
    return { expected, received: this.received - before.received, seconds: (this.#heardAt - begun) / 1000 };
  }

  async leave(): Promise<void> {
    const sockets = this.#sockets.splice(0);
    const closed = sockets.map((socket) => socket.closed || once(socket, "close"));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  }

  #message(): Buffer {
    this.#sent++;
    const head = `{"n":${`${this.#sent}`.padStart(9, "1")},"text":"`;
    return clientFrame(`${head}${"x".repeat(messageBytes - head.length - 2)}"}`);
  }

  /** Until everything has come, or nothing came for a second. */
  async #quiet(isComplete: () => boolean): Promise<void> {
    while (!isComplete() && performance.now() - this.#heardAt < 1000) await sleep(5);
  }

  async #connect(from: string): Promise<void> {
    const { port, joined } = this.#target;
    const isSender = this.#sockets.length === 0;
    const frames = new FrameCounter({ message: messageBytes, joined });
    let handshake = "";
    let answered = () => {};
    const callback = (length: number) => {
      let bytes = scratch.subarray(0, length);
      this.bytes += length;
      if (!handshake.endsWith("\r\n\r\n")) {
        handshake += bytes.toString("latin1");
        const end = handshake.indexOf("\r\n\r\n");
        if (end < 0) return true;
        bytes = Buffer.from(handshake.slice(end + 4), "latin1");
        handshake = handshake.slice(0, end + 4);
        answered();
      }
      this.#take(frames.count(bytes), isSender);
      return true;
    };
    const socket = connect({ port, host: "127.0.0.1", localAddress: from, onread: { buffer: scratch, callback } });
    this.#sockets.push(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.includes(socket) && this.lost++);
    await once(socket, "connect");
    const upgraded = new Promise<void>((resolve) => {
      answered = resolve;
    });
    socket.write(this.#request());
    await upgraded;
    if (!handshake.startsWith("HTTP/1.1 101")) throw new Error(`refused: ${handshake}`);
  }

  #take(messages: number, isSender: boolean): void {
    if (messages === 0) return;
    this.received += messages;
    this.#heardAt = performance.now();
    if (!isSender) return;
    this.#echoed += messages;
    this.#onEcho();
  }

  #request(): string {
    const { path, origin, port } = this.#target;
    const key = randomBytes(16).toString("base64");
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `Origin: ${origin}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${key}`,
    ];
    return `${lines.join("\r\n")}\r\n\r\n`;
  }
}
