import { expect, test } from "vitest";
import { outcomeOf } from "./program-outcome.ts";

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
