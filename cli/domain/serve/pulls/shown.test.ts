import { describe, expect, test } from "vitest";
import { newsOfRecord, shownPreview } from "./shown.ts";

const commit = "3f2a1b0".padEnd(40, "0");
const until = "2026-03-08T12:00:00.000Z";
const address = "http://10.0.0.7:8080";

describe("people see of a pull request", () => {
  test.each([
    ["that it is ready", { state: "ready", commit, address, until }, { state: "ready", commit, address, until }],
    [
      "that nothing leads there",
      { state: "ready", commit, address: undefined, until },
      { state: "ready", commit, until },
    ],
    ["that it is built", { state: "under way", commit, by: "ana" }, { state: "under way", commit }],
    [
      "why it failed",
      { state: "failed", commit, why: "it crashes", runsOn: true },
      { state: "failed", commit, why: "it crashes" },
    ],
    [
      "what it waits for",
      { state: "waiting", commit, why: "there are three" },
      { state: "waiting", commit, why: "there are three" },
    ],
    ["that somebody has to read it", { state: "asked", commit }, { state: "asked", commit }],
  ] as const)("%s", (_, news, shown) => {
    expect(shownPreview(7, news)).toEqual({ number: 7, ...shown });
  });

  test("nothing where there is no preview", () => {
    expect(shownPreview(7, { state: "removed", why: "closed" })).toBeUndefined();
    expect(shownPreview(7, { state: "unreachable" })).toBeUndefined();
  });
});

test("what was said before serve was started is known by its record and by what is there", () => {
  const there = { address, expiresAt: until };
  const record = { number: 7, waits: 0, commit };
  expect(newsOfRecord({ ...record, outcome: "done" }, there)).toEqual({ state: "ready", commit, address, until });
  expect(newsOfRecord({ ...record, outcome: "done" }, undefined)).toBeUndefined();
  expect(newsOfRecord({ ...record, outcome: "failed" }, there)).toMatchObject({ state: "failed", commit });
  expect(newsOfRecord({ ...record, outcome: "waiting" }, undefined)).toMatchObject({ state: "waiting", commit });
  expect(newsOfRecord(record, undefined)).toBeUndefined();
  const announced = { commit, at: until };
  expect(newsOfRecord({ number: 7, waits: 0, announced }, undefined)).toEqual({ state: "asked", commit });
});
