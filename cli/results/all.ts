import type { CompletionResult } from "./completion.ts";
import type { ConfigurationResult, SchemaResult } from "./configuration.ts";
import type { HistoryResult } from "./history.ts";
import type { ImportResult } from "./import.ts";
import type { PromotionResult, PromotionsResult, StoppedResult } from "./promotion.ts";
import type { ReleaseResult } from "./release.ts";
import type { StatusResult } from "./status.ts";
import type { TraceResult } from "./trace.ts";

/** What a command can answer. */
export type Result =
  | ImportResult
  | ReleaseResult
  | PromotionResult
  | PromotionsResult
  | StoppedResult
  | StatusResult
  | HistoryResult
  | TraceResult
  | ConfigurationResult
  | SchemaResult
  | CompletionResult;
