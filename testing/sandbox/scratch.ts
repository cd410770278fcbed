import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProcessFailure, type RunOptions, type RunResult, run } from "../../lib/processes.ts";
import type { PartState } from "../../sandbox/parts/part.ts";
import { type Paths, sandboxPaths } from "../../sandbox/paths.ts";

/** A sandbox of its own beside the shared one; what was built once is taken from the shared cache. */
export interface Scratch {
  env: Record<string, string>;
  paths: Paths;
  /** Runs a command of the sandbox; a failure is returned like a result. */
  sandbox: (...args: string[]) => Promise<RunResult>;
  state: () => Promise<Record<string, PartState>>;
  pid: (daemon: string) => number;
  remove: () => Promise<void>;
}

const main = join(import.meta.dirname, "..", "..", "sandbox", "main.ts");

const canHaveEngine = process.platform === "linux" && process.getuid?.() === 0;

/** Why tests of an engine of our own are skipped here. In CI they are not: there a missing part is a failure. */
export const obstacle = canHaveEngine || process.env.CI ? undefined : "an engine of its own needs Linux and root";

export function createScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  // No engine answers there, so that the sandbox makes one of its own.
  const env = { XDG_STATE_HOME: folder, DOCKER_HOST: "unix:///nowhere.sock", DOCKER_CONTEXT: "" };
  const paths = sandboxPaths({ ...process.env, ...env });
  const sandbox = (...args: string[]) => runSandbox(args, { env });
  return {
    env,
    paths,
    sandbox,
    state: async () => {
      const states = JSON.parse((await sandbox("state", "--json")).stdout) as PartState[];
      return Object.fromEntries(states.map((state) => [state.name, state]));
    },
    pid: (daemon) => JSON.parse(readFileSync(join(paths.state, "run", `${daemon}.json`), "utf8")).pid,
    remove: async () => {
      await sandbox("remove");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const runSandbox = (args: string[], options: RunOptions): Promise<RunResult> =>
  run(process.execPath, [main, ...args], options).catch((failure: ProcessFailure) => ({
    stdout: failure.stdout,
    stderr: failure.stderr,
    exitCode: failure.exitCodeOfProcess ?? -1,
  }));
