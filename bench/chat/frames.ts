/** Clients of the original get several messages in one frame, a line each, and all messages of a run are of one length. */
const lineBytes = (message: number): number => message + 1;

/** Counts the messages in what a server writes after its handshake, and keeps none of them. */
export class FrameCounter {
  readonly #message: number;
  readonly #joined: boolean;
  /** Bytes of the frame under way that are still to come. */
  #left = 0;
  /** What there was of a head that was cut by the end of a chunk. */
  #head: Buffer = Buffer.alloc(0);
  isClosing = false;

  constructor({ message, joined }: { message: number; joined: boolean }) {
    this.#message = message;
    this.#joined = joined;
  }

  /** How many messages begin in this chunk. */
  count(chunk: Buffer): number {
    let at = Math.min(this.#left, chunk.length);
    this.#left -= at;
    if (at === chunk.length) return 0;
    const bytes = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
    this.#head = Buffer.alloc(0);
    let messages = 0;
    while (at < bytes.length) {
      const frame = frameAt(bytes, at);
      if (frame === undefined) {
        this.#head = Buffer.from(bytes.subarray(at));
        break;
      }
      messages += this.#messagesOf(frame);
      const end = at + frame.head + frame.payload;
      this.#left = Math.max(0, end - bytes.length);
      at = Math.min(end, bytes.length);
    }
    return messages;
  }

  #messagesOf({ opcode, payload }: Frame): number {
    if (opcode === 8) this.isClosing = true;
    if (opcode > 2 || payload < this.#message) return 0;
    return this.#joined ? Math.round(lineBytes(payload) / lineBytes(this.#message)) : 1;
  }
}

interface Frame {
  opcode: number;
  head: number;
  payload: number;
}

/** Undefined while its head is not complete. Servers do not mask. */
function frameAt(bytes: Buffer, at: number): Frame | undefined {
  const [first, second] = [bytes[at], bytes[at + 1]];
  if (first === undefined || second === undefined) return undefined;
  const opcode = first & 15;
  if (second < 126) return { opcode, head: 2, payload: second };
  const head = second === 126 ? 4 : 10;
  if (at + head > bytes.length) return undefined;
  return { opcode, head, payload: head === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2)) };
}

/** A text frame as a client sends it. Its mask is all zeros, which the protocol allows. */
export function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126 ? [0x81, 0x80 | payload.length] : [0x81, 0xfe, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}
