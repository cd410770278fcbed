import { describe, expect, test } from "vitest";
import { promotionRecord } from "../../../testing/fixtures/promotion-records.ts";
import type { Promotion } from "./history.ts";
import {
  heldByHand,
  heldNow,
  rollbackTargets,
  rolledBackByHand,
  rolledBackReleases,
  rolledBackWithoutUs,
} from "./rolled-back.ts";

/** A history with a promotion every ten minutes: `1.0.0`, `1.0.0 failed`, or `1.0.0 from 1.1.0` for a way back by hand. */
function historyOf(...entries: string[]): { promotions: Promotion[] } {
  const promotions = entries.map((entry, index) => {
    const [version = "", word, from] = entry.split(" ");
    const at = new Date(Date.UTC(2026, 2, 1, 12, index * 10)).toISOString();
    const rolledBackFrom = word === "from" ? { rolledBackFrom: from } : {};
    return promotionRecord(version, { at, outcome: word === "failed" ? "failed" : "healthy", ...rolledBackFrom });
  });
  return { promotions };
}

const versionsBefore = (running: string, ...entries: string[]) =>
  rollbackTargets(historyOf(...entries), running).map(({ version }) => version);

describe("an environment is rolled back to", () => {
  test("what was healthy there, the last one first, each version once", () => {
    expect(versionsBefore("1.2.0", "1.0.0", "1.1.0", "1.0.0", "1.2.0")).toEqual(["1.0.0", "1.1.0"]);
  });

  test("no version that failed, that runs, or that is no release", () => {
    expect(versionsBefore("1.2.0", "1.0.0", "0.0.0-dev.g1", "1.1.0 failed", "1.0.0", "1.2.0")).toEqual(["1.0.0"]);
  });

  test("what ran before one that failed and was kept", () => {
    expect(versionsBefore("1.1.0", "1.0.0", "1.1.0 failed")).toEqual(["1.0.0"]);
  });

  test("nothing that somebody rolled back: the second time goes further", () => {
    expect(versionsBefore("1.1.0", "1.0.0", "1.1.0", "1.2.0", "1.1.0 from 1.2.0")).toEqual(["1.0.0"]);
    expect(versionsBefore("1.1.0", "1.0.0", "1.1.0", "1.2.0")).toEqual(["1.0.0"]);
  });

  test("nothing, where all the others were rolled back: those are told", () => {
    const history = historyOf("1.0.0", "1.1.0", "1.0.0 from 1.1.0", "0.0.0-dev.g1", "1.0.0");
    expect(rollbackTargets(history, "1.0.0")).toEqual([]);
    expect(rolledBackReleases(history, "1.0.0")).toEqual(["1.1.0"]);
    expect(rolledBackReleases(historyOf("1.0.0"), "1.0.0")).toEqual([]);
  });

  test("versions with how they did: how long, when last, how often they failed", () => {
    const [target] = rollbackTargets(historyOf("1.0.0", "1.1.0 failed", "1.0.0", "1.0.0 failed", "1.2.0"), "1.2.0");
    expect(target).toEqual({
      version: "1.0.0",
      healthyMs: 20 * 60_000,
      at: "2026-03-01T12:20:00.000Z",
      by: "robot@build",
      failures: 1,
    });
  });
});

describe("an environment is held by a rollback by hand", () => {
  test("until somebody brings a version there, and whatever fails there meanwhile", () => {
    const held = { from: "1.1.0", to: "1.0.0", by: "robot@build", at: "2026-03-01T12:20:00.000Z" };
    expect(heldByHand(historyOf("1.0.0", "1.1.0", "1.0.0 from 1.1.0"), "1.0.0")).toEqual(held);
    expect(heldByHand(historyOf("1.0.0", "1.1.0", "1.0.0 from 1.1.0", "1.2.0 failed"), "1.0.0")).toEqual(held);
    expect(heldByHand(historyOf("1.0.0", "1.1.0", "1.0.0 from 1.1.0", "1.2.0"), "1.2.0")).toBeUndefined();
    expect(heldByHand(historyOf("1.0.0", "1.1.0", "1.0.0 from 1.1.0", "1.0.0"), "1.0.0")).toBeUndefined();
  });

  test("also by one without chatops, and not by a version that failed and was taken back", () => {
    expect(heldByHand(historyOf("1.0.0", "1.1.0"), "1.0.0")).toEqual({ from: "1.1.0", to: "1.0.0" });
    expect(heldByHand(historyOf("1.0.0", "1.1.0 failed"), "1.0.0")).toBeUndefined();
    expect(heldByHand({ promotions: [] }, undefined)).toBeUndefined();
  });
});

