import { expect, test } from "vitest";
import { millisecondsOf } from "./duration.ts";

test.each([
  ["90s", 90_000],
  ["10m", 600_000],
  ["1h", 3_600_000],
  ["10", undefined],
  ["1.5h", undefined],
  ["1d", undefined],
])("%s is %s milliseconds", (duration, milliseconds) => {
  expect(millisecondsOf(duration)).toBe(milliseconds);
});
