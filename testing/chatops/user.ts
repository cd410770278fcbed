import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../fixtures/folder.ts";
import { built, type Ran, type RunOptions, chatops as runChatops } from "./built-chatops.ts";

/** Somebody with a home of their own, so that no test sees the settings and the state of another, or of the machine. */
export interface User {
  home: string;
  /** Folder that chatops keeps its state in. */
  state: string;
  /** Folder for what a run deletes when it ends. */
  temporary: string;
  env: NodeJS.ProcessEnv;
  chatops: (cwd: string, ...args: string[]) => Promise<Ran>;
  /** The same with more options: variables that are added, a callback for events. */
  run: (args: string[], options: { cwd: string; env?: NodeJS.ProcessEnv } & Partial<RunOptions>) => Promise<Ran>;
}

const gitConfig = `[user]
	name = Robot
	email = robot@example.com
[commit]
	gpgSign = false
[init]
	defaultBranch = main
[protocol "file"]
	allow = always
`;

export function user(extra: NodeJS.ProcessEnv = {}): User {
  const home = folder({}, "home");
  writeFileSync(join(home, ".gitconfig"), gitConfig);
  const state = join(home, "state");
  const temporary = join(home, "tmp");
  const folders = { HOME: home, TMPDIR: temporary, XDG_STATE_HOME: state, XDG_CONFIG_HOME: join(home, "config") };
  const cache = { NODE_COMPILE_CACHE: join(built, "compile-cache") };
  const env: NodeJS.ProcessEnv = { ...process.env, ...folders, ...cache, ...extra };
  for (const name of ["CI", "FORCE_COLOR", "NODE_ENV", "VITEST", "LC_ALL", "LANGUAGE"]) delete env[name];
  for (const path of [temporary, state]) mkdirSync(path);
  const run: User["run"] = (args, options) => runChatops(args, { ...options, env: { ...env, ...options.env } });
  return { home, state: join(state, "chatops"), temporary, env, run, chatops: (cwd, ...args) => run(args, { cwd }) };
}
