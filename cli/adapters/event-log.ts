import { type FileHandle, mkdir, open } from "node:fs/promises";
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
