import { join } from "node:path";
import { Failure, messageOf } from "../../../lib/errors.ts";
import { runChatops } from "../../adapters/chatops-process.ts";
import { type EventLog, openEventLog } from "../../adapters/event-log.ts";
import { isInside } from "../../adapters/folders.ts";
import { bringToCommit } from "../../adapters/git/served-clone.ts";
import { settleOrphans } from "../../adapters/orphans.ts";
import { readProject } from "../../core/config/read.ts";
import type { Milestone } from "../../core/events.ts";
import { automaticOrder } from "../../domain/environment/gate.ts";
import { outcomeOf } from "../../domain/serve/program-outcome.ts";
import { type Outcome, type RunRecord, runId } from "../../domain/serve/run-record.ts";
import type { Notifier } from "./notify.ts";
import type { Place } from "./places.ts";
import type { Reporter } from "./report.ts";
import type { Runs } from "./runs.ts";
import type { Telemetry } from "./telemetry.ts";
import { counts, eventIn, type Told, toldBy } from "./told.ts";

/** A commit that is to be released and promoted. */
export interface Due {
  branch: string;
  commit: string;
  /** When somebody rang for it, or it was seen first, in milliseconds. */
  seenAt: number;
}

export interface RunContext {
  runs: Runs;
  telemetry: Pick<Telemetry, "run" | "serving">;
  notifier: Notifier;
  reporter: Reporter;
  logBytes: number;
  timeoutMs: number;
  /** Serve is stopped. */
  signal: AbortSignal;
}

/** How far a run came. */
type Ending = Pick<RunRecord, "outcome"> & Told & { exitCode?: number | undefined };

/** Releases a commit and promotes what is to be promoted by itself; what came of it is kept. */
export async function runCommit(place: Place, due: Due, context: RunContext): Promise<RunRecord> {
  const { runs, telemetry, notifier, reporter, logBytes } = context;
  const before = runs.last(due.branch);
  const begun = beginRecord(place, due, before);
  await runs.keep(begun);
  notifier.begun(begun, before);
  reporter.begun(begun, before);
  const log = await openEventLog(runs.eventsOf(begun), logBytes);
  const onHealthy = onceHealthy(place, due, context);
  const onMilestone = (milestone: Milestone) => {
    if (milestone.milestone === "promotion.healthy") onHealthy();
    reporter.reached(begun, milestone);
  };
  const ending = await releaseAndPromote(place, due, context, { log, onMilestone })
    .catch((error): Ending => ({ ...failure(log, place, messageOf(error)), outcome: unless(context, "failed") }))
    .finally(() => log.close());
  // Whoever was killed may have left programs at work in the clone, and on the engine.
  if (ending.exitCode === undefined) await settleOrphans(place.folder, context.signal).catch(() => {});
  const waits = ending.outcome === "waiting" ? begun.waits + 1 : 0;
  const ended: RunRecord = { ...begun, ...ending, waits, endedAt: new Date().toISOString() };
  await runs.keep(ended);
  await runs.prune(Date.now());
  if (ended.outcome) telemetry.run(place.name, ended.outcome);
  notifier.ended(ended, before);
  reporter.ended(ended, before);
  return ended;
}

/** What waited for a gate goes on with its record: it is still the same run. */
function beginRecord({ name }: Place, { branch, commit }: Due, last: RunRecord | undefined): RunRecord {
  const startedAt = new Date().toISOString();
  const isSame = last?.commit === commit && last.outcome === "waiting";
  const { id = runId(startedAt, commit), waits = 0 } = isSame ? last : {};
  return { id, repository: name, branch, commit, startedAt: isSame ? last.startedAt : startedAt, waits };
}

/** What goes wrong while serve is stopped says nothing. */
const unless = ({ signal }: RunContext, outcome: Outcome): Outcome => (signal.aborted ? "interrupted" : outcome);

function failure(log: EventLog, { mask }: Place, message: string): Told {
  const told = mask.redact(message);
  log.write(JSON.stringify({ at: new Date().toISOString(), type: "error", message: told }), true);
  return { message: told };
}

/** Brings the clone to the commit. Answers why it cannot be brought there, if so. */
async function bring(
  { settings: { url }, env }: Place,
  clone: string,
  { branch, commit }: Due,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const isThere = await bringToCommit(clone, { url, branch, commit }, { env, signal });
    return isThere ? undefined : `the remote has ${commit.slice(0, 7)} no more`;
  } catch (error) {
    return [messageOf(error), ...(error instanceof Failure ? error.details.slice(-1) : [])].join(": ");
  }
}

async function releaseAndPromote(
  place: Place,
  due: Due,
  context: RunContext,
  { log, onMilestone }: Pick<Running, "log" | "onMilestone">,
): Promise<Ending> {
  const { settings, folder } = place;
  const late = AbortSignal.timeout(context.timeoutMs);
  const signal = AbortSignal.any([context.signal, late]);
  const clone = join(folder, "clone");
  const missing = await bring(place, clone, due, signal);
  // That says nothing of the commit: the remote may have more to say at the next look.
  if (missing) return { ...failure(log, place, missing), outcome: unless(context, "waiting") };
  const project = join(clone, settings.directory);
  if (!(await isInside(clone, project)))
    return { outcome: "failed", message: `the repository has no folder ${settings.directory} of its own` };
  const running = { place, log, signal, project, onMilestone };
  const released = await runProgram(["release"], running);
  const ended = ({ exitCode, told }: Ran): Ending => ({
    ...told,
    ...(exitCode === undefined && { message: "it was killed from outside, as a machine without memory does" }),
    ...(late.aborted && { message: "it took too long and was stopped" }),
    exitCode,
    outcome: outcomeOf(exitCode, { isStopping: context.signal.aborted }),
  });
  if (released.exitCode !== 0 || !(await promotesByItself(project))) return ended(released);
  const promoted = await runProgram(["promote", "--all-auto", "--hold"], running);
  return ended({ ...promoted, told: { ...released.told, ...promoted.told } });
}

/** Whether any environment of the commit's chatops.yaml is promoted to by itself. */
const promotesByItself = async (directory: string): Promise<boolean> =>
  automaticOrder((await readProject(directory)).config.environments).length > 0;

/** Tells how long it took from the push until it was healthy for the first time. */
function onceHealthy({ name }: Place, { seenAt }: Due, { telemetry }: Pick<RunContext, "telemetry">): () => void {
  let isTold = false;
  return () => {
    if (!isTold) telemetry.serving(name, (Date.now() - seenAt) / 1_000);
    isTold = true;
  };
}

interface Running {
  place: Place;
  log: EventLog;
  signal: AbortSignal;
  /** Folder of chatops.yaml. */
  project: string;
  onMilestone: (milestone: Milestone) => void;
}

interface Ran {
  exitCode: number | undefined;
  told: Told;
}

async function runProgram(command: string[], { place, log, signal, project, onMilestone }: Running): Promise<Ran> {
  const told: Told = {};
  const onLine = (line: string) => {
    // A secret may be called in a way that the program does not know it by.
    const shown = place.mask.redact(line);
    const event = eventIn(shown);
    log.write(event ? shown : JSON.stringify({ type: "output", text: shown }), counts(event));
    if (!event) return;
    Object.assign(told, toldBy(event));
    if (event.type === "milestone") onMilestone(event);
  };
  const exitCode = await runChatops([...command, "--json", "--cwd", project], { env: place.env, onLine, signal });
  return { exitCode, told };
}
