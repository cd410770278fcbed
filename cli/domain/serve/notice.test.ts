import { expect, test } from "vitest";
import { bodyOf } from "../notices/body.ts";
import { noticeOf, requestNotice } from "./notice.ts";
import type { RunRecord } from "./run-record.ts";

const run = {
  id: "20260301T120000000Z-aaaaaaa",
  repository: "shop",
  branch: "main",
  commit: "a".repeat(40),
  startedAt: "2026-03-01T12:00:00.000Z",
  waits: 0,
};
const failed = noticeOf("failed", {
  ...run,
  version: "1.4.0",
  message: "prod: <@all> *crashes* & `ends`",
  rolledBack: "prod runs 1.3.0 again",
});

const promoted = {
  kind: "promote",
  environment: "prod",
  version: "1.4.0",
  by: "developer",
  approvedBy: "lead",
} as const;
const rolledBack = { kind: "rollback", environment: "prod", by: "developer" } as const;

test.each<[event: "started" | "done" | "failed" | "waiting", more: Partial<RunRecord>, text: string]>([
  ["started", {}, "shop main aaaaaaa is on its way"],
  ["done", { version: "1.4.0" }, "shop 1.4.0 is released and promoted"],
  ["failed", { message: "the build failed" }, "shop main aaaaaaa failed: the build failed"],
  ["failed", {}, "shop main aaaaaaa failed"],
  ["waiting", { version: "1.4.0", message: "the gate is closed" }, "shop 1.4.0 waits: the gate is closed"],
  ["started", { version: "1.4.0", act: promoted }, "shop 1.4.0 to prod (developer, approved by lead) is on its way"],
  ["done", { version: "1.4.0", act: promoted }, "shop 1.4.0 to prod (developer, approved by lead) is done"],
  ["done", { act: rolledBack }, "shop rollback of prod (developer) is done"],
  ["done", { act: { ...rolledBack, kind: "hold" } }, "shop hold of prod (developer) is done"],
  ["done", { act: { ...rolledBack, kind: "let" } }, "shop end of the hold of prod (developer) is done"],
  [
    "failed",
    { act: { ...rolledBack, version: "1.3.0" }, message: "it crashes" },
    "shop rollback of prod to 1.3.0 (developer) failed: it crashes",
  ],
])("%s: %o is told as %s", (event, more, text) => {
  expect(noticeOf(event, { ...run, ...more }).text).toBe(text);
});

test("each kind of channel gets the body that it takes, in which nothing is markup or calls anybody", () => {
  const text = "shop 1.4.0 failed: prod: <@all> *crashes* & `ends`; prod runs 1.3.0 again";
  expect(failed.text).toBe(text);
  expect(bodyOf({ to: "slack" }, failed)).toEqual({
    text: "shop 1.4.0 failed: prod: &lt;@all&gt; *crashes* &amp; `ends`; prod runs 1.3.0 again",
  });
  expect(bodyOf({ to: "discord" }, failed)).toEqual({
    content: "shop 1.4.0 failed: prod: \\<\\@all\\> \\*crashes\\* & \\`ends\\`; prod runs 1.3.0 again",
    allowed_mentions: { parse: [] },
  });
  expect(bodyOf({ to: "teams" }, failed)).toMatchObject({
    type: "message",
    attachments: [{ content: { type: "AdaptiveCard", body: [{ inlines: [{ type: "TextRun", text }] }] } }],
  });
  expect(bodyOf({ to: "webhook" }, failed)).toEqual({
    event: "failed",
    text,
    repository: "shop",
    branch: "main",
    commit: "a".repeat(40),
    version: "1.4.0",
    message: "prod: <@all> *crashes* & `ends`",
    rolledBack: "prod runs 1.3.0 again",
    at: "2026-03-01T12:00:00.000Z",
  });
});

test("a promotion that somebody has to approve is told with who asked for it", () => {
  const request = { environment: "prod", version: "1.4.0", by: "developer", at: "2026-03-01T12:00:00.000Z" };
  expect(requestNotice("shop", request)).toEqual({
    event: "waiting",
    text: "shop 1.4.0 waits in prod: developer asked for it, and somebody else approves",
    facts: { repository: "shop", ...request },
  });
});

test("a template says what it says, and what others wrote in it is still no markup", () => {
  const text = "<!here> *{version}* {message} {constructor}";
  expect(bodyOf({ to: "slack", text }, failed)).toEqual({
    text: "<!here> *1.4.0* prod: &lt;@all&gt; *crashes* &amp; `ends` ",
  });
});

test("a message of any length becomes a short text", () => {
  const long = noticeOf("failed", { ...run, message: "x".repeat(100_000) });
  expect(long.text.length).toBeLessThan(1_600);
});
