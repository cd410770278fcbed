import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { folder } from "../fixtures/folder.ts";

export interface Script {
  child: ChildProcess;
  stdout: string;
  stderr: string;
  /** Resolves when it has ended. */
  ended: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>;
  /** Resolves as soon as either output holds this text. */
  says: (text: string) => Promise<void>;
}

const root = new URL("../../", import.meta.url).href;

/** Writes a small program; `#cli/…` and `#lib/…` in its imports stand for these folders. */
export function scriptFile(source: string): string {
  const file = join(folder(), "script.mts");
  writeFileSync(file, source.replaceAll(/#(?=(?:cli|lib)\/)/g, root));
  return file;
}

/** Runs a small program as a process of its own. */
export const script = (source: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Script =>
  startProgram(process.execPath, [scriptFile(source), ...args], env);

/** Starts any program; it is ended with the test at the latest. */
export function startProgram(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Script {
  const { CI: _, ...inherited } = process.env;
  const child = spawn(command, args, { env: { ...inherited, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const started: Script = {
    child,
    stdout: "",
    stderr: "",
    ended: new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exitCode, signal) => {
        resolve({ exitCode, signal, stdout: started.stdout, stderr: started.stderr });
      });
    }),
    says: async (text) => {
      while (!`${started.stdout}${started.stderr}`.includes(text)) {
        if (child.exitCode !== null) throw new Error(`ended without saying "${text}": ${started.stderr}`);
        await pause(10);
      }
    },
  };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      started[stream] += text;
    });
  }
  return started;
}
