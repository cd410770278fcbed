import { mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { messageOf, preconditionError } from "../../lib/errors.ts";
import { temporaryOf } from "../core/session-folders.ts";

/** Nothing stands there, or an empty folder. */
export async function isFree(path: string): Promise<boolean> {
  const entries = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    if (error.code === "ENOTDIR") return ["a file"];
    throw error;
  });
  return entries.length === 0;
}

/** A folder that is gone when its `dispose` was called, which never fails: what is left there harms nobody. */
export async function temporaryFolder(env: NodeJS.ProcessEnv): Promise<{ path: string; dispose: () => Promise<void> }> {
  const above = temporaryOf(env);
  const path = await mkdtemp(join(above, "chatops-")).catch((error) => {
    throw preconditionError(`cannot make a folder in ${above}: ${messageOf(error)}`, {
      hint: "Make room there, or name another folder with TMPDIR.",
      cause: error,
    });
  });
  return { path, dispose: () => rm(path, { recursive: true, force: true }).catch(() => {}) };
}

/** Whether a path leads to a folder or into it, and not by a link out of it. */
export async function isInside(folder: string, path: string): Promise<boolean> {
  const [above, real] = await Promise.all([realpath(folder), realpath(path)]).catch(() => []);
  return above !== undefined && real !== undefined && (real === above || real.startsWith(`${above}${sep}`));
}

/** Removes all that is in a folder, which is made if it is not there. */
export async function emptyFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true, mode: 0o700 });
}
