import { expect, test } from "vitest";
import { isDue, type Look, pauseAfter } from "./due.ts";

const endedAt = "2026-01-01T00:00:00.000Z";
const end = Date.parse(endedAt);
const run = (outcome: "done" | "failed" | "waiting" | "interrupted" | undefined, waits = 1) => ({
  last: { commit: "a", outcome, endedAt, waits },
});
const look = (more: Partial<Look>): boolean =>
  isDue({ head: "a", last: undefined, rungAt: undefined, isFirst: false, now: end + 1_000, ...more });

test.each<[what: string, more: Partial<Look>, due: boolean]>([
  ["a branch that was never released", {}, true],
  ["a newer commit", { ...run("done"), head: "b" }, true],
  ["a newer commit than one that failed", { ...run("failed"), head: "b" }, true],
  ["a newer commit than one that waits", { ...run("waiting", 9), head: "b" }, true],
  ["what is done", run("done"), false],
  ["what is done, when somebody rings", { ...run("done"), rungAt: end + 1 }, false],
  ["what is done, once after a start", { ...run("done"), isFirst: true }, true],
  ["what failed", run("failed"), false],
  ["what failed, after a start", { ...run("failed"), isFirst: true }, false],
  ["what failed, rung for before it had ended", { ...run("failed"), rungAt: end - 1 }, false],
  ["what failed, rung for since", { ...run("failed"), rungAt: end + 1 }, true],
  ["what waits, a moment later", run("waiting"), false],
  ["what waits, half a minute later", { ...run("waiting"), now: end + 30_000 }, true],
  ["what waits for the third time, half a minute later", { ...run("waiting", 3), now: end + 30_000 }, false],
  ["what waits, rung for", { ...run("waiting", 3), rungAt: end + 1 }, true],
  ["what was interrupted", run("interrupted"), true],
  ["what no end is known of", run(undefined), true],
])("%s is due: %o → %s", (_, more, due) => {
  expect(look(more)).toBe(due);
});

test("what waits is left alone for longer each time, but never for more than ten minutes", () => {
  expect([1, 2, 3, 6, 100].map(pauseAfter)).toEqual([30_000, 60_000, 120_000, 600_000, 600_000]);
});
