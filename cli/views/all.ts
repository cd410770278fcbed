import type { Result } from "../results/exit-code.ts";
import { historyLines } from "./history.ts";
import { promotionLines, promotionsLines } from "./promotion.ts";
import { statusLines } from "./status.ts";
import { traceLines } from "./trace.ts";

/** What a person reads of a result, line by line. */
export function linesOf(result: Result): string[] {
  switch (result.kind) {
    case "Promotion":
      return promotionLines(result);
    case "Promotions":
      return promotionsLines(result);
    case "Stopped":
      return [result.message];
    case "Status":
      return statusLines(result);
    case "Trace":
      return traceLines(result);
    case "History":
      return historyLines(result);
  }
}
