import { expect, test } from "vitest";
import { promotionRecord } from "../../../testing/fixtures/promotion-records.ts";
import type { Promotion } from "./history.ts";
import { incidentsOf, parseEvidence } from "./incident.ts";

test("failed promotions are incidents, newest first, each with a name of its own", () => {
  const failed = { outcome: "failed", cause: "start.exits", evidence: ["Error: no"] } satisfies Partial<Promotion>;
  const promotions = [
    promotionRecord("1.0.0"),
    promotionRecord("1.1.0", { ...failed, at: "2026-03-01T12:00:00.123Z" }),
    promotionRecord("1.2.0", { ...failed, at: "2026-03-02T12:00:00.123Z" }),
  ];
  expect(incidentsOf("prod", promotions)).toMatchObject([
    { id: "prod-20260302T120000", version: "1.2.0", cause: "start.exits", evidence: ["Error: no"] },
    { id: "prod-20260301T120000", version: "1.1.0" },
  ]);
});

test("the file with the evidence is read, of either kind of environment, and whatever is missing", () => {
  const verdict = { code: "start.exits", cause: "chat exits", fix: "Read it.", evidence: ["Error: no"] };
  const head = { version: "1.1.0", at: "2026-03-01T12:00:00.123Z", verdict };
  const pods = [{ name: "chat-1", logs: [{ container: "chat", run: 1, lines: ["Error: no"] }] }, { name: "chat-2" }];
  expect(parseEvidence(JSON.stringify({ ...head, timeline: ["chat-1 started"], pods }))).toMatchObject({
    sentence: "chat exits",
    fix: "Read it.",
    timeline: ["chat-1 started"],
    logs: [{ source: "chat-1/chat", lines: ["Error: no"] }],
  });
  const containers = [
    { name: "chat-local-chat-1", log: ["Error: no"] },
    { name: "chat-local-redis-1", log: [] },
  ];
  expect(parseEvidence(JSON.stringify({ ...head, containers }))?.logs).toEqual([
    { source: "chat-local-chat-1", lines: ["Error: no"] },
  ]);
  for (const text of ["", "{}", '"text"']) expect(parseEvidence(text)).toBeUndefined();
});
