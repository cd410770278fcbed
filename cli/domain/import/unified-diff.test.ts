import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, read } from "../../../testing/fixtures/folder.ts";
import { unifiedDiff } from "./unified-diff.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}\n`).join("");

test.each([
  ["one line of a few", "a\nb\nc\n", "a\nB\nc\n"],
  ["the last line without its end", "a\nb", "a\nb\n"],
  ["places far apart", numbers(60), numbers(60).replace("line 3\n", "").replace("line 50\n", "new\nnewer\n")],
  ["places side by side", numbers(9), numbers(9).replace("line 2\n", "two\n").replace("line 6\n", "six\n")],
  ["everything", "a\n", "b\nc\n"],
  ["line ends", "a\r\nb\r\n", "a\nb\n"],
  ["a new file", undefined, "a\nb\n"],
  ["a file that goes away", "a\nb", undefined],
  ["too many lines to look for what is common", numbers(3000), numbers(3000).replaceAll("line", "row")],
])("Git takes a change of %s", (_, before, after) => {
  const directory = folder(before === undefined ? {} : { "a file.txt": before });
  const input = unifiedDiff("a file.txt", before, after);
  execFileSync("git", ["apply", "--whitespace=nowarn"], { cwd: directory, input });
  expect(existsSync(join(directory, "a file.txt"))).toBe(after !== undefined);
  if (after !== undefined) expect(read(directory, "a file.txt")).toBe(after);
});

test("nothing is shown where nothing changes", () => expect(unifiedDiff("a", "x\n", "x\n")).toBe(""));
