import { expect, test } from "vitest";
import { splitLines } from "./line-splitter.ts";

function linesOf(...chunks: Buffer[]): string[] {
  const lines: string[] = [];
  const splitter = splitLines((line) => lines.push(line));
  for (const chunk of chunks) splitter.write(chunk);
  splitter.end();
  return lines;
}

test("lines are put together from pieces, wherever these are cut", () => {
  const bytes = Buffer.from("one\r\n\nzwölf\nlast");
  for (let at = 0; at <= bytes.length; at += 1)
    expect(linesOf(bytes.subarray(0, at), bytes.subarray(at))).toEqual(["one", "", "zwölf", "last"]);
});

test("a line that nobody ends does not grow for ever", () => {
  const piece = Buffer.alloc(256 * 1024, "a");
  const [line = ""] = linesOf(...Array.from({ length: 40 }, () => piece), Buffer.from("end\n"));
  expect(line.length).toBeLessThan(1_100_000);
  expect(line.endsWith("aend")).toBe(true);
});
