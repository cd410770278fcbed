import { messageOf } from "../../../lib/errors.ts";
import { readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { Steps } from "../../core/steps.ts";
import type { StampedLine } from "../../domain/environment/log-lines.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import type { LogRange, LogSource } from "../../environments/log-source.ts";
import { onlyEnvironment, openEnvironment } from "../../environments/open.ts";
import type { LogsResult } from "../../results/logs.ts";
import { head } from "../../results/result.ts";
import { followLogs } from "./follow.ts";

type ReadingSteps = Pick<Steps, "warn" | "signal">;

export interface LogsRequest extends ClusterChoice {
  /** Undefined: the only one of chatops.yaml. */
  environment: string | undefined;
  /** Of the runs before, of containers that were started again. */
  previous: boolean;
  follow: boolean;
  /** How far back, in ms. */
  sinceMs: number | undefined;
  /** How many lines of each container. */
  tail: number | undefined;
}

/** Without anything else that says how many. */
const usualTail = 100;

/** Tells the lines that the containers of an environment wrote, in the order of their time. */
export async function logs(session: Session, request: LogsRequest): Promise<LogsResult> {
  const { steps } = session;
  const { config } = await readProject(session.cwd, session.configFile);
  const name = request.environment ?? onlyEnvironment(config);
  const { follow, previous, sinceMs, tail } = request;
  const find = openEnvironment(session, config, name, request).logs({ previous });
  const since = sinceMs === undefined ? undefined : new Date(Date.now() - sinceMs).toISOString();
  const range = { since, tail: tail ?? (since ? undefined : usualTail) };
  if (follow) return followLogs(find, range, steps);
  const read = await readLogs(await find(), range, steps);
  const lines = read.flatMap(({ source, lines }) => lines.map((line) => ({ ...line, source })));
  for (const { source, text } of lines.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at))))
    steps.log(source, text);
  const sources = read.map(({ source, lines }) => ({ name: source, lines: lines.length }));
  return { ...head("Logs"), environment: name, previous, sources };
}

/** Reads all logs that can be read; one container may go while others are read. Throws if none can. */
export async function readLogs(sources: readonly LogSource[], range: LogRange, { warn, signal }: ReadingSteps) {
  const read = await Promise.allSettled(sources.map((source) => readLog(source, range, signal)));
  signal.throwIfAborted();
  const failed = read.flatMap((each, at) =>
    each.status === "rejected" ? [{ name: sources[at]?.name, reason: each.reason }] : [],
  );
  if (failed[0] && failed.length === sources.length) throw failed[0].reason;
  for (const { name, reason } of failed) warn(`${name}: ${messageOf(reason)}`);
  return read.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
}

async function readLog({ name, read }: LogSource, range: LogRange, signal: AbortSignal) {
  const lines: StampedLine[] = [];
  await read(range, (line) => lines.push(line), signal);
  return { source: name, lines };
}
