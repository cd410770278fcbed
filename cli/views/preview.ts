import { aligned } from "../../lib/table.ts";
import type { PreviewResult, PreviewsRemovedResult, PreviewsResult } from "../results/preview.ts";
import { promotionLines } from "./promotion.ts";

const minuteOf = (at: string): string => at.replace("T", " ").slice(0, 16);

/** What a person reads of a preview that was made. */
export function previewLines({ number, address, expiresAt, promotion }: PreviewResult): string[] {
  const isThere = promotion.outcome === "healthy" || promotion.outcome === "unchanged";
  return [
    ...promotionLines(promotion),
    ...(address ? [`  preview   ${address}`] : []),
    ...(isThere ? [`  until     ${minuteOf(expiresAt)} UTC, or: chatops preview remove ${number}`] : []),
  ];
}

/** A table of previews. */
export function previewsLines({ previews, max }: PreviewsResult): string[] {
  if (previews.length === 0) return ["There are no previews."];
  const rows = previews.map(({ number, commit, name, expiresAt, isHealthy, address, isEnding }) => [
    String(number),
    commit.slice(0, 7),
    name,
    minuteOf(expiresAt),
    isEnding ? "being deleted" : isHealthy ? (address ?? "none from outside") : "not healthy",
  ]);
  return [
    ...aligned([["REQUEST", "COMMIT", "NAME", "UNTIL (UTC)", "ADDRESS"], ...rows]),
    `${previews.length} of at most ${max}`,
  ];
}

/** What is gone. */
export function previewsRemovedLines({ removed, planned }: PreviewsRemovedResult): string[] {
  if (removed.length === 0) return ["No preview is to be removed."];
  const word = planned ? "Would remove" : "Removed";
  return removed.map(({ name, number }) => `${word} ${name}, of pull request ${number}`);
}
