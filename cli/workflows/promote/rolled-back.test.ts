import { describe, expect, test } from "vitest";
import { promotionRecord } from "../../../testing/fixtures/promotion-records.ts";
import { type Promotion, parseHistory, withHold, withPromotion } from "../../domain/environment/history.ts";
import { verifyNotHeld, verifyStillRuns } from "./rolled-back.ts";

describe("without a version", () => {
  const at = "2026-03-01T13:00:00.000Z";
  const historyOf = (...promotions: Promotion[]) => promotions.reduce(withPromotion, parseHistory("[]"));
  const verify = (history: ReturnType<typeof historyOf>, previous: string, alsoRolledBack: boolean) => {
    const subject = { recorded: promotionRecord("1.2.0"), facts: {} };
    verifyNotHeld({ name: "prod" }, { subject, history, previous }, alsoRolledBack);
  };
  const usual = historyOf(promotionRecord("1.0.0"), promotionRecord("1.1.0"));
  const back = historyOf(promotionRecord("1.1.0"), promotionRecord("1.0.0", { rolledBackFrom: "1.1.0" }));

  test.each([true, false])("nothing comes to where somebody holds, with --hold or not: %s", (alsoRolledBack) => {
    const held = withHold(usual, { hold: "begun", at, by: "ana@laptop" });
    expect(() => verify(held, "1.1.0", alsoRolledBack)).toThrow(
      "ana@laptop holds prod since 2026-03-01T13:00:00.000Z, so nothing is promoted there by itself",
    );
    verify(withHold(held, { hold: "ended", at }), "1.1.0", alsoRolledBack);
    verify(usual, "1.1.0", alsoRolledBack);
  });

  test("nothing comes with --hold to where somebody rolled back, until it is let go on", () => {
    expect(() => verify(back, "1.0.0", true)).toThrow("rolled 1.1.0 back to 1.0.0 in prod");
    verify(back, "1.0.0", false);
    verify(withHold(back, { hold: "ended", at }), "1.0.0", true);
  });
});

test("what somebody goes back from has to run still", () => {
  verifyStillRuns({ name: "prod" }, "1.1.0", "1.1.0");
  expect(() => verifyStillRuns({ name: "prod" }, "1.1.0", "1.2.0")).toThrow(
    "1.2.0 runs in prod by now, and not 1.1.0 any more",
  );
  expect(() => verifyStillRuns({ name: "prod" }, "1.1.0", undefined)).toThrow("nothing runs in prod by now");
});
