import { expect, test } from "vitest";
import { endedBy, outcomeOf } from "./program-outcome.ts";

test.each([
  [0, false, "done"],
  [4, false, "waiting"],
  [5, false, "waiting"],
  [1, false, "failed"],
  [23, false, "failed"],
  [143, false, "failed"],
  [undefined, false, "failed"],
  [0, true, "done"],
  [143, true, "interrupted"],
  [undefined, true, "interrupted"],
  [23, true, "interrupted"],
] as const)("exit code %s, while serve is stopped: %s → %s", (exitCode, isStopping, outcome) => {
  expect(outcomeOf(exitCode, { isStopping })).toBe(outcome);
});

test.each([
  [undefined, false, false, /^it was killed from outside/],
  [undefined, true, false, /^serve was stopped$/],
  [143, false, true, /^it took too long/],
])("an end by %s, while serve stops (%s) or after too long (%s), says so", (exitCode, isStopping, isLate, message) => {
  expect(endedBy(exitCode, { isStopping, isLate })).toEqual({ message: expect.stringMatching(message) });
});

test("an end by itself has words of its own", () =>
  expect(endedBy(1, { isStopping: false, isLate: false })).toBe(undefined));
