import { messageOf } from "../../../../lib/errors.ts";
import { runChatops } from "../../../adapters/chatops-process.ts";
import { type EventLog, openEventLog } from "../../../adapters/event-log.ts";
import { actorVariable } from "../../../core/whoami.ts";
import { endedBy, outcomeOf } from "../../../domain/serve/program-outcome.ts";
import { type Act, type RunRecord, runId } from "../../../domain/serve/run-record.ts";
import { counts, eventIn, type Told, toldBy } from "../told.ts";
import type { Desk } from "./desk.ts";

export interface ActLimits {
  logBytes: number;
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * Begins what a person wants done, by chatops as a program like any run, and answers its record at once. Undefined if
 * something is under way in that environment already. A version behind a gate with `confirm` was approved by somebody.
 */
export async function beginAct(desk: Desk, act: Act, limits: ActLimits): Promise<RunRecord | undefined> {
  const { active, acts, project, ready } = desk;
  await ready;
  const [newest] = project.newest();
  if (active.has(act.environment) || !newest) return undefined;
  const startedAt = new Date().toISOString();
  const { branch, commit } = newest;
  const record: RunRecord = {
    id: runId(startedAt, commit),
    repository: desk.place.name,
    branch,
    commit,
    startedAt,
    waits: 0,
    ...(act.version !== undefined && { version: act.version }),
    act,
  };
  active.set(act.environment, record);
  try {
    await acts.keep(record);
  } catch (error) {
    active.delete(act.environment);
    throw error;
  }
  desk.notifier.begun(record, undefined);
  void perform(desk, record, act, limits);
  return record;
}

/** Keeps what came of it, whatever that is. */
async function perform(desk: Desk, begun: RunRecord, act: Act, limits: ActLimits): Promise<void> {
  const { active, acts, bell, place, notifier, telemetry } = desk;
  const { signal } = limits;
  const wrong = (error: unknown): Partial<RunRecord> => ({
    outcome: signal.aborted ? "interrupted" : "failed",
    message: place.mask.redact(messageOf(error)),
  });
  const trace = desk.traces.begin(Date.parse(begun.startedAt));
  const traced = { ...desk, env: { ...trace.env, ...desk.env } };
  const ending = await withLog(traced, begun, act, limits).catch(wrong);
  const ended = { ...begun, ...ending, endedAt: new Date().toISOString() };
  await acts.keep(ended).catch(() => {});
  notifier.ended(ended, undefined);
  trace.ended(ended);
  if (ended.outcome) telemetry.act(place.name, act.kind, ended.outcome);
  active.delete(act.environment);
  desk.isStale = true;
  await acts.prune(Date.now()).catch(() => {});
  // What waits for it may go on.
  bell.ring();
}

async function withLog(desk: Desk, begun: RunRecord, act: Act, limits: ActLimits): Promise<Partial<RunRecord>> {
  const log = await openEventLog(desk.acts.eventsOf(begun), limits.logBytes);
  try {
    return await run(desk, act, limits, log);
  } finally {
    await log.close();
  }
}

async function run(desk: Desk, act: Act, limits: ActLimits, log: EventLog): Promise<Partial<RunRecord>> {
  const { place, project } = desk;
  const late = AbortSignal.timeout(limits.timeoutMs);
  const signal = AbortSignal.any([limits.signal, late]);
  const told: Told = {};
  const onLine = (line: string) => {
    const shown = place.mask.redact(line);
    const event = eventIn(shown);
    log.write(event ? shown : JSON.stringify({ type: "output", text: shown }), counts(event));
    if (event) Object.assign(told, toldBy(event));
  };
  const env = { ...desk.env, [actorVariable]: actorOf(act) };
  const exitCode = await project.use(
    (directory) => runChatops([...commandFor(act), "--json", "--cwd", directory], { env, onLine, signal }),
    signal,
  );
  return {
    ...told,
    ...endedBy(exitCode, { isStopping: limits.signal.aborted, isLate: late.aborted }),
    ...(exitCode !== undefined && { exitCode }),
    outcome: outcomeOf(exitCode, { isStopping: limits.signal.aborted }),
  };
}

/** A gate that asks a person is told that one was asked only if that is so: whatever the page knows of gates, chatops decides. */
function commandFor({ kind, environment, version, approvedBy }: Act): string[] {
  const place = ["--env", environment];
  switch (kind) {
    case "promote":
      return ["promote", ...(version === undefined ? [] : [version]), ...place, ...(approvedBy ? ["--yes"] : [])];
    case "rollback":
      return ["rollback", ...place, ...(version === undefined ? [] : ["--to", version])];
    case "hold":
      return ["hold", ...place];
    case "let":
      return ["hold", ...place, "--end"];
  }
}

const actorOf = ({ by, approvedBy }: Act): string =>
  approvedBy === undefined ? by : `${by}, approved by ${approvedBy}`;
