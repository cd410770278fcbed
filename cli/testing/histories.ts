import type { Promotion } from "../domain/promotion/history.ts";

/** A promotion as a history has it, healthy but for what is said. */
export const promotion = (version: string, more: Partial<Promotion> = {}): Promotion => ({
  version,
  commit: "a".repeat(40),
  image: `registry.example.com/chat:${version}@sha256:${"b".repeat(64)}`,
  chartDigest: `sha256:${"c".repeat(64)}`,
  values: { commit: "d".repeat(40), hash: "e".repeat(12) },
  outcome: "healthy",
  at: "2026-03-01T12:00:00.000Z",
  by: "robot@build",
  ...more,
});
