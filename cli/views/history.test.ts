import { expect, test } from "vitest";
import { promotionRecord } from "../../testing/fixtures/promotion-records.ts";
import { head } from "../results/result.ts";
import { historyLines } from "./history.ts";

test("shows what was promoted, what was rolled back by hand, and what was removed", () => {
  const promotions = [
    promotionRecord("1.0.0", { outcome: "removed" }),
    promotionRecord("1.0.0", { rolledBackFrom: "1.1.0", revision: 3 }),
    promotionRecord("1.1.0", { outcome: "failed", cause: "start.exits", revision: 2 }),
  ];
  expect(historyLines({ ...head("History"), environment: "prod", promotions })).toEqual([
    "WHEN (UTC)           VERSION  OUTCOME  REVISION  BY           CAUSE",
    "2026-03-01 12:00:00  1.0.0    removed            robot@build",
    "2026-03-01 12:00:00  1.0.0    healthy  3         robot@build  rolled back from 1.1.0",
    "2026-03-01 12:00:00  1.1.0    failed   2         robot@build  start.exits",
  ]);
});
