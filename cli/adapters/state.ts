import { access, constants, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { getSystemErrorMessage } from "node:util";
import { messageOf, preconditionError } from "../../lib/errors.ts";
import { homeOf, temporaryOf } from "../core/session-folders.ts";

/** Folder for what chatops keeps on this machine for a project: local charts, and a folder per environment. */
export const stateFolder = (env: NodeJS.ProcessEnv, project: string): string =>
  join(env.XDG_STATE_HOME || join(homeOf(env), ".local", "state"), "chatops", project);

/** Folder for what `chatops serve` keeps on this machine. */
export const serveFolder = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_STATE_HOME || join(homeOf(env), ".local", "state"), "chatops-serve");

/** Folder for what is kept of one environment: its history and lock on Compose, the evidence of its failures. */
export const environmentFolder = (env: NodeJS.ProcessEnv, project: string, environment: string): string =>
  join(stateFolder(env, project), environment);

/** This user's folder for a lock that the state folder does not take. */
export const fallbackFolder = (env: NodeJS.ProcessEnv): string =>
  join(temporaryOf(env), `chatops-${process.getuid?.() ?? "locks"}`);

/** Writes a file whole or not at all, readable by this user alone. */
export async function writeState(file: string, content: string | Uint8Array): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(unfinished, content, { mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw stateFailure("write", file, error);
  }
}

/** Throws if this user can write nothing below a folder, which may be yet to be made. Makes none. */
export async function verifyWritable(folder: string): Promise<void> {
  await access(folder, constants.W_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" && dirname(folder) !== folder) return verifyWritable(dirname(folder));
    throw stateFailure("write below", folder, error);
  });
}

/** Contents of a state file, or undefined where there is none. */
export async function readState(file: string): Promise<Uint8Array | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw stateFailure("read", file, error);
  });
}

/** Names of the files in a state folder; none if it is not there. */
export const listState = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw stateFailure("read", folder, error);
  });

/** Gives a state file, or what stands in its place, another name, so that a new one can be written. Returns the name. */
export async function putAside(file: string, at: Date): Promise<string> {
  const aside = `${file}.unreadable-${at.toISOString().replaceAll(":", "-")}`;
  await rename(file, aside).catch((error) => {
    throw stateFailure("put aside", file, error);
  });
  return aside;
}

const stateFailure = (verb: string, file: string, error: unknown) =>
  preconditionError(`could not ${verb} ${file}: ${reasonOf(error)}`, {
    hint: "Make it writable by you, or name another folder with XDG_STATE_HOME.",
    cause: error,
  });

/** What the system says, without its name for the call. */
export function reasonOf(error: unknown): string {
  const { code, errno } = error as NodeJS.ErrnoException;
  // So `mkdir -p` calls a file in place of a folder.
  if (code === "EEXIST" || code === "ENOTDIR") return "a file stands where a folder should be";
  return errno === undefined ? messageOf(error) : getSystemErrorMessage(errno);
}
