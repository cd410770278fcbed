import { spawn, spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { programPath } from "./built-chatops.ts";

/** Why there is no terminal to be had here; undefined where there is. */
export const noTerminal = spawnSync("script", ["--version"]).error ? "util-linux's script is not here" : undefined;

export interface Typing {
  /** Typed as soon as this text is on the screen, once. */
  after: string;
  /** `\r` is the Enter key, `\u0003` Ctrl-C, `\u0004` Ctrl-D. */
  type: string;
}

export interface Screen {
  exitCode: number | null;
  /** All that was to be seen, without colours and cursor movements. */
  text: string;
}

/** Runs chatops on a real terminal, on which somebody types. */
export function onTerminal(
  args: string[],
  { cwd, env, typing }: { cwd: string; env: NodeJS.ProcessEnv; typing: Typing[] },
): Promise<Screen> {
  const quoted = [process.execPath, programPath, ...args].map((part) => `'${part}'`).join(" ");
  const child = spawn("script", ["--quiet", "--return", "--command", `stty rows 40 cols 120; ${quoted}`, "/dev/null"], {
    cwd,
    env: { ...env, TERM: "xterm-256color" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting = [...typing];
  let text = "";
  let read = 0;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    const [next] = waiting;
    const at = next ? text.indexOf(next.after, read) : -1;
    if (!next || at < 0) return;
    read = at + next.after.length;
    waiting.shift();
    child.stdin.write(next.type);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, text: stripVTControlCharacters(text).replaceAll("\r", "") }));
  });
}
