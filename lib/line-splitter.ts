import { StringDecoder } from "node:string_decoder";

/** A line without an end must not grow for ever; of a longer one the middle is left out. */
const longestKept = 1024 * 1024;

/** Makes lines of what comes in pieces. */
export interface LineSplitter {
  write(chunk: Buffer): void;
  /** What stands behind the last line end is a line too. */
  end(): void;
}

export function splitLines(onLine: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder();
  let rest = "";
  const take = (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > longestKept) rest = rest.slice(0, longestKept / 2) + rest.slice(-longestKept / 4);
    for (const line of lines) onLine(line.replace(/\r$/, ""));
  };
  return {
    write: (chunk) => take(decoder.write(chunk)),
    end: () => {
      take(decoder.end());
      if (rest) onLine(rest);
      rest = "";
    },
  };
}
