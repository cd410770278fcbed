import { aligned } from "../../lib/table.ts";
import type { HistoryResult } from "../results/history.ts";

/** A table of promotions. */
export function historyLines({ environment, promotions }: HistoryResult): string[] {
  if (promotions.length === 0) return [`Nothing was promoted to ${environment} yet.`];
  const rows = promotions.map(({ at, version, outcome, revision, by, cause, rolledBackFrom }) => [
    at.replace("T", " ").slice(0, 19),
    version,
    outcome,
    revision?.toString() ?? "",
    by ?? "",
    cause ?? (rolledBackFrom ? `rolled back from ${rolledBackFrom}` : ""),
  ]);
  return aligned([["WHEN (UTC)", "VERSION", "OUTCOME", "REVISION", "BY", "CAUSE"], ...rows]);
}
