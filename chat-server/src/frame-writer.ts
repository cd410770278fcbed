import { Socket } from "node:net";
import { WebSocket } from "ws";
import { framesIn } from "./frames.ts";

/** Where ready frames go in. */
export interface FrameWriter {
  write(frames: Buffer): void;
  /** Bytes that the kernel has not taken yet. */
  readonly waiting: number;
  /** Changes whenever the kernel has taken some of a large piece. */
  readonly step: number;
}

/** What `ws` and Node keep to themselves and this module uses: the socket, and how far libuv is with a write. */
interface Inside {
  _socket?: unknown;
  _sender?: { _state?: unknown; _queue?: unknown };
}
type WithHandle = Socket & { _handle?: { writeQueueSize?: number } | null };

/** The state of a sender of `ws` that compresses nothing and reads no Blob; only then may others write between its frames. */
const idleState = 0;

/**
 * Frames for many clients are made once and written past `ws`, which would make and write each one anew for every
 * client. Should its inside change, they go through its `send`, slower and with the same result.
 */
export function frameWriterOf(socket: WebSocket): FrameWriter {
  const { _socket, _sender } = socket as unknown as Inside;
  const isPlain = socket.extensions === "" && _sender?._state === idleState;
  return isPlain && _socket instanceof Socket ? new DirectWriter(socket, _socket) : new SendingWriter(socket);
}

export class DirectWriter implements FrameWriter {
  readonly #socket: WebSocket;
  readonly #stream: WithHandle;

  constructor(socket: WebSocket, stream: Socket) {
    this.#socket = socket;
    this.#stream = stream;
  }

  write(frames: Buffer): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#stream.write(frames);
  }

  get waiting(): number {
    return this.#stream.writableLength;
  }

  get step(): number {
    return this.#stream._handle?.writeQueueSize ?? 0;
  }
}

export class SendingWriter implements FrameWriter {
  readonly step = 0;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  write(frames: Buffer): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    for (const { isText, payload } of framesIn(frames)) {
      if (isText) this.#socket.send(payload, { binary: false });
      else this.#socket.ping();
    }
  }

  get waiting(): number {
    return this.#socket.bufferedAmount;
  }
}
