import { expect, test } from "vitest";
import { createRateLimit } from "./rate-limit.ts";

test("many may come at once, and then so many a second", () => {
  let now = 0;
  const mayCome = createRateLimit({ perSecond: 10, burst: 3 }, () => now);
  const ask = (times: number) => Array.from({ length: times }, mayCome).filter(Boolean).length;
  expect(ask(5)).toBe(3);
  now = 100;
  expect(ask(5)).toBe(1);
  now = 60_000;
  expect(ask(5)).toBe(3);
});
