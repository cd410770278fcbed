import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Event } from "../../cli/core/events.ts";

/** Folder of the chatops that the global setup built. */
export const built = process.env.CHATOPS_UNDER_TEST ?? "";

/** The program as the shell finds it. */
export const programPath = join(built, "bin/chatops.js");

export interface RunOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Called with each event of a run with --json, as it comes. */
  onEvent?: (event: Event, child: ChildProcess) => void;
  /** Path of another chatops, such as an installed one. */
  program?: string;
  /** Another Node than the one that runs the tests. */
  node?: string;
  /** Called once it has started. */
  onStart?: (child: ChildProcess) => void;
}

/** How a run of the program ended, and all it said. */
export interface Ran {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Of a run with --json. */
  events: Event[];
  /** The document of the `result` event. */
  // biome-ignore lint/suspicious/noExplicitAny: its shape is what the tests are about
  result: any;
}

/** Runs `chatops` as a user does: a process of its own, in a process group of its own as a shell starts it. */
export function chatops(args: string[], { cwd, env, onEvent, onStart, ...options }: RunOptions): Promise<Ran> {
  const command = [options.program ?? programPath, ...args];
  const child = spawn(options.node ?? process.execPath, command, {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onStart?.(child);
  const ran = { stdout: "", stderr: "", events: [] as Event[] };
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    ran.stdout += text;
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const event of lines.filter((line) => line.startsWith('{"')).map((line) => JSON.parse(line))) {
      ran.events.push(event);
      onEvent?.(event, child);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    ran.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      const found = ran.events.find((event) => event.type === "result");
      resolve({ exitCode, signal, ...ran, result: found && "result" in found ? found.result : undefined });
    });
  });
}

/** Titles of the steps that a run started, in order. */
export const startedSteps = ({ events }: Ran): string[] =>
  events.flatMap((event) => (event.type === "started" ? [event.title] : []));

/** The one error of a run with --json. */
export const errorOf = ({ events }: Ran): Extract<Event, { type: "error" }> | undefined =>
  events.find((event) => event.type === "error");

/** What Ctrl-C in a terminal does: every process in the foreground gets the signal. */
export function pressCtrlC({ pid, exitCode }: ChildProcess): void {
  if (pid && exitCode === null) process.kill(-pid, "SIGINT");
}
