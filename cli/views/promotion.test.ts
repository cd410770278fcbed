import { expect, test } from "vitest";
import type { Verdict } from "../domain/verdicts/verdict.ts";
import type { Aftermath } from "../results/aftermath.ts";
import { head } from "../results/result.ts";
import { promotionLines } from "./promotion.ts";

const verdict: Verdict = {
  code: "start.exits",
  reason: "start",
  cause: "chat exits",
  evidence: ["no Redis"],
  fix: "Fix it.",
};
const promoted = { ...head("Promotion"), version: "0.2.0", image: "chat:0.2.0" } as const;
const failed = { ...promoted, outcome: "failed", environment: "prod", verdict, evidence: "evidence.json" } as const;

const inCluster: [Aftermath, string][] = [
  [{ did: "rolledBack", version: "0.1.0", revision: 7 }, "0.1.0 runs again and is healthy (revision 7)."],
  [
    { did: "rolledBack", version: "0.2.0", revision: 7 },
    "0.2.0 as it was before runs again and is healthy (revision 7).",
  ],
  [{ did: "unchanged", version: "0.1.0" }, "Nothing was changed: 0.1.0 still runs."],
  [{ did: "unchanged" }, "Nothing was changed, and nothing runs here yet."],
  [{ did: "removed" }, "Nothing ran here before, so 0.2.0 was removed; Secrets, claims and volumes were kept."],
  [{ did: "kept", why: "overtaken" }, "0.2.0 was kept as it is: somebody has changed the Helm release since."],
  [{ did: "kept", why: "nothingHealthy" }, "0.2.0 was kept as it is: there is no healthy version to roll back to."],
];

const onCompose: [Aftermath, string][] = [
  [{ did: "rolledBack", version: "0.1.0" }, "0.1.0 runs again and is healthy."],
  [{ did: "unchanged", version: "0.1.0", wasSick: true }, "Nothing was changed: 0.1.0 was not healthy before either."],
  [{ did: "removed" }, "Nothing ran here before, so 0.2.0 was removed; volumes were kept."],
  [{ did: "kept", why: "asked" }, "0.2.0 was kept as it is, as asked (--no-rollback)."],
  [
    { did: "kept", why: "nothingHealthy", found: "0.1.0 ran here before and was not healthy" },
    "0.2.0 was kept as it is: 0.1.0 ran here before and was not healthy, and there is no healthy version to roll back to.",
  ],
  [
    { did: "kept", why: "noFiles", version: "0.1.0" },
    "0.2.0 was kept as it is: the Compose file of 0.1.0 was not found.",
  ],
];

test.each([
  ...inCluster.map((row) => ({ release: "chat", row })),
  ...onCompose.map((row) => ({ release: undefined, row })),
])("a failure says what runs now: $row.1", ({ release, row: [aftermath, sentence] }) => {
  expect(promotionLines({ ...failed, release, aftermath })).toEqual([
    "✖ 0.2.0 failed in prod: chat exits",
    "  ▶ no Redis",
    "→ Fix it.",
    `  ${sentence}`,
    "  Evidence: evidence.json",
  ]);
});

test("what was kept because of a migration leaves two choices", () => {
  const aftermath: Aftermath = { did: "kept", why: "migrated", version: "0.1.0", migrations: ["chat-migrate"] };
  expect(promotionLines({ ...failed, release: "chat", aftermath })).toEqual([
    "✖ 0.2.0 failed in prod: chat exits",
    "  ▶ no Redis",
    "→ Fix it.",
    "  0.2.0 was kept as it is: chat-migrate changed the data after 0.1.0 was healthy.",
    "→ Either release a fix and promote it, or, if 0.1.0 runs with the data as it is now:",
    "    chatops rollback --env prod --to 0.1.0",
    "  If every version does, write `migrations: compatible` in chatops.yaml.",
    "  Evidence: evidence.json",
  ]);
});

test("the images of all services are told", () => {
  const images = ["web", "jobs"].map((service) => ({ service, image: `chat-${service}:0.2.0` }));
  expect(promotionLines({ ...promoted, outcome: "healthy", environment: "prod", images })).toEqual([
    "0.2.0 is healthy in prod",
    "  image     chat-web:0.2.0",
    "  image     chat-jobs:0.2.0",
  ]);
});
