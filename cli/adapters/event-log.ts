import { type FileHandle, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** What one run tells, a JSON document a line, in a file that does not grow for ever. */
export interface EventLog {
  /** A line that matters is kept even if the file is full. */
  write(line: string, matters: boolean): void;
  close(): Promise<void>;
}

const leftOut = `${JSON.stringify({ type: "warning", text: "the log is full: from here on only what counts is kept" })}\n`;

/** A log in a file that this user alone can read; a file that is there is gone on with. */
export async function openEventLog(file: string, mostBytes: number): Promise<EventLog> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, "a", 0o600);
  let bytes = (await handle.stat()).size;
  let written: Promise<unknown> = Promise.resolve();
  const append = (text: string) => {
    bytes += Buffer.byteLength(text);
    written = written.then(() => appendTo(handle, text));
  };
  return {
    write(line, matters) {
      const isFull = bytes >= mostBytes;
      if (isFull && !(matters && bytes < 2 * mostBytes)) return;
      append(`${line}\n`);
      if (!isFull && bytes >= mostBytes) append(leftOut);
    },
    async close() {
      await written;
      await handle.close();
    },
  };
}

/** A disk that is full ends no run: what is told of it then is lost. */
const appendTo = (handle: FileHandle, text: string): Promise<unknown> => handle.appendFile(text).catch(() => {});

const chunkBytes = 64 * 1024;

/**
 * The lines that stand in a log from here on, as far as they are whole and fit into a chunk, and where the next ones begin; none
 * where nothing is there yet.
 */
export async function readEventLog(file: string, from: number): Promise<{ lines: string[]; next: number }> {
  const handle = await open(file, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!handle) return { lines: [], next: from };
  try {
    for (let bytes = chunkBytes; ; bytes *= 4) {
      const buffer = Buffer.alloc(bytes);
      const { bytesRead } = await handle.read(buffer, 0, bytes, from);
      const end = buffer.subarray(0, bytesRead).lastIndexOf("\n") + 1;
      // A line may be longer than a chunk.
      if (end === 0 && bytesRead === bytes) continue;
      return { lines: buffer.toString("utf8", 0, end).split("\n").slice(0, -1), next: from + end };
    }
  } finally {
    await handle.close();
  }
}

/** When the last event of a log was told, ISO 8601; empty if there is none. */
export async function lastTimeIn(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  const times = [...text.matchAll(/^\{"at":"([0-9T:.Z-]{20,30})"/gm)];
  return times.at(-1)?.[1] ?? "";
}

export const clearEventLog = (file: string): Promise<void> => rm(file, { force: true });
