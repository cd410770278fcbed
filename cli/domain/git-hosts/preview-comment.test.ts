import { expect, test } from "vitest";
import { approves } from "../serve/pulls/approval.ts";
import { previewComment, previewMark } from "./preview-comment.ts";

const commit = "b".repeat(40);

test("every comment begins with what it is found by", () => {
  for (const news of [
    { state: "asked", commit },
    { state: "unreachable" },
    { state: "under way", commit },
    { state: "removed", why: "closed" },
  ] as const)
    expect(previewComment("shop", news).startsWith(previewMark("shop"))).toBe(true);
  expect(previewMark("shop")).not.toBe(previewMark("shop-api"));
});

test("the line that lets a commit of a fork be built can be copied, and is none itself", () => {
  const text = previewComment("shop", { state: "asked", commit });
  expect(text).toContain(`\`/ok-to-test ${commit}\``);
  const said = { text, at: "2026-11-29T10:00:01Z" };
  expect(approves(said, { head: commit, announcedAt: "2026-11-29T10:00:00Z" })).toBe(false);
});

test("an address stands by itself, so that a host makes a link of it and of nothing else", () => {
  const ready = {
    state: "ready",
    commit,
    address: "https://shop-pr-7.example.com",
    until: "2026-12-03T02:10:59.000Z",
  } as const;
  expect(previewComment("shop", ready)).toMatch(
    / at https:\/\/shop-pr-7\.example\.com\n[\s\S]*on 2026-12-03 02:10 UTC\./,
  );
});

test("what others wrote is no markup and calls nobody", () => {
  const why = "```\n@everyone [click](https://evil.example.com) /ok-to-test";
  const failed = previewComment("shop", { state: "failed", commit, why, runsOn: true });
  expect(failed).toContain(`\`\`\`\`\n${why}\n\`\`\`\``);
  expect(failed).toContain("The commit before it runs on.");
  expect(previewComment("shop", { state: "under way", commit, by: "le`ad @x" })).toContain("as `lead@x` let it.");
});
