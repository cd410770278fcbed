import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Folder for what chatops keeps on this machine for a project: local charts, and a folder per environment. */
export const stateFolder = (env: NodeJS.ProcessEnv, project: string): string =>
  join(env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "chatops", project);

/** Folder for what is kept of one environment: its history and lock on Compose, the evidence of its failures. */
export const environmentFolder = (env: NodeJS.ProcessEnv, project: string, environment: string): string =>
  join(stateFolder(env, project), environment);

/** Writes a file whole or not at all, readable by this user alone. */
export async function writeState(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}.tmp`;
  await writeFile(unfinished, content, { mode: 0o600 });
  await rename(unfinished, file);
}

/** Contents of a state file, or undefined where there is none. */
export async function readState(file: string): Promise<Uint8Array | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
