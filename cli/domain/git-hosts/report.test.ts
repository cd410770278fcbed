import { expect, test } from "vitest";
import type { RunRecord } from "../serve/run-record.ts";
import { replacedReport, reportOf, shortened, verdictComment } from "./report.ts";

const run: RunRecord = {
  id: "20260301T120000000Z-aaaaaaa",
  repository: "shop",
  branch: "main",
  commit: "a".repeat(40),
  startedAt: "2026-03-01T12:00:00.000Z",
  waits: 0,
};

test.each<[more: Partial<RunRecord>, state: string, text: string]>([
  [{}, "under way", "is on its way"],
  [{ outcome: "done", version: "1.4.0" }, "done", "1.4.0 is released and promoted"],
  [
    { outcome: "waiting", version: "1.4.0", message: "the gate is closed" },
    "under way",
    "1.4.0 waits: the gate is closed",
  ],
  [
    { outcome: "failed", message: "prod: it crashes", rolledBack: "prod runs 1.3.0 again" },
    "failed",
    "prod: it crashes; prod runs 1.3.0 again",
  ],
  [{ outcome: "failed" }, "failed", "failed"],
])("a run that is %o is told as %s: %s", (more, state, text) => {
  const told = { commit: run.commit, branch: "main", context: "chatops/shop", state, text, link: "https://x/1" };
  expect(reportOf({ ...run, ...more }, "https://x/1")).toEqual(told);
});

test("nothing is told of a run that was interrupted, and of one whose place was taken that it was", () => {
  expect(reportOf({ ...run, outcome: "interrupted" }, undefined)).toBeUndefined();
  expect(replacedReport({ ...run, outcome: "waiting" }, undefined)).toMatchObject({
    state: "replaced",
    text: "a newer commit took its place",
  });
});

test("a text is a line of 140 letters at most, none of them cut in half", () => {
  expect(shortened("a\n  b\tc ")).toBe("a b c");
  const long = shortened("😀".repeat(200));
  expect(Array.from(long)).toHaveLength(140);
  expect(long.isWellFormed()).toBe(true);
});

test("the verdict is a comment in which nothing that others wrote is markup or calls anybody", () => {
  const message = "prod: ```@all``` <img src=x>";
  const broken = { ...run, outcome: "failed", version: "1.4.0", brokenIn: "prod", message } as const;
  const comment = verdictComment({ ...broken, rolledBack: "prod runs 1.3.0 again" }, "https://x/1");
  expect(comment?.text).toBe(
    [
      `shop 1.4.0: ${run.commit} failed in prod.`,
      "",
      "````",
      message,
      "prod runs 1.3.0 again",
      "````",
      "",
      "[What happened](https://x/1)",
      "",
    ].join("\n"),
  );
  expect(comment?.text).toContain(comment?.mark);
});

test("no pull request is told of what broke no environment", () => {
  expect(verdictComment({ ...run, outcome: "failed", message: "the build failed" }, undefined)).toBeUndefined();
  expect(verdictComment({ ...run, outcome: "done", brokenIn: "prod" }, undefined)).toBeUndefined();
});
