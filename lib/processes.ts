import { existsSync } from "node:fs";
import type { Readable } from "node:stream";
import type { Options } from "execa";
import { withoutControls } from "./controls.ts";
import { Failure, messageOf } from "./errors.ts";
import { cutLine, cutText, lastLines } from "./foreign-text.ts";
import { redact } from "./secrets.ts";
import { listenForSilence } from "./silence.ts";

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  /** Whether `env` is added to the environment of this process, or is all that the program gets. @default true */
  inherits?: boolean;
  /** Written to standard input, which is closed afterwards. Secrets go this way, never as an argument. */
  input?: string;
  /** Stops the process (SIGTERM, SIGKILL after 3 s). */
  signal?: AbortSignal | undefined;
  /** Stops it as well when it has not ended by then. */
  timeoutMs?: number;
  /** Stops it as well when it has said nothing for so long. */
  silentMs?: number;
  /** Whether it waits for something, so that its silence means nothing. */
  isWaiting?: () => boolean;
  /** Called with every line of both outputs as it comes. */
  onLine?: (line: string) => void;
}

export interface RunResult {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** A program that could not be started, or ended with an error: `stdout` and `stderr` tell what it said last. */
export class ProcessFailure extends Failure {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined where the program could not be started or was killed. */
  readonly exitCodeOfProcess: number | undefined;
  /** It was stopped since it took too long, or was silent for too long. */
  readonly isTimeout: boolean;

  constructor(
    message: string,
    result: { stdout: string; stderr: string; exitCode: number | undefined },
    { hint, isTimeout = false }: { hint?: string; isTimeout?: boolean } = {},
  ) {
    const details = lastLines((result.stderr || result.stdout).trim(), 8)
      .map(withoutControls)
      .filter(Boolean);
    super("precondition", message, { details, ...(hint && { hint }) });
    this.name = "ProcessFailure";
    this.stdout = cutText(result.stdout);
    this.stderr = cutText(result.stderr);
    this.exitCodeOfProcess = result.exitCode;
    this.isTimeout = isTimeout;
  }
}

/** How long a process that is to stop may take, before it is killed; and what it started may keep its outputs open. */
const stopMs = 3_000;
const openMs = 500;

const asText = (output: unknown): string => (typeof output === "string" ? output : "");

/**
 * Runs a program with an argument array, never through a shell.
 * Throws ProcessFailure where it cannot be started, fails or is stopped.
 */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  const { execa } = await import("execa");
  const { signal, input, cwd, env, inherits = true } = options;
  const name = nameOf(command, args);
  const limits = limitsOf(options);
  const stop = AbortSignal.any([limits.signal, ...(signal ? [signal] : [])]);
  const execaOptions: Options = {
    reject: false,
    stripFinalNewline: true,
    ...(cwd && { cwd }),
    ...(env && { env }),
    extendEnv: inherits,
    ...(input === undefined ? { stdin: "ignore" } : { input }),
    cancelSignal: stop,
    forceKillAfterDelay: stopMs,
  };
  const child = execa(command, args, execaOptions);
  const { onLine } = limits;
  if (onLine) for (const from of ["stdout", "stderr"] as const) void forwardLines(child.iterable({ from }), onLine);
  child.nodeChildProcess.once("exit", () => stop.aborted && closeOutputs(child.nodeChildProcess));
  const result = await child;
  limits.end();
  const output = { stdout: asText(result.stdout), stderr: asText(result.stderr), exitCode: result.exitCode };
  if (limits.signal.aborted && !signal?.aborted) {
    const message = `${name} does not end: ${messageOf(limits.signal.reason)}`;
    throw new ProcessFailure(message, { ...output, exitCode: undefined }, { isTimeout: true });
  }
  if (result.failed) throw failureOf({ command, name, cwd }, result, output);
  return { ...output, exitCode: result.exitCode ?? 0 };
}

/** What ends a process that takes or is silent too long. */
function limitsOf({ timeoutMs, silentMs, isWaiting, onLine }: RunOptions) {
  const late = timeoutMs ? listenForSilence(timeoutMs) : undefined;
  const silence = silentMs ? listenForSilence(silentMs, isWaiting) : undefined;
  const heard = (line: string) => {
    silence?.heard();
    onLine?.(line);
  };
  return {
    signal: AbortSignal.any([late, silence].flatMap((limit) => limit?.signal ?? [])),
    onLine: silence ? heard : onLine,
    end: () => {
      late?.end();
      silence?.end();
    },
  };
}

/** A program that it started, such as a credential plugin, may live on and would keep them open. */
function closeOutputs({ stdout, stderr }: { stdout: Readable | null; stderr: Readable | null }): void {
  setTimeout(() => {
    stdout?.destroy();
    stderr?.destroy();
  }, openMs);
}

async function forwardLines(lines: AsyncIterable<unknown>, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of lines) onLine(cutLine(String(line)));
  } catch {
    // The process failed; its own promise reports it.
  }
}

/** How a process ended that failed, as execa tells it. */
interface Ended {
  code?: string | undefined;
  signal?: string | undefined;
  isCanceled: boolean;
  shortMessage?: string | undefined;
}

type Program = Record<"command" | "name", string> & { cwd: string | undefined };

function failureOf(
  { command, name, cwd }: Program,
  { code, signal, isCanceled, shortMessage = "" }: Ended,
  output: Omit<RunResult, "exitCode"> & { exitCode: number | undefined },
) {
  if (code === "ENOENT" && cwd && !existsSync(cwd)) return new ProcessFailure(`there is no folder ${cwd}`, output);
  if (code === "ENOENT") {
    const hint = `Install ${command} and try again.`;
    return new ProcessFailure(`${command} is not installed, or not in PATH`, output, { hint });
  }
  if (isCanceled) return new ProcessFailure(`${name} was stopped`, output);
  if (signal === "SIGKILL") {
    const hint = "Where memory is short the kernel does that, and `dmesg` tells of it. Run the same command again.";
    return new ProcessFailure(`${name} was ended by ${signal}`, output, { hint });
  }
  if (signal) return new ProcessFailure(`${name} was ended by ${signal}`, output);
  if (output.exitCode !== undefined)
    return new ProcessFailure(`${name} failed with exit code ${output.exitCode}`, output);
  return new ProcessFailure(redact(withoutControls(cutText(shortMessage))), output);
}

/** `helm template`, `docker compose`: what comes after that is long, and tells users nothing. */
function nameOf(command: string, args: readonly string[]): string {
  const [word] = args.filter((arg) => /^[a-z][a-z-]*$/.test(arg));
  return word === undefined ? command : `${command} ${word}`;
}
