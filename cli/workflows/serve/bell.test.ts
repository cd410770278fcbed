import { expect, test } from "vitest";
import { createBell } from "./bell.ts";

const { signal } = new AbortController();
const hour = 3_600_000;

test("who waits is woken by the bell, and by all rings together but once", async () => {
  const bell = createBell();
  const waiting = bell.wait(hour, signal);
  for (let ring = 0; ring < 100; ring += 1) bell.ring();
  await waiting;
  expect(bell.rungAt).toBeGreaterThan(0);
  const before = performance.now();
  await bell.wait(50, signal);
  expect(performance.now() - before).toBeGreaterThan(40);
});

test("a ring while nobody waits is not lost", async () => {
  const bell = createBell();
  bell.ring();
  await bell.wait(hour, signal);
});

test("nobody is waited for any more once serve is stopped", async () => {
  const stop = new AbortController();
  const waiting = createBell().wait(hour, stop.signal);
  stop.abort();
  await waiting;
});
