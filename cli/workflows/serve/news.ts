import type { RunRecord } from "../../domain/serve/run-record.ts";

/** What goes on where it waited, or is compared after a start, does not begin. */
export const isNews = (run: RunRecord, before: RunRecord | undefined): boolean =>
  before?.commit !== run.commit || before.outcome === "failed";

/** That it still waits, or that what was done is still so, is no news. */
export const isSameEnd = (run: RunRecord, before: RunRecord | undefined): boolean =>
  before?.commit === run.commit && before.outcome === run.outcome && run.outcome !== "failed";
