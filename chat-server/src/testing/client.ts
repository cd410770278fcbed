import { once } from "node:events";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { until } from "./until.ts";

export interface Frame {
  type: string;
  id: string;
  data: { text?: string; n?: number; mid?: string; uid?: string };
  recovered: boolean;
  replayed: number;
  last: string;
  available: boolean;
  mid: string;
  reason: string;
  uid?: string;
  token?: string;
  here?: number;
  typing?: { uid: string; name: string }[];
}

/** A WebSocket client that keeps what it received. */
export class Client {
  readonly socket: WebSocket;
  /** Every frame as text. */
  readonly received: string[] = [];
  /** Undefined while open. */
  closed: { code: number; reason: string } | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data, isBinary) => this.received.push(isBinary ? "a binary frame" : String(data)));
    socket.on("error", () => {});
    socket.on("close", (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
  }

  /** `since` undefined: a client of the original. */
  static async connect(
    port: number,
    since?: string,
    others: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Client> {
    const query = new URLSearchParams({ ...(since !== undefined && { since }), ...others });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?${query}`, { origin: `http://127.0.0.1:${port}`, headers });
    const client = new Client(socket);
    onTestFinished(() => socket.terminate());
    await once(socket, "open");
    return client;
  }

  send(...messages: unknown[]): void {
    for (const message of messages) this.socket.send(JSON.stringify(message));
  }

  /** The frames of a client that resumes. */
  get frames(): Frame[] {
    return this.received.map((text) => JSON.parse(text));
  }

  get messages(): Frame[] {
    return this.frames.filter(({ type }) => type === "message");
  }

  async receives(count: number): Promise<string[]> {
    return until(`${count} frames have come`, () => this.received.length >= count && this.received);
  }

  async receivesMessages(count: number): Promise<Frame[]> {
    return until(`${count} messages have come`, () => this.messages.length >= count && this.messages);
  }

  async receivesType(type: string): Promise<Frame> {
    return until(`a ${type} has come`, () => this.frames.findLast((frame) => frame.type === type));
  }

  /** Sends one message again and again, with the same mid, until it is stored. */
  async insist(message: { n: number; mid: string }): Promise<void> {
    await until("the message is stored", async () => {
      const before = this.received.length;
      this.send(message);
      await until("there is an answer", () => this.received.length > before);
      return this.frames.some(({ type, data, mid }) => (type === "stored" ? mid : data?.mid) === message.mid);
    });
  }

  async closes(): Promise<{ code: number; reason: string }> {
    return until("the connection is closed", () => this.closed);
  }

  /** Leaves without a goodbye, as a lost network does. */
  cut(): void {
    this.socket.terminate();
  }
}

/** What opens a WebSocket on a bare connection. */
export const handshakeOf = (port: number, headers: Record<string, string> = {}): string =>
  [
    "GET /ws HTTP/1.1",
    `Host: 127.0.0.1:${port}`,
    `Origin: http://127.0.0.1:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "\r\n",
  ].join("\r\n");
