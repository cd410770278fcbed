import { expect, test } from "vitest";
import { durationOf, millisecondsOf, roughly } from "./duration.ts";

test.each([
  ["90s", 90_000, "1m30s"],
  ["10m", 600_000, "10m"],
  ["1h", 3_600_000, "1h"],
  ["1m30s", 90_000, "1m30s"],
  ["1h5s", 3_605_000, "1h5s"],
  ["36h", 129_600_000, "36h"],
  ["0s", 0, "0s"],
])("%s is %s milliseconds, which are written %s", (duration, milliseconds, written) => {
  expect(millisecondsOf(duration)).toBe(milliseconds);
  expect(durationOf(milliseconds)).toBe(written);
});

test.each([
  "",
  " ",
  "10",
  "5 apples",
  "5m apples",
  "-5m",
  "5m-3s",
  "1.5h",
  "1,5h",
  "1e3s",
  "1/2h",
  "1 h",
  "1d",
  "10M",
  "30s1m",
  "5m5",
  "5m\n",
  "h",
])("%j is no duration", (text) => {
  expect(millisecondsOf(text)).toBeNaN();
});

test.each([
  [0, "0 s"],
  [59_400, "59 s"],
  [3_600_000, "1 h"],
  [90_061_000, "1 d 1 h"],
  [86_460_000, "1 d"],
])("%s milliseconds are roughly %s", (milliseconds, written) => {
  expect(roughly(milliseconds)).toBe(written);
});
