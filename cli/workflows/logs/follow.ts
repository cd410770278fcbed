import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "../../../lib/errors.ts";
import type { Steps } from "../../core/steps.ts";
import type { LogRange, LogSource } from "../../environments/log-source.ts";

/** How often it is looked for containers that came since. */
const pollMs = 2_000;
/** The longest time between two tries to read what cannot be read. */
const longestPauseMs = 60_000;

/**
 * Tells lines as they are written, also those of containers that come or start again, until the run is stopped. A
 * connection that is cut is opened again, and goes on behind the last line.
 */
export async function followLogs(
  find: () => Promise<LogSource[]>,
  range: Omit<LogRange, "follow">,
  { log, note, warn, signal }: Steps,
): Promise<never> {
  /** Time of the last line that was told, by run; "" as long as there is none. */
  const told = new Map<string, string>();
  const reading = new Set<string>();
  const failing = createFailing(warn);
  const start = (source: LogSource, wanted: LogRange) => {
    const { run, name } = source;
    reading.add(run);
    const tell = ({ at, text }: { at: string; text: string }) => {
      // The time to go on from is a second, or is that of a line that was told.
      if (at !== "" && at <= (told.get(run) ?? "")) return;
      told.set(run, at);
      log(name, text);
    };
    source
      .read({ ...wanted, follow: true }, tell, signal)
      .then(
        () => failing.forget(run),
        (error) => signal.aborted || failing.note(source, messageOf(error)),
      )
      .finally(() => reading.delete(run));
  };
  for (let isFirst = true; ; isFirst = false) {
    const sources = await find();
    if (isFirst && sources.length === 0) note("Nothing runs there yet.");
    for (const source of sources.filter(({ run }) => !reading.has(run) && !failing.waits(run))) {
      const last = told.get(source.run);
      if (last !== undefined && !source.isRunning) continue;
      told.set(source.run, last ?? "");
      start(source, isFirst ? range : { since: last || source.startedAt });
    }
    await pause(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Remembers what cannot be read: it is told once, and tried again after longer and longer pauses. */
function createFailing(warn: Steps["warn"]) {
  const failing = new Map<string, { why: string; times: number; until: number }>();
  return {
    waits: (run: string) => (failing.get(run)?.until ?? 0) > Date.now(),
    forget: (run: string) => failing.delete(run),
    note: ({ run, name }: LogSource, why: string) => {
      const before = failing.get(run);
      if (before?.why !== why) warn(`${name}: ${why}`);
      const times = (before?.times ?? 0) + 1;
      failing.set(run, { why, times, until: Date.now() + Math.min(longestPauseMs, pollMs * 2 ** times) });
    },
  };
}
