import { existsSync } from "node:fs";
import type { Options } from "execa";
import { Failure } from "./errors.ts";
import { redact, withoutControls } from "./secrets.ts";

export interface RunOptions {
  cwd?: string;
  /** Added to the environment of this process. */
  env?: Record<string, string | undefined>;
  /** Written to standard input, which is closed afterwards. Secrets go this way, never as an argument. */
  input?: string;
  /** Stops the process (SIGTERM, SIGKILL after 5 s). */
  signal?: AbortSignal;
  /** Called with every line of both outputs as it comes. */
  onLine?: (line: string) => void;
}

export interface RunResult {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** A program that could not be started, or ended with an error: `stdout`, `stderr` and `exitCode` tell what it said. */
export class ProcessFailure extends Failure {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined where the program could not be started or was killed. */
  readonly exitCodeOfProcess: number | undefined;

  constructor(
    message: string,
    result: { stdout: string; stderr: string; exitCode: number | undefined },
    hint?: string,
  ) {
    const details = withoutControls(result.stderr || result.stdout)
      .trim()
      .split("\n")
      .slice(-8)
      .filter(Boolean);
    super("precondition", message, { details, ...(hint && { hint }) });
    this.name = "ProcessFailure";
    this.stdout = result.stdout;
    this.stderr = result.stderr;
    this.exitCodeOfProcess = result.exitCode;
  }
}

const asText = (output: unknown): string => (typeof output === "string" ? output : "");

/**
 * Runs a program with an argument array, never through a shell.
 * Throws ProcessFailure where it cannot be started, fails or is stopped.
 */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  const { execa } = await import("execa");
  const { onLine, signal, input, cwd, env } = options;
  const execaOptions: Options = {
    reject: false,
    stripFinalNewline: true,
    ...(cwd && { cwd }),
    ...(env && { env }),
    ...(input === undefined ? { stdin: "ignore" } : { input }),
    ...(signal && { cancelSignal: signal }),
  };
  const child = execa(command, args, execaOptions);
  if (onLine) for (const from of ["stdout", "stderr"] as const) void forwardLines(child.iterable({ from }), onLine);
  const result = await child;
  const output = { stdout: asText(result.stdout), stderr: asText(result.stderr), exitCode: result.exitCode };
  if (result.failed) throw failureOf({ command, cwd }, result.code, result.shortMessage ?? "", output);
  return { ...output, exitCode: result.exitCode ?? 0 };
}

async function forwardLines(lines: AsyncIterable<unknown>, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of lines) onLine(String(line));
  } catch {
    // The process failed; its own promise reports it.
  }
}

function failureOf(
  { command, cwd }: { command: string; cwd: string | undefined },
  code: string | undefined,
  message: string,
  output: Omit<RunResult, "exitCode"> & { exitCode: number | undefined },
) {
  if (code === "ENOENT" && cwd && !existsSync(cwd)) return new ProcessFailure(`there is no folder ${cwd}`, output);
  if (code === "ENOENT") {
    return new ProcessFailure(
      `${command} is not installed, or not in PATH`,
      output,
      `Install ${command} and try again.`,
    );
  }
  return new ProcessFailure(redact(withoutControls(message)), output);
}
