import { expect, test } from "vitest";
import type { Promotion } from "./history.ts";
import { recordedFacts } from "./recorded.ts";

const promotion = (version: string, more: Partial<Promotion> = {}): Promotion => ({
  version,
  image: `shop:${version}`,
  outcome: "healthy",
  at: "2026-11-29T10:00:00.000Z",
  by: "ana@laptop",
  ...more,
});

test("a history tells who promoted what runs", () => {
  const promotions = [promotion("1.0.0", { by: "bruno@laptop" }), promotion("1.1.0")];
  expect(recordedFacts({ promotions, hold: undefined }, undefined)).toEqual({
    by: "ana@laptop",
    held: undefined,
    failed: undefined,
  });
});

test("a history tells that somebody rolled back, until a version is brought there", () => {
  const back = promotion("1.0.0", { rolledBackFrom: "1.1.0", healthyAt: "2026-11-29T11:00:00.000Z" });
  const promotions = [promotion("1.0.0"), promotion("1.1.0"), back];
  const held = { from: "1.1.0", to: "1.0.0", by: "ana@laptop", at: "2026-11-29T11:00:00.000Z" };
  expect(recordedFacts({ promotions, hold: undefined }, "1.0.0").held).toEqual(held);
  expect(
    recordedFacts({ promotions: [...promotions, promotion("1.2.0")], hold: undefined }, "1.2.0").held,
  ).toBeUndefined();
});

test("a history tells of the newest promotion that it failed, while what ran before runs", () => {
  const promotions = [
    promotion("1.0.0"),
    promotion("1.1.0", { outcome: "failed", cause: "start.exits", by: "bruno@laptop" }),
  ];
  expect(recordedFacts({ promotions, hold: undefined }, "1.0.0")).toMatchObject({
    by: "ana@laptop",
    failed: { version: "1.1.0", cause: "start.exits", by: "bruno@laptop" },
  });
});

test("a history tells that somebody holds the environment, whatever is promoted there", () => {
  const hold = { hold: "begun", at: "2026-11-29T12:00:00.000Z", by: "ana@laptop" } as const;
  const promotions = [promotion("1.0.0"), promotion("1.1.0")];
  expect(recordedFacts({ promotions, hold }, "1.1.0").held).toEqual({ by: "ana@laptop", at: hold.at });
  expect(recordedFacts({ promotions, hold: { ...hold, hold: "ended" } }, "1.1.0").held).toBeUndefined();
});
