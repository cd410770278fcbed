import { exitCodes } from "../core/exit-codes.ts";
import type { Result } from "./all.ts";
import type { PromotionResult } from "./promotion.ts";
import type { StatusResult } from "./status.ts";

/** The exit code that a result stands for. */
export function exitCodeOf(result: Result): number {
  switch (result.kind) {
    case "Promotion":
      return result.outcome === "failed" ? codeOfFailure(result) : exitCodes.done.code;
    case "Promotions":
      return result.promotions.map(exitCodeOf).find((code) => code !== exitCodes.done.code) ?? exitCodes.done.code;
    case "Preview":
      return exitCodeOf(result.promotion);
    case "Import":
      if (result.proof?.outcome === "failed") return exitCodes[result.proof.reason].code;
      // What it left alone needs a person.
      return result.files.some(({ action }) => action === "conflict")
        ? exitCodes.precondition.code
        : exitCodes.done.code;
    case "Trace":
      return result.links.some(({ state }) => state === "differs") ? exitCodes.precondition.code : exitCodes.done.code;
    case "Checkup":
      return result.checks.some(({ state }) => state === "failed") ? exitCodes.precondition.code : exitCodes.done.code;
    case "Run":
      return result.outcome === "done" ? exitCodes.done.code : (result.exitCode ?? exitCodes.precondition.code);
    case "Status":
      return isSick(result) ? exitCodes.precondition.code : exitCodes.done.code;
    default:
      return exitCodes.done.code;
  }
}

/** What was kept although it failed needs somebody to decide, whatever the cause. */
const codeOfFailure = ({ verdict, aftermath }: Extract<PromotionResult, { outcome: "failed" }>): number =>
  aftermath.did === "kept" && aftermath.why === "migrated"
    ? exitCodes.keptOnPurpose.code
    : exitCodes[verdict.reason].code;

/** Some place of many may be out of reach from here; one that was named must be seen to be healthy. */
const isSick = ({ environments, named }: StatusResult): boolean =>
  environments.some(({ state }) => state === "degraded" || (state === "unknown" && named));
