import { expect, test } from "vitest";
import { promotionRecord } from "../../../testing/fixtures/promotion-records.ts";
import {
  isFirstInstallation,
  isInstallation,
  isLeftByUs,
  madeSince,
  type Revision,
  revisionUndoneTo,
} from "./revisions.ts";

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

test.each<[statuses: string[], installs: boolean]>([
  [[], true],
  [["uninstalled"], true],
  [["uninstalling"], true],
  [["pending-install"], true],
  [["failed"], false],
  [["deployed", "pending-upgrade"], false],
  [["superseded", "deployed"], false],
])("after %j Helm installs: %s", (statuses, installs) => {
  expect(isInstallation(statuses.map((status, index) => revision(index + 1, "chat-1.0.0", status)))).toBe(installs);
});

test.each<[what: string, isFirst: boolean, revisions: Revision[]]>([
  ["nothing", true, []],
  ["what was uninstalled, its history kept", true, [revision(1, "chat-0.9.0", "uninstalled")]],
  ["what a promotion began and did not complete", true, [revision(1, "chat-1.0.0", "failed")]],
  ["what somebody else tried to install", false, [revision(1, "chat-0.9.0", "failed")]],
  ["what runs", false, [revision(1, "chat-1.0.0", "deployed")]],
  ["what runs, below a failure", false, [...before, revision(3, "chat-1.2.0", "failed")]],
])("%s: first installation %s", (_, isFirst, revisions) => {
  expect(isFirstInstallation([promotionRecord("1.0.0", { outcome: "begun" })], revisions)).toBe(isFirst);
});

test("what somebody else tried to install stays theirs after a promotion of the same version failed", () => {
  const revisions = [revision(1, "chat-1.0.0", "failed"), revision(2, "chat-1.0.0", "failed")];
  expect(isFirstInstallation([promotionRecord("1.0.0", { outcome: "failed", revision: 2 })], revisions)).toBe(false);
  expect(isFirstInstallation([promotionRecord("1.0.0", { outcome: "failed", revision: 2 })], revisions.slice(1))).toBe(
    true,
  );
});

test.each<[what: string, isOurs: boolean, status: string, chart: string]>([
  ["the upgrade of the promotion that was killed", true, "pending-upgrade", "chat-1.0.0"],
  ["an upgrade by hand since", false, "pending-upgrade", "chat-0.9.0"],
])("%s: left by us %s", (_, isOurs, status, chart) => {
  expect(isLeftByUs([promotionRecord("1.0.0", { outcome: "begun" })], revision(2, chart, status))).toBe(isOurs);
});

test("a way back to what chatops did not bring, killed in the middle, is left by us", () => {
  const failed = promotionRecord("1.0.0", { outcome: "failed", revision: 2 });
  expect(isLeftByUs([failed], revision(3, "chat-0.9.0", "pending-rollback"))).toBe(true);
  expect(isLeftByUs([failed], revision(4, "chat-0.9.0", "pending-rollback"))).toBe(false);
  expect(isLeftByUs([failed], revision(3, "chat-0.9.0", "pending-upgrade"))).toBe(false);
});

const imageOf = (version: string) => `chat:${version}@sha256:${version}`;
const healthy = (version: string, number: number) =>
  promotionRecord(version, { image: imageOf(version), revision: number });
const both = [healthy("1.0.0", 1), healthy("1.1.0", 2)];
const begun = promotionRecord("1.1.0", { image: imageOf("1.1.0"), outcome: "begun", revision: 2 });

test.each<[what: string, to: number | undefined, promotions: typeof both, images: string[]]>([
  ["what Helm brought", undefined, both, ["redis:7", imageOf("1.1.0")]],
  ["the version before", 1, both, ["redis:7", imageOf("1.0.0")]],
  ["the version before, from a mirror", 1, both, ["mirror/chat@sha256:1.0.0"]],
  ["both", undefined, both, [imageOf("1.0.0"), imageOf("1.1.0")]],
  ["an image that nobody recorded", undefined, both, ["chat:hotfix"]],
  ["the version before, as the next is about to start", undefined, [healthy("1.0.0", 1), begun], [imageOf("1.0.0")]],
])("where workloads run %s, somebody undid Helm's to revision %s", (_, to, promotions, images) => {
  expect(revisionUndoneTo(promotions, before, images)?.revision).toBe(to);
});
