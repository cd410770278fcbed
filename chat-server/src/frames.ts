const finalText = 0x81;
const shortLength = 126;
const longestMedium = 0xffff;

/** An empty ping, as it goes over the wire. */
export const pingFrame = Buffer.from([0x89, 0]);

/** The bytes before a payload: what a server sends is not masked (RFC 6455, section 5.2). */
export const headBytes = (payload: number): number => (payload < shortLength ? 2 : payload <= longestMedium ? 4 : 10);

/** Writes a text frame at `at`, where there must be room for it, and returns where it ends. */
export function writeFrame(target: Buffer, at: number, text: string, payload: number): number {
  const start = at + headBytes(payload);
  target[at] = finalText;
  if (payload < shortLength) target[at + 1] = payload;
  else if (payload <= longestMedium) target.writeUInt16BE(payload, at + 2);
  else target.writeBigUInt64BE(BigInt(payload), at + 2);
  if (payload >= shortLength) target[at + 1] = payload <= longestMedium ? shortLength : shortLength + 1;
  return start + target.write(text, start);
}

/** One text as a frame. */
export function frameOf(text: string): Buffer {
  const payload = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(headBytes(payload) + payload);
  writeFrame(frame, 0, text, payload);
  return frame;
}

/** The frames in such bytes, one after the other. */
export function* framesIn(bytes: Buffer): Generator<{ isText: boolean; payload: Buffer }> {
  for (let at = 0; at < bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    const head = marker < shortLength ? 2 : marker === shortLength ? 4 : 10;
    const medium = head === 4 ? bytes.readUInt16BE(at + 2) : marker;
    const length = head === 10 ? Number(bytes.readBigUInt64BE(at + 2)) : medium;
    yield { isText: bytes[at] === finalText, payload: bytes.subarray(at + head, at + head + length) };
    at += head + length;
  }
}
