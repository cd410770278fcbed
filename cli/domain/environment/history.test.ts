import { expect, test } from "vitest";
import { promotionRecord } from "../../../testing/fixtures/promotion-records.ts";
import {
  type History,
  healthySince,
  historyText,
  lastFailure,
  lastHealthy,
  noHistory,
  type Promotion,
  parseHistory,
  withHold,
  withPromotion,
} from "./history.ts";

const many = (count: number, more: Partial<Promotion> = {}) =>
  Array.from({ length: count }, (_, index) => promotionRecord(String(index + 1), more));

const after = (history: History, promotions: Promotion[]) => promotions.reduce(withPromotion, history);
const versionsIn = ({ promotions }: History) => promotions.map(({ version }) => version);

test("what is written is read again", () => {
  const failed = promotionRecord("2", {
    outcome: "failed",
    cause: "memory.limit",
    evidence: ["OOMKilled"],
    revision: 7,
  });
  const healthy = promotionRecord("3", { healthyAt: "2026-03-01T12:01:00.000Z" });
  const history = after(noHistory, [promotionRecord("1"), failed, healthy]);
  expect(parseHistory(historyText(history))).toEqual(history);
});

test("an outcome takes the place of its beginning, also where another promotion was recorded since", () => {
  const begun = promotionRecord("1", { outcome: "begun" });
  const { promotions } = after(noHistory, [begun, promotionRecord("2"), { ...begun, outcome: "failed", revision: 3 }]);
  expect(promotions.map(({ version, outcome }) => `${version} ${outcome}`)).toEqual(["2 healthy", "1 failed"]);
});

test("only the last fifty are kept", () => {
  const history = after(noHistory, many(51));
  expect(history.entries).toHaveLength(50);
  expect(versionsIn(history)[0]).toBe("2");
});

test("the last healthy one is kept behind any number of failed ones", () => {
  const history = after(noHistory, [promotionRecord("0"), ...many(120, { outcome: "failed" })]);
  expect(history.entries).toHaveLength(50);
  expect(lastHealthy(history)?.version).toBe("0");
});

test("a ConfigMap holds it, however long the evidence is", () => {
  const long = many(30, { outcome: "failed", evidence: ["x".repeat(100_000)] });
  const history = after(noHistory, [promotionRecord("0"), ...long]);
  expect(Buffer.byteLength(historyText(history))).toBeLessThan(512 * 1024);
  expect(versionsIn(history)).toEqual(["0", "26", "27", "28", "29", "30"]);
});

test("entries that another version wrote are kept as they are", () => {
  const foreign = [
    { kind: "rehearsal" },
    "?",
    { ...promotionRecord("1"), revision: "later" },
    { ...promotionRecord("2"), more: 1 },
  ];
  const history = after(parseHistory(JSON.stringify(foreign)), [promotionRecord("3")]);
  expect(history.entries.slice(0, 4)).toEqual(foreign);
  expect(versionsIn(history)).toEqual(["2", "3"]);
});

test.each(["", "{}", "[1", "null"])(
  "%j is no history; a promotion is recorded all the same, and the text kept",
  (text) => {
    const history = parseHistory(text);
    expect(history).toEqual({ entries: [], promotions: [], hold: undefined, unreadable: text });
    expect(after(history, [promotionRecord("1")])).toMatchObject({ promotions: [{ version: "1" }], unreadable: text });
  },
);

test("the last hold is kept, however much is promoted, and what others wrote beside it", () => {
  const foreign = { kind: "rehearsal" };
  const begun = { hold: "begun", at: "2026-03-01T12:00:00.000Z", by: "ana@laptop" } as const;
  const held = withHold(after(parseHistory(JSON.stringify([foreign])), [promotionRecord("1")]), begun);
  const later = after(held, many(120));
  expect(later).toMatchObject({ hold: begun });
  expect(parseHistory(historyText(later))).toEqual(later);
  const ended = { ...begun, hold: "ended" } as const;
  const letGo = withHold(held, ended);
  expect(letGo.entries).toEqual([foreign, promotionRecord("1"), ended]);
  expect(letGo.hold).toEqual(ended);
});

test("a failure is remembered of an image until it was healthy once more", () => {
  const history = after(noHistory, [
    promotionRecord("1"),
    promotionRecord("2", { outcome: "failed", cause: "start.exits" }),
  ]);
  const { image } = promotionRecord("2");
  expect(lastFailure(history, { image })?.cause).toBe("start.exits");
  expect(lastFailure(after(history, [promotionRecord("3", { image })]), { image })).toBeUndefined();
  expect(lastFailure(history, promotionRecord("1"))).toBeUndefined();
});

test("an image that has an id is another one under the same name", () => {
  const failed = promotionRecord("2", { outcome: "failed", imageId: "sha256:2" });
  const history = after(noHistory, [failed]);
  expect(lastFailure(history, { image: failed.image, imageId: "sha256:2" })).toEqual(failed);
  expect(lastFailure(history, { image: failed.image, imageId: "sha256:3" })).toBeUndefined();
});

test("what older versions of chatops wrote on Compose is read", () => {
  const old = {
    version: "1.3.0",
    image: "chat:1.3.0",
    imageId: "sha256:3",
    outcome: "healthy",
    at: "2026-03-01T12:00:00Z",
  };
  const failed = { ...old, version: "1.4.0", outcome: "failed", cause: "chat exits again and again" };
  const history = parseHistory(JSON.stringify([old, failed]));
  expect(history.promotions).toEqual([old, failed]);
  expect(lastHealthy(history)?.version).toBe("1.3.0");
  expect(history.promotions.map(healthySince)).toEqual([old.at, old.at]);
});

test("what was removed is healthy no more, until it is promoted again", () => {
  const removed = after(noHistory, [
    promotionRecord("1"),
    promotionRecord("1", { outcome: "removed", by: "ann@desk" }),
  ]);
  expect(lastHealthy(removed)).toBeUndefined();
  expect(lastHealthy(after(removed, [promotionRecord("2")]))?.version).toBe("2");
});
