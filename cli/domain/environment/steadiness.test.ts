import { expect, test } from "vitest";
import { latest, steadinessOf } from "./steadiness.ts";

test("of several containers whatever happened last to any of them counts", () => {
  const first = { name: "chat-1/chat", at: "2026-03-01T12:00:00Z", exitCode: 1 };
  const last = { name: "chat-2/chat", at: "2026-03-01T12:05:00.000Z", exitCode: 7 };
  const steadiness = steadinessOf([
    { restarts: 1, lastRestart: first, steadySince: first.at },
    { restarts: 3, lastRestart: last, steadySince: "2026-03-01T12:06:00Z" },
    { restarts: 0 },
  ]);
  expect(steadiness).toEqual({ restarts: 4, lastRestart: last, steadySince: "2026-03-01T12:06:00Z" });
  expect(steadinessOf([])).toEqual({ restarts: 0, lastRestart: undefined, steadySince: undefined });
});

test("moments are compared as such, however they are written", () => {
  expect(latest(["2026-03-01T12:00:00+02:00", "2026-03-01T11:00:00Z", undefined])).toBe("2026-03-01T11:00:00Z");
});
