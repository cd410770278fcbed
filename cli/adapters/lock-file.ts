import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rm, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "../core/errors.ts";

const heartbeatMs = 2_000;
/** Several missed heartbeats: the holder is dead, not slow. */
const staleMs = 15_000;

/** What stands in a lock; nothing of it where its holder died while writing. */
interface Holder {
  pid?: number;
  purpose?: string;
  /** Tells two locks of one process apart. */
  nonce?: string;
}

/**
 * Runs `task` while holding an exclusive file whose time is renewed; a lock whose heartbeat stopped is taken over.
 * Throws a `locked` Failure, naming the holder, where somebody else holds it.
 */
export async function withLockFile<T>(file: string, purpose: string, task: () => Promise<T>): Promise<T> {
  const own: Holder = { pid: process.pid, purpose, nonce: randomUUID() };
  await acquire(file, own);
  const heartbeat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), heartbeatMs);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    // Whoever slept too long finds the lock of the run that took over.
    if ((await readHolder(file)).nonce === own.nonce) await rm(file, { force: true });
  }
}

async function acquire(file: string, own: Holder): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  if (await create(file, own)) return;
  const other = await readHolder(file);
  const isDead = (await isStale(file)) || !isAlive(other);
  if (isDead && (await takeOver(file, own, other))) return;
  throw new Failure(
    "locked",
    `another run is busy here: ${other.purpose ?? "unknown"} (process ${other.pid ?? "unknown"})`,
    {
      hint: "Wait until it is done, then run the same command again.",
    },
  );
}

/** Of several runs that find the same holder dead, only the one that makes a file of that name goes on. */
async function takeOver(file: string, own: Holder, dead: Holder): Promise<boolean> {
  const claim = `${file}.${dead.nonce ?? "unknown"}.dead`;
  if (!(await create(claim, own))) {
    if (await isStale(claim)) await rm(claim, { force: true });
    return false;
  }
  try {
    // An earlier one may be through already: then the lock is no longer the dead one's.
    if ((await readHolder(file)).nonce !== dead.nonce) return false;
    await rm(file, { force: true });
    return await create(file, own);
  } finally {
    await rm(claim, { force: true });
  }
}

async function create(file: string, own: Holder): Promise<boolean> {
  try {
    const handle = await open(file, "wx", 0o600);
    await handle.writeFile(JSON.stringify({ ...own, since: new Date().toISOString() }));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<Holder> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return {};
  }
}

/** False where the file is gone meanwhile. */
async function isStale(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > staleMs;
}

/** The state folder is of this machine, so the holder's process can be asked for. */
function isAlive({ pid }: Holder): boolean {
  if (!pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
