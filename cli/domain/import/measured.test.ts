import { expect, test } from "vitest";
import { readMeasured, writeLock } from "./generated-files-lock.ts";
import { memoryFor, startSecondsFor } from "./measured.ts";

test.each([
  [undefined, { request: 128, limit: 256 }],
  [9, { request: 64, limit: 256 }],
  [61, { request: 80, limit: 256 }],
  [300, { request: 384, limit: 768 }],
])("a program that takes %s MiB is given room", (memory, sizes) => {
  expect(memoryFor(memory === undefined ? undefined : { memory, start: 1 })).toEqual(sizes);
});

test.each([
  [undefined, 60, 60],
  [2, 60, 60],
  [31, 60, 310],
  [31, 300, 310],
])("one that starts within %s s may take longer elsewhere", (start, usual, seconds) => {
  expect(startSecondsFor({ memory: 64, start }, usual)).toBe(seconds);
});

test("what was measured is in the lock, and found there", () => {
  const measured = new Map([
    ["web", { memory: 61, start: 2 }],
    ["worker of mails", { memory: 480, start: undefined }],
  ]);
  const lock = writeLock(new Map([["chart/values.yaml", "a".repeat(64)]]), new Map(), measured);
  expect(readMeasured(lock)).toEqual(measured);
});
