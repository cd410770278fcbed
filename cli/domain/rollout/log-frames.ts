const lineEnd = 10;
const headerLength = 8;

interface Frame {
  /** 1 for standard output, 2 for standard error. */
  stream: number;
  content: Buffer;
}

/**
 * The last lines of a log as the engine sends it that are not empty, in the order in which they begin. Each output has lines of its own: what a
 * program says on one of them does not end a line that is unfinished on the other.
 */
export function linesOf(log: Buffer, most: number): string[] {
  const lines: Buffer[][] = [];
  const unfinished = new Map<number, Buffer[]>();
  for (const { stream, content } of framesOf(log)) {
    for (let start = 0; start < content.length; ) {
      const end = content.indexOf(lineEnd, start);
      const line = unfinished.get(stream) ?? [];
      if (!unfinished.has(stream) && end !== start) lines.push(line);
      if (end !== start) line.push(content.subarray(start, end === -1 ? content.length : end));
      if (end === -1) unfinished.set(stream, line);
      else unfinished.delete(stream);
      start = end === -1 ? content.length : end + 1;
    }
  }
  return lines.slice(-most).map((pieces) => Buffer.concat(pieces).toString());
}

/** Without a terminal the engine sends frames: stream, three zero bytes, length, then that many bytes. */
function* framesOf(log: Buffer): Generator<Frame> {
  const isFramed = log.length >= headerLength && log.readUInt32BE(0) % 0x01000000 === 0 && (log[0] ?? 9) <= 2;
  if (!isFramed) return yield { stream: 1, content: log };
  for (let offset = 0; offset + headerLength <= log.length; ) {
    const start = offset + headerLength;
    const length = log.readUInt32BE(offset + 4);
    yield { stream: log[offset] ?? 1, content: log.subarray(start, start + length) };
    offset = start + length;
  }
}
