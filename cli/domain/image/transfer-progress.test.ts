import { describe, expect, test } from "vitest";
import { followTransfer, type TransferEntry } from "./transfer-progress.ts";

const layer = (id: string, status: string, current = 0): TransferEntry => ({ id, status, progressDetail: { current } });

const sent = (id: string, size: number): TransferEntry => ({
  id,
  status: "Pushing",
  progressDetail: { current: size, total: size },
});

test("a registry may be busy with what is sent whole for a time that fits its size", () => {
  const progress = followTransfer();
  progress.take(layer("a", "Pushing", 9_000_000_000));
  expect(progress.storingMs()).toBe(0);
  progress.take(sent("b", 1_200_000_000));
  expect(progress.storingMs()).toBe(20 * 60_000);
  progress.take(layer("b", "Pushed"));
  expect(progress.storingMs()).toBe(0);
});

test.each<[what: string, entries: TransferEntry[], moved: boolean]>([
  ["a layer's first word", [layer("a", "Waiting")], true],
  ["the same word again", [layer("a", "Waiting"), layer("a", "Waiting")], false],
  ["more bytes", [layer("a", "Pushing", 1), layer("a", "Pushing", 2)], true],
  ["the same bytes again", [layer("a", "Pushing", 2), layer("a", "Pushing", 2)], false],
  ["another try", [layer("a", "Pushing", 2), layer("a", "Retrying in 5 seconds")], false],
  ["words of the whole", [{ status: "The push refers to repository" }], true],
])("%s: progress is %#", (_, entries, moved) => {
  const progress = followTransfer();
  expect(entries.map((entry) => progress.take(entry)).at(-1)).toBe(moved);
});

describe("a transfer that goes no further", () => {
  test.each<[what: string, entries: TransferEntry[], why: string, hint: string]>([
    [
      "has no place at the engine",
      [layer("a", "Waiting"), layer("b", "Waiting"), layer("c", "Layer already exists")],
      "2 layers waiting for a turn",
      "max-concurrent-uploads",
    ],
    ["is held by the registry", [layer("a", "Pushing", 5), layer("b", "Waiting")], "1 layer under way", "the registry"],
    ["waits for the registry's storage", [sent("a", 5)], "1 layer sent whole", "proxy_request_buffering"],
    ["is sent in part", [sent("a", 5), layer("b", "Pushing", 5)], "2 layers under way", "the registry"],
    ["is tried again", [layer("a", "Retrying in 3 seconds")], "tries 1 layer again", "the registry"],
    ["has not begun", [], "the engine waits for the registry", "the registry"],
    ["lacks but the last answer", [layer("a", "Pushed")], "the engine waits for the registry", "the registry"],
  ])("%s", (_, entries, why, hint) => {
    const progress = followTransfer();
    for (const entry of entries) progress.take(entry);
    expect(progress.standstill().why).toContain(why);
    expect(progress.standstill().hint).toContain(hint);
  });
});
