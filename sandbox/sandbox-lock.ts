import { join } from "node:path";
import { withLock } from "../lib/lock.js";
import type { SandboxContext } from "./context.ts";

/** Runs a task that changes the sandbox while no other process does. */
export function withSandboxLock<T>({ paths, report }: SandboxContext, task: () => Promise<T>): Promise<T> {
  const onWait = (holder: number) => report(`waiting for another run on this sandbox (process ${holder})`);
  return withLock(join(paths.state, "lock"), task, { onWait });
}
