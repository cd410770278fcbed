import { expect, test } from "vitest";
import { pauseAfter } from "./pause.js";

test("pauses grow with each attempt, up to fifteen seconds", () => {
  expect([0, 1, 2, 3, 4, 20].map((attempts) => pauseAfter(attempts, 1))).toEqual([
    1000, 2000, 4000, 8000, 15_000, 15_000,
  ]);
});

test("thousands that lose a server at once come back at all times", () => {
  const pauses = Array.from({ length: 5000 }, () => pauseAfter(0));
  const tenths = Array.from({ length: 10 }, (_, n) => pauses.filter((pause) => Math.floor(pause / 100) === n).length);
  expect(Math.min(...tenths)).toBeGreaterThan(350);
  expect(Math.max(...tenths)).toBeLessThan(650);
});
