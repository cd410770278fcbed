import { expect, test } from "vitest";
import { head } from "../results/result.ts";
import { previewLines, previewsLines, previewsRemovedLines } from "./preview.ts";

const commit = "3f2a1b0".padEnd(40, "0");
const expiresAt = "2026-12-03T02:10:59.000Z";

test("a preview ends with where it is, and until when", () => {
  const version = "0.0.0-pr-7-3f2a1b000000";
  const promotion = {
    ...head("Promotion"),
    outcome: "healthy" as const,
    environment: "pr-7",
    version,
    image: `shop:${version}`,
  };
  const address = "https://shop-pr-7.preview.example.com";
  const result = { ...head("Preview"), number: 7, commit, version, expiresAt, address, promotion };
  expect(previewLines(result).slice(-2)).toEqual([
    `  preview   ${address}`,
    "  until     2026-12-03 02:10 UTC, or: chatops preview remove 7",
  ]);
  const planned = previewLines({ ...result, address: undefined, promotion: { ...promotion, outcome: "planned" } });
  expect(planned).toEqual([`Would promote ${version} to pr-7; nothing was changed`]);
});

test("previews are a table", () => {
  const times = { createdAt: "", expiresAt };
  const preview = { number: 7, name: "shop-pr-7", commit, version: "", ...times, isHealthy: false, isEnding: false };
  const inside = { ...preview, number: 9, name: "shop-pr-9", isHealthy: true };
  const ending = { ...inside, number: 12, name: "shop-pr-12", isEnding: true, address: "http://localhost:1" };
  expect(previewsLines({ ...head("Previews"), max: 5, previews: [preview, inside, ending] })).toEqual([
    "REQUEST  COMMIT   NAME        UNTIL (UTC)       ADDRESS",
    "7        3f2a1b0  shop-pr-7   2026-12-03 02:10  not healthy",
    "9        3f2a1b0  shop-pr-9   2026-12-03 02:10  none from outside",
    "12       3f2a1b0  shop-pr-12  2026-12-03 02:10  being deleted",
    "3 of at most 5",
  ]);
  expect(previewsLines({ ...head("Previews"), max: 5, previews: [] })).toEqual(["There are no previews."]);
});

test("what is removed is named", () => {
  const removed = [{ number: 7, name: "shop-pr-7" }];
  const result = { ...head("PreviewsRemoved"), planned: false, removed };
  expect(previewsRemovedLines(result)).toEqual(["Removed shop-pr-7, of pull request 7"]);
  expect(previewsRemovedLines({ ...result, planned: true })).toEqual(["Would remove shop-pr-7, of pull request 7"]);
  expect(previewsRemovedLines({ ...result, removed: [] })).toEqual(["No preview is to be removed."]);
});
