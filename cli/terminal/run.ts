import { resolve } from "node:path";
import { usageError } from "../../lib/errors.ts";
import { Mask } from "../../lib/mask.ts";
import { runSession, type Session } from "../core/session.ts";
import type { Result } from "../results/all.ts";
import { exitCodeOf } from "../results/exit-code.ts";
import { takeEnvironment } from "./environment.ts";
import { openPrompt } from "./prompt.ts";
import { isInteractive, type OutputFormat } from "./reporter/reporter.ts";
import { openScreen } from "./screen.ts";
import { type Lasting, stopOnSignals } from "./signals.ts";
import { openTracing } from "./tracing.ts";

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
  /** It was started ahead, and does nothing before a line comes in. */
  beginOnInput?: boolean;
}

export type Work = (session: Session) => Promise<Result>;

/**
 * Runs a command's work in this process: its steps are told on stderr, its result on stdout, a failure with its hint, and
 * the process gets its exit code. What lasts until it is stopped fails by nothing of that. A reading command (`events: false`) prints one JSON document instead of JSON lines.
 */
export async function runCommand(
  options: GlobalOptions,
  { events, name, lasting = "task" }: { events: boolean; name: string; lasting?: Lasting | undefined },
  work: Work,
): Promise<void> {
  const { dryRun = false, yes = false, verbose = false, quiet = false } = options;
  const env = takeEnvironment();
  const mask = new Mask(env);
  const output: OutputFormat = options.json ? "json" : (options.output ?? "text");
  const screen = await openScreen({ output, events, verbose, quiet, mask });
  if (options.beginOnInput && !(await isLetGo())) return;
  // What only reads is over at once; what never ends tells its traces itself.
  const isTraced = events && name !== "serve";
  const tracing = await openTracing({
    env: isTraced ? env : {},
    name: `chatops ${name}`,
    mask,
    listener: screen.listener,
  });
  const { signal, expected, dispose } = stopOnSignals(lasting, screen.fail);
  const isAsked = !yes && output === "text" && isInteractive(env);
  const settings = {
    cwd: folderOf(options.cwd),
    configFile: options.config,
    env,
    mask,
    signal,
    listener: tracing.listener,
    dryRun,
    yes,
    openPrompt: isAsked ? openPrompt : undefined,
  };
  try {
    const result = await tracing.around(() => runSession(settings, work));
    await screen.answer(result);
    process.exitCode = exitCodeOf(result);
  } catch (error) {
    process.exitCode = expected(error) ?? screen.fail(error);
  } finally {
    dispose();
  }
}

/** Throws if the folder that somebody stands in was deleted. */
function folderOf(cwd = "."): string {
  try {
    return resolve(cwd);
  } catch (cause) {
    throw usageError("the folder that this runs in is not there any more", {
      hint: "Change to one that is, or name one by its whole path with --cwd.",
      cause,
    });
  }
}

/** Whether somebody says so; otherwise the input ends, and it is not needed. */
async function isLetGo(): Promise<boolean> {
  for await (const _ of process.stdin) return true;
  return false;
}

/** Tells of what went wrong before any command began, and gives the process its exit code. */
export async function failEarly(error: unknown, { json, verbose }: { json: boolean; verbose: boolean }): Promise<void> {
  const mask = new Mask(process.env);
  const screen = await openScreen({ output: json ? "json" : "text", events: false, verbose, quiet: false, mask });
  process.exitCode = screen.fail(error);
}
