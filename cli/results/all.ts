import type { z } from "zod";
import { addressesResult } from "./addresses.ts";
import { changelogResult } from "./changelog.ts";
import { checkupResult } from "./checkup.ts";
import { completionResult, wordsResult } from "./completion.ts";
import { configurationResult, schemaResult } from "./configuration.ts";
import { type ErrorResult, errorResult } from "./error.ts";
import { historyResult } from "./history.ts";
import { holdResult } from "./hold.ts";
import { importResult } from "./import.ts";
import { incidentsResult } from "./incidents.ts";
import { logsResult } from "./logs.ts";
import { previewResult, previewsRemovedResult, previewsResult } from "./preview.ts";
import { promotionResult, promotionsResult, stoppedResult } from "./promotion.ts";
import { releaseResult } from "./release.ts";
import { releasesResult } from "./releases.ts";
import { removalResult } from "./removal.ts";
import { runResult } from "./run.ts";
import { statusResult } from "./status.ts";
import { traceResult } from "./trace.ts";
import { undoResult } from "./undo.ts";

/** Everything that a command can answer, by its kind. */
export const results = {
  Import: importResult,
  Undo: undoResult,
  Release: releaseResult,
  Promotion: promotionResult,
  Promotions: promotionsResult,
  Stopped: stoppedResult,
  Status: statusResult,
  History: historyResult,
  Hold: holdResult,
  Releases: releasesResult,
  Changelog: changelogResult,
  Logs: logsResult,
  Incidents: incidentsResult,
  Addresses: addressesResult,
  Removal: removalResult,
  Preview: previewResult,
  Previews: previewsResult,
  PreviewsRemoved: previewsRemovedResult,
  Trace: traceResult,
  Checkup: checkupResult,
  Run: runResult,
  Configuration: configurationResult,
  Schema: schemaResult,
  Completion: completionResult,
  Words: wordsResult,
  Error: errorResult,
} as const;

export type AnyResult = z.infer<(typeof results)[keyof typeof results]>;
/** What a workflow answers that comes to its end. */
export type Result = Exclude<AnyResult, ErrorResult>;
