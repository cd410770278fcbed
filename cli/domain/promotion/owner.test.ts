import { expect, test } from "vitest";
import { promotionRecord } from "../../../testing/fixtures/promotion-records.ts";
import { descriptionOf, nameOf, ownerOf, provenRepository } from "./owner.ts";
import type { Revision } from "./revisions.ts";

const release = { version: "1.0.0", commit: "a".repeat(40), values: "0123" };
const ours = descriptionOf({ ...release, repository: "github.com/team/chat" });
const older = descriptionOf({ ...release, repository: undefined });

const revision = (number: number, description: string, chart = "chat-1.0.0"): Revision => ({
  revision: number,
  status: "superseded",
  chart,
  description,
});

const owner = (...revisions: Revision[]) => ownerOf([], revisions, revisions.at(-1) ?? expect.fail());

test("Helm's own description of a revision says whose it is", () => {
  expect(owner(revision(1, ours))).toEqual({ by: "chatops", repository: "github.com/team/chat" });
  expect(owner(revision(1, older))).toEqual({ by: "chatops", repository: undefined });
});

test("so does that of the revision that somebody rolled back to", () => {
  const revisions = [revision(1, ours), revision(2, older), revision(3, "Rollback to 1"), revision(4, "Rollback to 3")];
  expect(owner(...revisions)).toEqual({ by: "chatops", repository: "github.com/team/chat" });
});

test("so does the history, also of an upgrade that failed, whose description is Helm's", () => {
  const recorded = promotionRecord("1.0.0", { revision: 1, repository: "github.com/other/chat" });
  const revisions = [revision(1, "Upgrade failed")];
  expect(ownerOf([recorded], revisions, revision(1, "Upgrade failed"))).toEqual({
    by: "chatops",
    repository: "github.com/other/chat",
  });
});

test.each([
  ["redis-18.0.1", "redis"],
  ["my-app-1.0.0-rc.1", "my-app"],
  ["app-2-0.1.0", "app-2"],
])("what Helm alone installed is known by its chart: %s", (chart, name) => {
  expect(owner(revision(1, "Install complete", chart))).toEqual({ by: "helm", chart: name });
});

test("a revision that no history knows is called by the version that Helm describes it with, else by its chart", () => {
  const described = { revision: 1, status: "superseded", chart: "chat-1.4.0", description: "" };
  const text = descriptionOf({ version: "1.4.0", commit: "0123456789abcdef", values: "12ab", repository: "host/chat" });
  const ours = { ...described, description: text };
  const back = { ...described, revision: 3, status: "deployed", description: "Rollback to 1" };
  expect(nameOf([], [ours], ours)).toBe("1.4.0");
  expect(nameOf([], [ours, back], back)).toBe("1.4.0");
  expect(nameOf([], [described], { ...described, description: "Install complete" })).toBe("chat-1.4.0");
});

test("what Helm has is proven to be of a repository by its history, whatever became of the newest revision", () => {
  const repository = "github.com/team/chat";
  const healthy = promotionRecord("1.0.0", { revision: 1, repository });
  const begun = promotionRecord("1.1.0", { outcome: "begun", repository });
  const removed = promotionRecord("1.0.0", { outcome: "removed", repository });
  const installed = revision(1, ours);
  const pending = { ...revision(2, "Preparing upgrade", "chat-1.1.0"), status: "pending-upgrade" };
  expect(provenRepository([healthy, begun], [installed, pending])).toBe(repository);
  expect(provenRepository([begun], [{ ...pending, revision: 1, status: "pending-install" }])).toBe(repository);
  expect(provenRepository([], [installed, revision(2, "Upgrade complete", "chat-1.2.0")])).toBe(repository);
  expect(provenRepository([removed], [])).toBe(repository);
  expect(provenRepository([healthy, removed], [{ ...installed, status: "uninstalled" }])).toBe(repository);
});

test("nothing proves whose is what Helm alone installed, whatever it is called", () => {
  const repository = "github.com/team/chat";
  const healthy = promotionRecord("1.0.0", { revision: 1, repository });
  const removed = promotionRecord("1.0.0", { outcome: "removed", repository });
  const foreign = revision(1, "Install complete");
  expect(provenRepository([], [])).toBeUndefined();
  expect(provenRepository([], [foreign])).toBeUndefined();
  expect(provenRepository([], [{ ...foreign, status: "pending-install" }])).toBeUndefined();
  expect(provenRepository([healthy, removed], [foreign])).toBeUndefined();
  expect(provenRepository([], [revision(1, ours), revision(2, "Upgrade complete", "redis-18.0.1")])).toBeUndefined();
});
