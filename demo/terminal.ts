import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { styleText } from "node:util";
import { Failure, preconditionError } from "../lib/errors.ts";
import { exitCodeOf } from "../sandbox/failure.ts";

/** The checkout's own build, or the one that the tests made, which nobody builds anew meanwhile. */
const built = process.env.CHATOPS_UNDER_TEST ?? join(import.meta.dirname, "..");
export const chatopsProgram = join(built, "bin", "chatops.js");

export interface Typed {
  /** Folder that it is typed in. */
  cwd: string;
  /** Written in front of the command. */
  variables?: Record<string, string>;
  /** The exit code that it must end with; 0 without it. */
  expect?: number;
}

export interface Terminal {
  /** Added to the environment of every command. */
  env: Record<string, string>;
  say(...lines: string[]): void;
  /** One part of the demo, under its title. */
  section<T>(title: string, task: () => Promise<T>): Promise<T>;
  /** Shows a command as a user types it and runs it in the foreground. */
  type(command: string[], typed: Typed): Promise<void>;
  /** Shows a command as a user types it into another window; resolves to what it says first, and how to end it. */
  start(command: string[]): Promise<Started>;
  /** Shows a command that goes on beside all others, and says here what it has to say. */
  beside(command: string[], typed: Pick<Typed, "cwd">): Beside;
  /** How long each part took. */
  times(): string[];
}

export interface Started {
  firstLine: string;
  stop: () => void;
}

export interface Beside {
  /** Ends it in its own order. */
  stop: () => Promise<void>;
}

const bold = (text: string) => styleText("bold", text);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`.padStart(8);

export function createTerminal(): Terminal {
  const env: Record<string, string> = {};
  const sections: { title: string; ms: number }[] = [];
  const foreground = createForeground();
  const say = (...lines: string[]) => console.log(lines.join("\n"));
  let folder = process.cwd();
  const goTo = (cwd: string) => {
    if (cwd !== folder) say(bold(`$ cd ${cwd}`));
    folder = cwd;
  };
  return {
    env,
    say,
    async section(title, task) {
      say("", bold(styleText("cyan", `${sections.length + 1}  ${title}`)));
      const started = performance.now();
      const timed = { title, ms: 0 };
      sections.push(timed);
      const result = await task();
      timed.ms = performance.now() - started;
      return result;
    },
    async type([program = "", ...args], { cwd, variables = {}, expect = 0 }) {
      goTo(cwd);
      say(bold(`$ ${shown(program, args, variables)}`));
      const child = spawn(...commandOf(program, args), { cwd, stdio: "inherit", env: environment(env, variables) });
      const code = await foreground(child);
      if (code === expect) return;
      throw preconditionError(`${program} ${args[0]} ended with exit code ${code} and not with ${expect}`);
    },
    async start([program = "", ...args]) {
      say(bold(`$ ${shown(program, args, {})} &`));
      return startBeside(spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], env: environment(env, {}) }));
    },
    beside([program = "", ...args], { cwd }) {
      goTo(cwd);
      say(bold(`$ ${shown(program, args, {})} &`));
      const stdio = ["ignore", "inherit", "inherit"] as const;
      return endInOrder(spawn(...commandOf(program, args), { cwd, stdio: [...stdio], env: environment(env, {}) }));
    },
    times: () => {
      const total = sections.reduce((sum, { ms }) => sum + ms, 0);
      return [...sections, { title: "all", ms: total }].map(({ title, ms }) => `  ${seconds(ms)}  ${title}`);
    },
  };
}

const commandOf = (program: string, args: string[]): [file: string, args: string[]] =>
  program === "chatops" ? [process.execPath, [chatopsProgram, ...args]] : [program, args];

function endInOrder(child: ChildProcess): Beside {
  const kill = () => void child.kill();
  process.once("exit", kill);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()).once("error", () => resolve()));
  return {
    async stop() {
      kill();
      await ended;
      process.off("exit", kill);
    },
  };
}

/** A process that ends with the demo at the latest, however that ends. */
async function startBeside(child: ChildProcessByStdio<null, Readable, null>): Promise<Started> {
  const stop = () => void child.kill();
  process.once("exit", stop);
  const firstLine = await new Promise<string>((resolve, reject) => {
    const failed = (why: string) => reject(preconditionError(`${child.spawnfile} cannot be started: ${why}`));
    createInterface(child.stdout).once("line", resolve);
    child.once("error", ({ message }) => failed(message)).once("close", () => failed("it ended at once"));
  });
  return { firstLine, stop };
}

function shown(program: string, args: string[], variables: Record<string, string>): string {
  const quoted = args.map((arg) => (/[^\w@%+=:,./~-]/.test(arg) ? `"${arg}"` : arg));
  return [...Object.entries(variables).map(([name, value]) => `${name}=${value}`), program, ...quoted].join(" ");
}

// A Git hook that starts the demo leads every git to its own repository.
const fromHooks = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };

const environment = (sandbox: Record<string, string>, variables: Record<string, string>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...fromHooks,
  ...sandbox,
  ...variables,
});

/** Waits for one command at a time. A signal ends that first, in its own order, and then the demo. */
function createForeground(): (child: ChildProcess) => Promise<number> {
  let current: ChildProcess | undefined;
  let stopped: "interrupted" | "terminated" | undefined;
  const stop = (signal: "SIGINT" | "SIGTERM") => {
    stopped = signal === "SIGINT" ? "interrupted" : "terminated";
    if (!current) process.exit(exitCodeOf(new Failure(stopped, "")));
    // A terminal sends Ctrl-C to both, and chatops takes a second one for impatience.
    if (signal === "SIGTERM" || !process.stdin.isTTY) current.kill(signal);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return async (child) => {
    current = child;
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", (error) =>
        reject(preconditionError(`${child.spawnfile} cannot be started: ${error.message}`)),
      );
      child.once("close", (exitCode) => resolve(exitCode ?? 1));
    });
    current = undefined;
    if (stopped) throw new Failure(stopped, `${stopped}; \`npm run demo\` starts over`);
    return code;
  };
}
