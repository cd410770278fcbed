import { expect, test } from "vitest";
import { isSafe } from "./outbox.js";

const minute = 60_000;
const now = 1_800_000_000_000;
const knowsNothing = Number.POSITIVE_INFINITY;

test.each([
  { name: "it never went out", triedAt: undefined, knowsSince: knowsNothing, safe: true },
  { name: "its mid is still known", triedAt: now - 8 * minute, knowsSince: knowsNothing, safe: true },
  { name: "its mid may be forgotten", triedAt: now - 10 * minute, knowsSince: knowsNothing, safe: false },
  { name: "the history begins later", triedAt: now - 60 * minute, knowsSince: now - 59 * minute, safe: false },
  { name: "the history would have it", triedAt: now - 60 * minute, knowsSince: now - 61 * minute, safe: true },
])("sending again when $name: $safe", ({ triedAt, knowsSince, safe }) => {
  expect(isSafe(triedAt === undefined ? {} : { triedAt }, now, knowsSince)).toBe(safe);
});
