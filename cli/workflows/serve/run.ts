import { messageOf } from "../../../lib/errors.ts";
import { clearEventLog, type EventLog, lastTimeIn, openEventLog } from "../../adapters/event-log.ts";
import { type RunRecord, runId } from "../../domain/serve/run-record.ts";
import type { Notifier } from "./notify.ts";
import type { Place } from "./places.ts";
import { type Ending, unless } from "./release-and-promote.ts";
import type { Reporter } from "./report.ts";
import type { Runner } from "./runner.ts";
import type { Runs } from "./runs.ts";
import type { Telemetry } from "./telemetry.ts";
import { atOf, counts, eventIn, type Told, toldBy } from "./told.ts";
import type { Traces } from "./traces.ts";

/** A commit that is to be released and promoted. */
export interface Due {
  branch: string;
  commit: string;
  /** When somebody rang for it, or it was seen first, in milliseconds. */
  seenAt: number;
}

export interface RunContext {
  runs: Runs;
  runner: Runner;
  telemetry: Pick<Telemetry, "run" | "serving">;
  notifier: Notifier;
  reporter: Reporter;
  traces: Traces;
  logBytes: number;
  timeoutMs: number;
  /** Serve is stopped. */
  signal: AbortSignal;
}

/** Releases a commit and promotes what is to be promoted by itself; what came of it is kept. */
export async function runCommit(place: Place, due: Due, context: RunContext): Promise<RunRecord> {
  const { runs, notifier, reporter } = context;
  const before = runs.last(due.branch);
  const begun = beginRecord(place, due, before);
  await runs.keep(begun);
  notifier.begun(begun, before);
  reporter.begun(begun, before);
  return follow(place, { begun, before, seenAt: due.seenAt, toldUntil: "" }, context);
}

/** Goes on with a run that an earlier serve began, and that did not end with it. */
export async function goOnWith(place: Place, record: RunRecord, context: RunContext): Promise<RunRecord> {
  const { runs } = context;
  const last = runs.last(record.branch);
  const before = last?.id === record.id ? undefined : last;
  await runs.keep(record);
  const events = runs.eventsOf(record);
  const toldUntil = await lastTimeIn(events);
  // All that it told is told again.
  await clearEventLog(events);
  return follow(place, { begun: record, before, seenAt: Date.parse(record.startedAt), toldUntil }, context);
}

interface Followed {
  begun: RunRecord;
  before: RunRecord | undefined;
  seenAt: number;
  /** What was told until then was passed on before. */
  toldUntil: string;
}

async function follow(place: Place, followed: Followed, context: RunContext): Promise<RunRecord> {
  const { runs, runner, telemetry, notifier, reporter, traces, logBytes, timeoutMs, signal } = context;
  const { begun, before } = followed;
  const trace = traces.begin(followed.seenAt);
  const traced = { ...place, env: { ...trace.env, ...place.env }, given: { ...trace.env, ...place.given } };
  const log = await openEventLog(runs.eventsOf(begun), logBytes);
  const onTrouble = (message: string) => tellTrouble(log, place, message);
  const onLine = listenerOf(place, followed, context, log);
  const wrong = (error: unknown): Ending => {
    onTrouble(messageOf(error));
    return { message: place.mask.redact(messageOf(error)), outcome: unless(signal, "failed") };
  };
  const ending = await runner
    .run(traced, begun, { onLine, onTrouble, timeoutMs, signal })
    .catch(wrong)
    .finally(() => log.close());
  if (!ending) return begun;
  const waits = ending.outcome === "waiting" ? begun.waits + 1 : 0;
  const message = ending.message === undefined ? {} : { message: place.mask.redact(ending.message) };
  const ended: RunRecord = { ...begun, ...ending, ...message, waits, endedAt: new Date().toISOString() };
  await runs.keep(ended);
  await runner.forget(ended).catch(() => {});
  await runs.prune(Date.now());
  if (ended.outcome) telemetry.run(place.name, ended.outcome);
  notifier.ended(ended, before);
  reporter.ended(ended, before);
  trace.ended(ended);
  return ended;
}

/** What waited for a gate goes on with its record: it is still the same run. */
function beginRecord({ name }: Place, { branch, commit }: Due, last: RunRecord | undefined): RunRecord {
  const startedAt = new Date().toISOString();
  const isSame = last?.commit === commit && last.outcome === "waiting";
  const { id = runId(startedAt, commit), waits = 0 } = isSame ? last : {};
  return { id, repository: name, branch, commit, startedAt: isSame ? last.startedAt : startedAt, waits };
}

function tellTrouble(log: EventLog, { mask }: Place, message: string): void {
  log.write(JSON.stringify({ at: new Date().toISOString(), type: "error", message: mask.redact(message) }), true);
}

/** Keeps what is told, passes milestones on, and answers what the run is remembered by. */
function listenerOf(place: Place, { begun, seenAt, toldUntil }: Followed, context: RunContext, log: EventLog) {
  const onHealthy = onceHealthy(place, { seenAt }, context);
  return (line: string): Told => {
    // A secret may be called in a way that the program does not know it by.
    const shown = place.mask.redact(line);
    const event = eventIn(shown);
    log.write(event ? shown : JSON.stringify({ type: "output", text: shown }), counts(event));
    if (!event) return {};
    if (event.type === "milestone" && atOf(event) > toldUntil) {
      if (event.milestone === "promotion.healthy") onHealthy();
      context.reporter.reached(begun, event);
    }
    return toldBy(event);
  };
}

/** Tells how long it took from the push until it was healthy for the first time. */
function onceHealthy(
  { name }: Place,
  { seenAt }: Pick<Due, "seenAt">,
  { telemetry }: Pick<RunContext, "telemetry">,
): () => void {
  let isTold = false;
  return () => {
    if (!isTold) telemetry.serving(name, (Date.now() - seenAt) / 1_000);
    isTold = true;
  };
}
