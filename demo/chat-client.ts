import { WebSocket } from "ws";

type Hello = { type: "hello"; recovered: boolean; replayed: number; last: string; available: boolean };
type Frame =
  | Hello
  | { type: "message"; id: string; data: { mid?: string } }
  | { type: "stored" | "refused"; mid: string }
  | { type: "status"; available: boolean }
  | { type: "beat" };

const reconnectMs = 200;
/** The server sends a beat every 20 s. */
const silenceMs = 60_000;

/**
 * A client of the chat server that must not lose anything, as the server's README describes it: it connects again and
 * resumes after the last message that it has, and sends again whatever it did not see stored.
 */
export class ChatClient {
  readonly name: string;
  /** The `mid` of every message that this client sent, in order. */
  readonly sent: string[] = [];
  /** The `mid` of every message of this run that came, in order; what comes twice stands here twice. */
  received: string[] = [];
  /** The longest time without a connection. */
  longestGapMs = 0;
  readonly #url: URL;
  readonly #run: string;
  /** Messages that were not seen stored, by `mid`, in the order of sending. */
  readonly #outbox = new Map<string, string>();
  #socket: WebSocket | undefined;
  #silence: NodeJS.Timeout | undefined;
  /** Id of the last message. */
  #since = "";
  /** How many messages of the past are still to come; undefined without a connection. */
  #toReplay: number | undefined;
  #available = false;
  #lostAt: number | undefined;
  #hasLeft = false;

  /** `run` tells the messages of this run from those that others left in the room. */
  constructor({ name, address, run }: { name: string; address: string; run: string }) {
    this.name = name;
    this.#run = run;
    this.#url = new URL("/ws", address);
    this.#connect();
  }

  /** What was missed has come, and what was sent is stored. */
  get isSettled(): boolean {
    return this.isReady && this.#outbox.size === 0;
  }

  get isReady(): boolean {
    return this.#toReplay === 0 && this.#available;
  }

  say(text: string): void {
    const mid = `${this.#run}-${this.name}-${this.sent.length + 1}`;
    const message = JSON.stringify({ text, uid: this.name, date: new Date(), title: this.name, mid });
    this.sent.push(mid);
    this.#outbox.set(mid, message);
    if (this.isReady) this.#socket?.send(message);
  }

  leave(): void {
    this.#hasLeft = true;
    clearTimeout(this.#silence);
    this.#socket?.terminate();
  }

  #connect(): void {
    if (this.#hasLeft) return;
    const url = new URL(`?since=${this.#since}`, this.#url);
    const origin = this.#url.origin.replace(/^ws/, "http");
    const socket = new WebSocket(url, { origin, handshakeTimeout: 5_000 });
    const watch = () => {
      clearTimeout(this.#silence);
      this.#silence = setTimeout(() => socket.terminate(), silenceMs);
    };
    this.#socket = socket;
    watch();
    socket.on("message", (data) => {
      watch();
      this.#take(JSON.parse(String(data)));
    });
    // Whatever is wrong ends in a close.
    socket.on("error", () => {});
    socket.on("close", () => this.#lose());
  }

  #lose(): void {
    clearTimeout(this.#silence);
    if (this.#toReplay !== undefined) this.#lostAt = performance.now();
    this.#toReplay = undefined;
    setTimeout(() => this.#connect(), reconnectMs);
  }

  #take(frame: Frame): void {
    const wasReady = this.isReady;
    if (frame.type === "hello") this.#greet(frame);
    if (frame.type === "message") this.#receive(frame.id, frame.data.mid ?? "");
    if (frame.type === "stored") this.#outbox.delete(frame.mid);
    if (frame.type === "status") this.#available = frame.available;
    if (this.isReady && !wasReady) for (const message of this.#outbox.values()) this.#socket?.send(message);
  }

  #greet({ recovered, replayed, last, available }: Hello): void {
    if (this.#lostAt !== undefined) {
      this.longestGapMs = Math.max(this.longestGapMs, performance.now() - this.#lostAt);
      this.#lostAt = undefined;
    }
    // The whole history follows, and nothing else counts.
    if (!recovered) this.received = [];
    if (replayed === 0) this.#since ||= last;
    this.#toReplay = replayed;
    this.#available = available;
  }

  #receive(id: string, mid: string): void {
    this.#since = id;
    if (this.#toReplay) this.#toReplay -= 1;
    this.#outbox.delete(mid);
    if (mid.startsWith(`${this.#run}-`)) this.received.push(mid);
  }
}
