import type { Result } from "../results/all.ts";
import { changelogLines } from "./changelog.ts";
import { checkupLines } from "./checkup.ts";
import { configurationLines, schemaLines } from "./configuration.ts";
import { historyLines } from "./history.ts";
import { holdLines } from "./hold.ts";
import { importLines } from "./import.ts";
import { incidentsLines } from "./incidents.ts";
import { logsLines } from "./logs.ts";
import { previewLines, previewsLines, previewsRemovedLines } from "./preview.ts";
import { promotionLines, promotionsLines } from "./promotion.ts";
import { releaseLines } from "./release.ts";
import { releasesLines } from "./releases.ts";
import { removalLines } from "./removal.ts";
import { statusLines } from "./status.ts";
import { traceLines } from "./trace.ts";
import { undoLines } from "./undo.ts";

type Views = { [Kind in Result["kind"]]: (result: Extract<Result, { kind: Kind }>) => string[] };

const views: Views = {
  Import: importLines,
  Undo: undoLines,
  Release: releaseLines,
  Promotion: promotionLines,
  Promotions: promotionsLines,
  Stopped: ({ message }) => [message],
  Status: statusLines,
  History: historyLines,
  Hold: holdLines,
  Releases: releasesLines,
  Changelog: changelogLines,
  Logs: logsLines,
  Incidents: incidentsLines,
  Addresses: ({ addresses }) => addresses,
  Removal: removalLines,
  Preview: previewLines,
  Previews: previewsLines,
  PreviewsRemoved: previewsRemovedLines,
  Trace: traceLines,
  Checkup: checkupLines,
  Run: ({ outcome, message }) => [[outcome, message].filter(Boolean).join(": ")],
  Configuration: configurationLines,
  Schema: schemaLines,
  Words: ({ words }) => words,
  Completion: ({ script }) => script.split("\n"),
};

/** What a person reads of a result, line by line. */
export const linesOf = <Kind extends Result["kind"]>(result: Extract<Result, { kind: Kind }>): string[] =>
  (views[result.kind as Kind] as (result: Extract<Result, { kind: Kind }>) => string[])(result);
