import { setTimeout as pause } from "node:timers/promises";
import { readEventLog } from "../../../adapters/event-log.ts";
import type { Answer } from "../../../adapters/http-listener.ts";
import type { RunRecord } from "../../../domain/serve/run-record.ts";
import { refuse } from "./answers.ts";

/** Somebody has the page open in some windows; nobody has it open in so many. */
const mostStreams = 500;
/** A proxy cuts what is silent for long. */
const silenceMs = 15_000;

/** Tells the page what happens, as server-sent events; only so many at a time. */
export interface Streams {
  /** Ends when the session does. `tell` is called until it answers false. */
  open(until: number, everyMs: number, tell: (write: Write) => Promise<boolean>): Answer;
}

type Write = (data: unknown, id?: number) => Promise<void>;

export function createStreams(stopped: AbortSignal): Streams {
  let count = 0;
  return {
    open(until, everyMs, tell) {
      if (count >= mostStreams) return refuse(503, "busy", "Too many pages are open.");
      const stream: Answer["stream"] = async (write, closed) => {
        const signal = AbortSignal.any([closed, stopped]);
        count += 1;
        try {
          await goOn(write, { until, everyMs, tell, signal });
        } finally {
          count -= 1;
        }
      };
      return { status: 200, body: "retry: 1000\n\n", type: "text/event-stream", stream };
    },
  };
}

interface Going {
  until: number;
  everyMs: number;
  tell: (write: Write) => Promise<boolean>;
  signal: AbortSignal;
}

async function goOn(write: (text: string) => Promise<void>, { until, everyMs, tell, signal }: Going): Promise<void> {
  let saidAt = performance.now();
  const say = (text: string) => {
    saidAt = performance.now();
    return write(text);
  };
  const send: Write = (data, id) => say(`${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
  while (!signal.aborted && Date.now() < until) {
    if (!(await tell(send))) {
      await say("event: end\ndata: {}\n\n");
      return;
    }
    if (performance.now() - saidAt > silenceMs) await say(": still here\n\n");
    await pause(everyMs, undefined, { signal }).catch(() => {});
  }
}

/** What tells the lines of a run's log from a place on, until the run has ended and all is told. */
export function logTeller(file: string, from: number, read: () => Promise<RunRecord | undefined>) {
  let next = from;
  return async (write: Write): Promise<boolean> => {
    // Asked before: what is written then is read below.
    const record = await read();
    for (;;) {
      const chunk = await readEventLog(file, next);
      if (chunk.lines.length === 0) return record !== undefined && record.outcome === undefined;
      next = chunk.next;
      await write(chunk.lines.flatMap(parsed), next);
    }
  };
}

/** A run that was killed leaves part of a line. */
function parsed(line: string): object[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
