import { expect, test } from "vitest";
import { promotionRecord } from "../../../testing/fixtures/promotion-records.ts";
import type { Revision } from "../../adapters/kubernetes/helm-revisions.ts";
import { parseHistory } from "../../domain/environment/history.ts";
import { verifyNobodyAtWork } from "./interrupted-revision.ts";

const pending = (status: Revision["status"], minutesAgo: number): Revision => ({
  revision: 2,
  status,
  chart: "chat-1.1.0",
  description: "",
  updated: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
});
const verify = (revision: Revision, ...promotions: object[]) =>
  verifyNobodyAtWork("chat", { history: parseHistory(JSON.stringify(promotions)), revisions: [revision] });

test("another Helm that began less than five minutes ago is waited for", () => {
  expect(() => verify(pending("pending-upgrade", 1))).toThrow("Helm has been at work on chat since");
  verify(pending("pending-upgrade", 6));
  verify(pending("deployed", 1));
});

test("a Helm of a promotion that was killed is not", () => {
  verify(pending("pending-upgrade", 1), promotionRecord("1.1.0", { outcome: "begun" }));
});
