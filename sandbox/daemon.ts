import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { preconditionError } from "../lib/errors.ts";
import { identityOf } from "../lib/lock.js";
import { readJson, writeJson } from "./files.ts";
import type { Paths } from "./paths.ts";

export interface Daemon {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string | undefined>;
  /** Whether it answers. */
  ready: () => Promise<boolean>;
}

interface Recorded {
  pid: number;
  identity: string;
}

// A daemon and all it starts inherit this variable, so that even a process whose record was lost is found again.
const marker = "CHATOPS_SANDBOX_PART";
const markOf = (paths: Paths, name: string) => `${marker}=${paths.state}#${name}`;
const patience = { start: 60, stop: 30 };

const recordOf = (paths: Paths, name: string) => join(paths.state, "run", `${name}.json`);
const logOf = (paths: Paths, name: string) => join(paths.state, "log", `${name}.log`);

/** The pid of a daemon of this sandbox, if it lives: never that of a stranger who got the same number later. */
export function livingPid(paths: Paths, name: string): number | undefined {
  const record = readJson<Recorded>(recordOf(paths, name));
  return record && identityOf(record.pid) === record.identity ? record.pid : undefined;
}

/** Starts a program that outlives this process, and waits until it answers. The caller makes sure that it is not running. */
export async function startDaemon(paths: Paths, daemon: Daemon): Promise<void> {
  const log = logOf(paths, daemon.name);
  for (const dir of ["run", "log"]) mkdirSync(join(paths.state, dir), { recursive: true });
  const output = openSync(log, "w");
  // A session of its own: Ctrl-C in this terminal does not reach it.
  const child = spawn(daemon.command, daemon.args, {
    detached: true,
    stdio: ["ignore", output, output],
    cwd: paths.state,
    env: { ...process.env, ...daemon.env, [marker]: `${paths.state}#${daemon.name}` },
  });
  closeSync(output);
  let failure: string | undefined;
  child.once("error", (error) => (failure = error.message));
  child.once("exit", (code, signal) => (failure = `it ended at once (${signal ?? `exit code ${code}`})`));
  const identity = child.pid && identityOf(child.pid);
  if (child.pid && identity) writeJson(recordOf(paths, daemon.name), { pid: child.pid, identity });
  child.unref();
  await untilReady(daemon, () => failure, log);
}

async function untilReady(daemon: Daemon, failure: () => string | undefined, log: string): Promise<void> {
  const deadline = Date.now() + patience.start * 1000;
  while (!(await daemon.ready())) {
    const reason = failure() ?? (Date.now() > deadline && `it does not answer after ${patience.start} s`);
    if (reason) {
      throw preconditionError(`${daemon.name} did not start: ${reason}`, {
        details: readFileSync(log, "utf8").trim().split("\n").slice(-8),
        hint: `The whole log is in ${log}.`,
      });
    }
    await sleep(50);
  }
}

/** Stops a daemon of this sandbox, if it lives: asks it to end, unless `signal` makes it. */
export async function stopDaemon(paths: Paths, name: string, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  const pid = livingPid(paths, name);
  if (pid) await endProcess(pid, signal);
  rmSync(recordOf(paths, name), { force: true });
}

/** Asks a process to end, makes it end after a while, and waits until it is gone. */
async function endProcess(pid: number, first: NodeJS.Signals = "SIGTERM"): Promise<void> {
  const identity = identityOf(pid);
  const deadline = Date.now() + patience.stop * 1000;
  for (let signal = first; ; signal = "SIGKILL") {
    if (!identity || identityOf(pid) !== identity) return;
    send(pid, signal);
    while (identityOf(pid) === identity && (signal === "SIGKILL" || Date.now() < deadline)) await sleep(20);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended this very moment.
  }
}

/** The processes that the daemon `name` (or, without a name, any of this sandbox) started and that still live, recorded or not. */
export function strays(paths: Paths, name = ""): number[] {
  if (process.platform !== "linux") return [];
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  return pids.filter((pid) => pid !== process.pid && isMarked(pid, markOf(paths, name)) && identityOf(pid));
}

/** Ends what strays() finds. */
export async function endStrays(paths: Paths, name?: string): Promise<void> {
  await Promise.all(strays(paths, name).map((pid) => endProcess(pid)));
}

function isMarked(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8")
      .split("\0")
      .some((variable) => variable.startsWith(mark));
  } catch {
    return false;
  }
}
