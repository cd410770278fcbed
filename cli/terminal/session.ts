import { resolve } from "node:path";
import { Failure, messageOf } from "../../lib/errors.ts";
import { clean, hideSecretsOf, keepReadable } from "../../lib/secrets.ts";
import { configFile } from "../core/config/file.ts";
import type { Listener } from "../core/events.ts";
import { type ExitReason, exitOf } from "../core/exit-codes.ts";
import { ownWords } from "../core/own-words.ts";
import { coloured } from "../core/reporter/colours.ts";
import { createReporter, isInteractive, type OutputFormat } from "../core/reporter/reporter.ts";
import type { Session } from "../core/session.ts";
import { stopOnSignals } from "../core/signals.ts";
import { tell } from "../core/steps.ts";
import type { Result } from "../results/all.ts";
import { exitCodeOf } from "../results/exit-code.ts";

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

/**
 * Runs a command's work: steps are reported to stderr, the answer to stdout, a failure with its hint, and the process
 * gets its exit code. A reading command (`events: false`) prints one JSON document instead of JSON lines.
 */
export async function runSession(options: GlobalOptions, { events }: { events: boolean }, work: Work): Promise<void> {
  const { env } = process;
  keepReadable(ownWords);
  hideSecretsOf(env);
  const output: OutputFormat = options.json ? "json" : (options.output ?? "text");
  const documentOnly = output === "json" && !events;
  const reporter = await createReporter({
    output: documentOnly ? "text" : output,
    verbose: options.verbose ?? false,
    quiet: documentOnly || (options.quiet ?? false),
    env,
  });
  const { signal, dispose } = stopOnSignals((failure) => void reportFailure(failure, reporter, false));
  const cwd = resolve(options.cwd ?? ".");
  try {
    const result = await tell({ listener: reporter, dryRun: options.dryRun ?? false, signal }, (steps) =>
      work({
        steps,
        cwd,
        configFile: options.config ?? configFile,
        env,
        yes: options.yes ?? false,
        interactive: !options.yes && output === "text" && isInteractive(env),
      }),
    );
    await print(result, output, events, reporter);
    process.exitCode = exitCodeOf(result);
  } catch (error) {
    process.exitCode = reportFailure(error, reporter, options.verbose ?? false);
  } finally {
    dispose();
  }
}

async function print(result: Result, output: OutputFormat, events: boolean, reporter: Listener): Promise<void> {
  if (output === "text") {
    const { linesOf } = await import("../views/all.ts");
    for (const line of clean(linesOf(result))) process.stdout.write(`${coloured(line, process.stdout)}\n`);
  } else if (events) reporter({ type: "result", result });
  else process.stdout.write(`${JSON.stringify(clean(result), null, 2)}\n`);
}

/** Reports the one failure of a run and returns its exit code. Whatever is no Failure is a bug of ours. */
export function reportFailure(error: unknown, reporter: Listener, verbose: boolean): number {
  const failure = error instanceof Failure ? error : bug(error);
  const exit = exitOf(failure);
  const stack = verbose && error instanceof Error ? (error.stack ?? "").split("\n").slice(1) : [];
  reporter({
    type: "error",
    ...exit,
    message: failure.message,
    details: [...failure.details, ...stack],
    ...(failure.hint && { hint: failure.hint }),
  });
  return exit.exitCode;
}

const bug = (error: unknown) =>
  new Failure<ExitReason>("bug", `a bug in chatops: ${messageOf(error)}`, {
    cause: error,
    hint: "Please report it with what you typed; --verbose shows where it happened.",
  });
