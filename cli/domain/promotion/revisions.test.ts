import { expect, test } from "vitest";
import { promotion } from "../../testing/histories.ts";
import { isFirstInstallation, madeSince, type Revision } from "./revisions.ts";

const revision = (number: number, chart: string, status: string): Revision => ({
  revision: number,
  chart,
  status,
  description: "",
});

const before = [revision(1, "chat-1.0.0", "superseded"), revision(2, "chat-1.1.0", "deployed")];

test("a promotion made what is newer than all that was there, and has its chart", () => {
  const made = revision(3, "chat-1.2.0", "failed");
  expect(madeSince(before, [...before, made], "chat-1.2.0")).toBe(made);
  expect(madeSince([], [revision(1, "chat-1.2.0", "deployed")], "chat-1.2.0")?.revision).toBe(1);
});

test("a promotion made nothing if Helm ended before, or somebody else was at work", () => {
  expect(madeSince(before, before, "chat-1.2.0")).toBeUndefined();
  expect(madeSince(before, before, "chat-1.1.0")).toBeUndefined();
  expect(madeSince(before, [...before, revision(3, "chat-1.0.0", "deployed")], "chat-1.2.0")).toBeUndefined();
});

test.each<[what: string, isFirst: boolean, revisions: Revision[]]>([
  ["nothing", true, []],
  ["what was uninstalled, its history kept", true, [revision(1, "chat-0.9.0", "uninstalled")]],
  ["what a promotion began and did not complete", true, [revision(1, "chat-1.0.0", "failed")]],
  ["what somebody else tried to install", false, [revision(1, "chat-0.9.0", "failed")]],
  ["what runs", false, [revision(1, "chat-1.0.0", "deployed")]],
  ["what runs, below a failure", false, [...before, revision(3, "chat-1.2.0", "failed")]],
])("%s: first installation %s", (_, isFirst, revisions) => {
  expect(isFirstInstallation([promotion("1.0.0", { outcome: "begun" })], revisions)).toBe(isFirst);
});
