import type { Mask } from "../../lib/mask.ts";
import { withMask } from "../../lib/secrets.ts";
import { errorEvent } from "../core/error-event.ts";
import type { Event, Listener } from "../core/events.ts";
import { maskedEvent } from "../core/masked-event.ts";
import type { Result } from "../results/all.ts";
import { maskedResult } from "../results/masked.ts";
import { head } from "../results/result.ts";
import { coloured } from "./reporter/colours.ts";
import { logLine } from "./reporter/log-line.ts";
import { createReporter, type OutputFormat } from "./reporter/reporter.ts";

export interface ScreenOptions {
  output: OutputFormat;
  /** With `json`: a line for each event, instead of one document. */
  events: boolean;
  verbose: boolean;
  quiet: boolean;
  mask: Mask;
}

/** What is printed of a run: on the way, and at its end. */
export interface Screen {
  listener: Listener;
  answer(result: Result): Promise<void>;
  /** Tells of the failure that ends the run, and answers its exit code. */
  fail(error: unknown): number;
}

export async function openScreen({ output, events, verbose, quiet, mask }: ScreenOptions): Promise<Screen> {
  const isDocument = output === "json" && !events;
  const listener = await createReporter({
    output: isDocument ? "text" : output,
    verbose,
    quiet: isDocument || quiet,
    env: process.env,
  });
  const answer = (result: Result) => {
    if (output === "text") return printLines(result);
    return isDocument ? printDocument(result) : listener({ type: "result", result });
  };
  const update = (result: Result) => {
    if (output === "text") return printAnew(result);
    return isDocument ? printLine(JSON.stringify(result)) : listener({ type: "update", result });
  };
  return {
    listener: (event) => {
      if (event.type === "update") void withMask(mask, () => update(maskedResult(event.result as Result)));
      else if (event.type === "log" && output === "text") printLog(event);
      else listener(event);
    },
    answer: async (result) => withMask(mask, () => answer(maskedResult(result))),
    fail: (error) =>
      withMask(mask, () => {
        const { type, ...failure } = errorEvent(error, { stack: verbose });
        if (isDocument) printLine(JSON.stringify(maskedResult({ ...head("Error"), ...failure })));
        else listener(maskedEvent({ type, ...failure }));
        return failure.exitCode;
      }),
  };
}

async function printLines(result: Result): Promise<void> {
  const { linesOf } = await import("../views/all.ts");
  for (const line of linesOf(result)) printLine(coloured(line, process.stdout));
}

/** In the place of what was there before, on a terminal. */
async function printAnew(result: Result): Promise<void> {
  stopUnread();
  if (process.stdout.isTTY) process.stdout.write("\u001b[H\u001b[2J\u001b[3J");
  await printLines(result);
  if (!process.stdout.isTTY) printLine("");
}

/** Nobody reads on what may never end: as if it were stopped. */
function stopUnread(): void {
  if (process.stdout.destroyed) process.kill(process.pid, "SIGINT");
}

function printLog(event: Extract<Event, { type: "log" }>): void {
  stopUnread();
  printLine(logLine(event, process.stdout));
}

const printDocument = (result: Result): void => printLine(JSON.stringify(result, null, 2));

const printLine = (line: string): void => void process.stdout.write(`${line}\n`);