describe("nothing is promoted into an environment by itself", () => {
  const minute = (at: number) => new Date(Date.UTC(2026, 2, 1, 12, at)).toISOString();
  const begun = (at: number) => ({ hold: "begun", at: minute(at), by: "ana@laptop" }) as const;
  const ended = (at: number) => ({ hold: "ended", at: minute(at), by: "ana@laptop" }) as const;
  const rolledBack = historyOf("1.0.0", "1.1.0", "1.0.0 from 1.1.0");
  const held = { from: "1.1.0", to: "1.0.0" };

  test("while somebody holds it, whatever was promoted there before and since", () => {
    const history = historyOf("1.0.0", "1.1.0");
    expect(heldNow({ ...history, hold: begun(5) }, "1.1.0")).toEqual({ by: "ana@laptop", at: minute(5) });
    expect(heldNow({ promotions: [], hold: begun(5) }, undefined)).toMatchObject({ by: "ana@laptop" });
    expect(heldNow({ ...history, hold: ended(5) }, "1.1.0")).toBeUndefined();
    expect(heldNow({ ...history, hold: undefined }, "1.1.0")).toBeUndefined();
  });

  test("after a rollback by hand, until somebody lets it go on after that", () => {
    expect(heldNow({ ...rolledBack, hold: undefined }, "1.0.0")).toMatchObject(held);
    expect(heldNow({ ...rolledBack, hold: ended(15) }, "1.0.0")).toMatchObject(held);
    expect(heldNow({ ...rolledBack, hold: ended(25) }, "1.0.0")).toBeUndefined();
  });

  test("after a rollback without chatops, whose time nobody knows", () => {
    expect(heldNow({ ...historyOf("1.0.0", "1.1.0"), hold: ended(25) }, "1.0.0")).toMatchObject(held);
  });
});

describe("a version was rolled back by hand", () => {
  test("until it was healthy once more", () => {
    const rolledBack = historyOf("1.0.0", "1.1.0", "1.0.0 from 1.1.0");
    expect(rolledBackByHand("1.1.0", rolledBack, "1.0.0")).toEqual({
      to: "1.0.0",
      by: "robot@build",
      at: "2026-03-01T12:20:00.000Z",
    });
    const failed = historyOf("1.0.0", "1.1.0", "1.0.0 from 1.1.0", "1.1.0 failed", "1.0.0");
    expect(rolledBackByHand("1.1.0", failed, "1.0.0")?.to).toBe("1.0.0");
    const again = historyOf("1.0.0", "1.1.0", "1.0.0 from 1.1.0", "1.1.0");
    expect(rolledBackByHand("1.1.0", again, "1.1.0")).toBeUndefined();
  });

  test("not by a promotion that failed, nor if the way back failed", () => {
    expect(rolledBackByHand("1.1.0", historyOf("1.0.0", "1.1.0 failed", "1.0.0"), "1.0.0")).toBeUndefined();
    const failed = { ...promotionRecord("1.0.0"), outcome: "failed", rolledBackFrom: "1.1.0" } as const;
    expect(rolledBackByHand("1.1.0", { promotions: [promotionRecord("1.1.0"), failed] }, "1.1.0")).toBeUndefined();
  });

  test("without chatops, if one runs that was healthy before the last that was recorded", () => {
    const history = historyOf("1.0.0", "1.1.0");
    expect(rolledBackWithoutUs(history, "1.0.0")).toBe("1.1.0");
    expect(rolledBackByHand("1.1.0", history, "1.0.0")).toEqual({ to: "1.0.0" });
    for (const running of ["1.1.0", "shop-2.0.0"]) expect(rolledBackWithoutUs(history, running)).toBeUndefined();
    expect(rolledBackByHand("1.2.0", history, "1.0.0")).toBeUndefined();
  });
});
