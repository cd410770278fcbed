import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

export interface Paths {
  /** What costs time to make again: programs, root file systems, images. Outlives `remove`. */
  cache: string;
  /** Everything the running parts know and write. */
  state: string;
  /** Short, and different for every state folder: names of bridges, chains and sockets carry it. */
  id: string;
}

/** Where the sandbox lives; another XDG_STATE_HOME is another sandbox, beside the first one. */
export function sandboxPaths(env: NodeJS.ProcessEnv = process.env): Paths {
  const base = (variable: string | undefined, fallback: string) =>
    resolve(variable || join(env.HOME || homedir(), fallback), "chatops", "sandbox");
  const state = base(env.XDG_STATE_HOME, ".local/state");
  return {
    cache: base(env.XDG_CACHE_HOME, ".cache"),
    state,
    id: createHash("sha256").update(state).digest("hex").slice(0, 6),
  };
}
