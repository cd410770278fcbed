import type { Mask } from "../../lib/mask.ts";
import { withMask } from "../../lib/secrets.ts";
import { errorEvent } from "../core/error-event.ts";
import type { Listener } from "../core/events.ts";
import { maskedEvent } from "../core/masked-event.ts";
import type { Result } from "../results/all.ts";
import { maskedResult } from "../results/masked.ts";
import { head } from "../results/result.ts";
import { coloured } from "./reporter/colours.ts";
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
  return {
    listener,
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

const printDocument = (result: Result): void => printLine(JSON.stringify(result, null, 2));

const printLine = (line: string): void => void process.stdout.write(`${line}\n`);
