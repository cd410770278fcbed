import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "../core/errors.ts";

const heartbeatMs = 2_000;
/** Several missed heartbeats: the holder is dead, not slow. */
const staleMs = 15_000;

/**
 * Runs `task` while holding an exclusive file whose time is renewed; a lock whose heartbeat stopped is taken over.
 * Throws a `locked` Failure, naming the holder, where somebody else holds it.
 */
export async function withLockFile<T>(file: string, purpose: string, task: () => Promise<T>): Promise<T> {
  await acquire(file, purpose);
  const heartbeat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), heartbeatMs);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

async function acquire(file: string, purpose: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  if (await create(file, purpose)) return;
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
  const isStale = Date.now() - mtimeMs > staleMs || !(await isHolderAlive(file));
  if (isStale) {
    const dead = `${file}.${process.pid}.dead`;
    // Only one of several runs that find the lock dead can rename it away.
    await rename(file, dead).catch(() => {});
    await rm(dead, { force: true });
    if (await create(file, purpose)) return;
  }
  const { purpose: other, pid } = await readHolder(file);
  throw new Failure("locked", `another run is busy here: ${other ?? "unknown"} (process ${pid ?? "unknown"})`, {
    hint: "Wait until it is done, then run the same command again.",
  });
}

async function create(file: string, purpose: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx", 0o600);
    await handle.writeFile(JSON.stringify({ pid: process.pid, purpose, since: new Date().toISOString() }));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

interface Holder {
  pid?: number;
  purpose?: string;
}

async function readHolder(file: string): Promise<Holder> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return {};
  }
}

/** The state folder is of this machine, so the holder's process can be asked for. */
async function isHolderAlive(file: string): Promise<boolean> {
  const { pid } = await readHolder(file);
  if (!pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
