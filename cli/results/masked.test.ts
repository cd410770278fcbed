import { expect, test } from "vitest";
import { Mask } from "../../lib/mask.ts";
import { withMask } from "../../lib/secrets.ts";
import { maskedResult } from "./masked.ts";
import type { PromotionResult } from "./promotion.ts";
import { head } from "./result.ts";

const failed: PromotionResult = {
  ...head("Promotion"),
  outcome: "failed",
  environment: "staging",
  version: "1.4.0",
  image: "team/chat:1.4.0",
  pods: [{ name: "chat-1", image: "team/chat", imageId: "sha256:aa", ready: true }],
  verdict: {
    code: "container.exits",
    reason: "start",
    cause: "container chat exits: wrong password failed",
    evidence: ["password=failed", "\u001b[31mtoken kept"],
    fix: "See the log.",
  },
  aftermath: { did: "kept", why: "nothingHealthy", found: "0.9.0 with kept" },
};

const masked = (...secrets: string[]) => {
  const mask = new Mask();
  for (const secret of secrets) mask.hide(secret);
  return withMask(mask, () => maskedResult(failed));
};

test("a password that is a word of our own is masked in what others wrote, and leaves our words and keys", () => {
  expect(masked("failed", "kept", "nothingHealthy", "start", "version", "container.exits")).toEqual({
    ...failed,
    verdict: {
      ...failed.verdict,
      cause: "container chat exits: wrong password [hidden]",
      evidence: ["password=[hidden]", "token [hidden]"],
    },
    aftermath: { did: "kept", why: "nothingHealthy", found: "0.9.0 with [hidden]" },
  });
});

test("without secrets it stays as it is, but for what a terminal would obey", () => {
  expect(masked()).toEqual({
    ...failed,
    verdict: { ...failed.verdict, evidence: ["password=failed", "token kept"] },
  });
});

test("what follows no schema is masked as a whole", () => {
  const strange = { ...head("Stopped"), message: "a b", extra: ["hunter22"], kind: "Stopped" } as const;
  const mask = new Mask({ API_TOKEN: "hunter22" });
  expect(withMask(mask, () => maskedResult(strange))).toMatchObject({ kind: "Stopped", extra: ["[hidden]"] });
});
