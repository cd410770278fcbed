import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { atWorkOn, settleOrphans } from "../../../adapters/orphans.ts";
import type { Config } from "../../../core/config/schema.ts";
import type { ServeConfig } from "../../../core/serve/schema.ts";
import type { CommitWords } from "../../../domain/serve/page/overview.ts";
import type { RunRecord } from "../../../domain/serve/run-record.ts";
import type { StatusResult } from "../../../results/status.ts";
import type { Bell } from "../bell.ts";
import type { Notifier } from "../notify.ts";
import type { Place } from "../places.ts";
import type { PreviewBoard } from "../pulls/board.ts";
import { openRuns, type Runs } from "../runs.ts";
import type { Telemetry } from "../telemetry.ts";
import type { Traces } from "../traces.ts";
import { openPageProject, type PageProject } from "./project.ts";
import { openRequests, type Requests } from "./requests.ts";

/** What was seen of a repository's environments last. */
export interface Seen {
  /** ISO 8601. */
  at: string;
  status: StatusResult | undefined;
  environments: Config["environments"];
  /** Why it could not be asked. */
  trouble: string | undefined;
}

/** All that the page knows of one repository, and does with it, apart from its runs. */
export interface Desk {
  place: Place;
  bell: Bell;
  /** Previews of pull requests. */
  board: Pick<PreviewBoard, "all">;
  /** What serve does by itself. */
  runs: Runs;
  /** What people had done. */
  acts: Runs;
  notifier: Notifier;
  telemetry: Pick<Telemetry, "act">;
  traces: Traces;
  requests: Requests;
  /** What people have under way, by environment. */
  active: Map<string, RunRecord>;
  seen: Seen | undefined;
  /** What was seen may not be true any more. */
  isStale: boolean;
  /** Messages of commits that are shown. */
  words: Map<string, CommitWords>;
  /** When they were looked for in vain, in milliseconds. */
  missing: Map<string, number>;
  project: PageProject;
  /** What an earlier serve was killed over has ended. */
  ready: Promise<void>;
  /** Where its own runs and its clone are. */
  folder: string;
  /** What its programs get: a folder for temporary files and a mark of their own, as runs end those of the repository. */
  env: NodeJS.ProcessEnv;
}

export interface DeskParts {
  place: Place;
  bell: Bell;
  board: Pick<PreviewBoard, "all">;
  runs: Runs;
  notifier: Notifier;
  telemetry: Pick<Telemetry, "act">;
  traces: Traces;
  retention: ServeConfig["retention"];
}

export async function openDesk({ retention, ...parts }: DeskParts, signal: AbortSignal): Promise<Desk> {
  const { place, runs } = parts;
  const folder = join(place.folder, "page");
  const temporary = join(folder, "tmp");
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const env = { ...place.env, TMPDIR: temporary, ...atWorkOn(folder) };
  const [acts, requests] = [await openRuns(folder, retention), await openRequests(folder)];
  const kept = { active: new Map(), seen: undefined, isStale: true, words: new Map(), missing: new Map() };
  // Nobody waits for it but who wants something done: whatever is at work until then is of an earlier serve.
  const ready = endInterrupted(acts, folder, signal).catch(() => {});
  const project = openPageProject({ place, runs, folder, env, ready });
  return { ...parts, acts, requests, project, ready, folder, env, ...kept };
}

/** What an earlier serve was killed over: its programs end first, and what they did counts as interrupted. */
async function endInterrupted(acts: Runs, folder: string, signal: AbortSignal): Promise<void> {
  await settleOrphans(folder, signal);
  for (const record of await acts.list())
    if (!record.outcome) await acts.keep({ ...record, outcome: "interrupted", endedAt: new Date().toISOString() });
}
