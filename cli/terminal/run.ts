import { resolve } from "node:path";
import { clean } from "../../lib/secrets.ts";
import { errorEvent } from "../core/error-event.ts";
import type { Listener } from "../core/events.ts";
import { maskedEvent } from "../core/masked-event.ts";
import { runSession, type Session } from "../core/session.ts";
import type { Result } from "../results/all.ts";
import { exitCodeOf } from "../results/exit-code.ts";
import { printDocument, printLines } from "./print.ts";
import { openPrompt } from "./prompt.ts";
import { createReporter, isInteractive, type OutputFormat } from "./reporter/reporter.ts";
import { stopOnSignals } from "./signals.ts";

/** The options that every command has, before and after its name. */
export interface GlobalOptions {
  cwd?: string;
  config?: string;
  dryRun?: boolean;
  output?: OutputFormat;
  json?: boolean;
  yes?: boolean;
  verbose?: boolean;
  quiet?: boolean;
}

export type Work = (session: Session) => Promise<Result>;

/** What is printed of a run: on the way, and at its end. */
interface Screen {
  listener: Listener;
  answer: (result: Result) => Promise<void> | void;
  fail: (error: unknown) => number;
}

/**
 * Runs a command's work in this process: its steps are told on stderr, its result on stdout, a failure with its hint, and
 * the process gets its exit code. A reading command (`events: false`) prints one JSON document instead of JSON lines.
 */
export async function runCommand(options: GlobalOptions, { events }: { events: boolean }, work: Work): Promise<void> {
  const { env } = process;
  const output: OutputFormat = options.json ? "json" : (options.output ?? "text");
  const screen = await openScreen(output, events, options);
  const { signal, dispose } = stopOnSignals(screen.fail);
  const isAsked = !options.yes && output === "text" && isInteractive(env);
  const settings = {
    cwd: resolve(options.cwd ?? "."),
    configFile: options.config,
    env,
    signal,
    listener: screen.listener,
    dryRun: options.dryRun ?? false,
    yes: options.yes ?? false,
    openPrompt: isAsked ? openPrompt : undefined,
  };
  try {
    const result = await runSession(settings, work);
    await screen.answer(result);
    process.exitCode = exitCodeOf(result);
  } catch (error) {
    process.exitCode = screen.fail(error);
  } finally {
    dispose();
  }
}

/** Tells of a failure outside of any command. */
export const reportFailure = async (error: unknown, options: GlobalOptions): Promise<number> =>
  (await openScreen("text", true, options)).fail(error);

async function openScreen(output: OutputFormat, events: boolean, options: GlobalOptions): Promise<Screen> {
  const { verbose = false, quiet = false } = options;
  const isDocument = output === "json" && !events;
  const listener = await createReporter({
    output: isDocument ? "text" : output,
    verbose,
    quiet: isDocument || quiet,
    env: process.env,
  });
  const fail = (error: unknown): number => {
    const event = errorEvent(error, { stack: verbose });
    listener(maskedEvent(event));
    return event.exitCode;
  };
  return { listener, answer: answerBy(output, events, listener), fail };
}

function answerBy(output: OutputFormat, events: boolean, listener: Listener): (result: Result) => Promise<void> | void {
  if (output === "text") return printLines;
  return events ? (result) => listener({ type: "result", result: clean(result) }) : printDocument;
}
