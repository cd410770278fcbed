import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeOnce, readJson, writeJson } from "./files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what was made is not made again", async () => {
  const file = join(folder, "deep", "program");
  await makeOnce(file, async (draft) => writeFileSync(draft, "first"));
  await makeOnce(file, async (draft) => writeFileSync(draft, "second"));
  expect(readFileSync(file, "utf8")).toBe("first");
});

test("half of it is never taken for the whole, and does not disturb the next try", async () => {
  const file = join(folder, "program");
  const half = makeOnce(file, async (draft) => {
    writeFileSync(draft, "half");
    throw new Error("interrupted");
  });
  await expect(half).rejects.toThrow("interrupted");
  expect(existsSync(file)).toBe(false);
  await makeOnce(file, async (draft) => {
    expect(existsSync(draft)).toBe(false);
    writeFileSync(draft, "whole");
  });
  expect(readFileSync(file, "utf8")).toBe("whole");
});

test("a JSON file that is missing or broken reads as nothing", () => {
  const file = join(folder, "deep", "a.json");
  expect(readJson(file)).toBeUndefined();
  writeJson(file, { a: 1 });
  expect(readJson(file)).toEqual({ a: 1 });
  writeFileSync(file, "{");
  expect(readJson(file)).toBeUndefined();
});

test("of two that need it at once, one makes it and the other waits", async () => {
  const file = join(folder, "program");
  let made = 0;
  const make = async (draft: string) => {
    made++;
    await new Promise((resolve) => setTimeout(resolve, 50));
    writeFileSync(draft, "whole");
  };
  await Promise.all([makeOnce(file, make), makeOnce(file, make)]);
  expect(made).toBe(1);
});
