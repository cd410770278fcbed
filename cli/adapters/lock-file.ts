import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rm, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "../../lib/errors.ts";
import type { ExitReason } from "../core/exit-codes.ts";
import { isGone, ownIdentity } from "../core/process-identity.ts";

const heartbeatMs = 2_000;
/** Several missed heartbeats: the holder is dead, not slow. */
const staleMs = 15_000;

/** What stands in a lock; nothing of it where its holder died while writing, no `identity` where an older chatops wrote it. */
interface Holder {
  /** For people: it proves nothing, as another container counts its processes by itself. */
  pid?: number;
  identity?: string;
  purpose?: string;
  /** Tells two locks of one process apart. */
  nonce?: string;
}

/**
 * Runs `task` while holding an exclusive file whose time is renewed; a lock whose heartbeat stopped, or whose process is
 * certainly gone, is taken over. The first of `files` that can be made is the lock; `onUnable` hears why one cannot be,
 * and where none can, the task runs without. Throws a `locked` Failure, naming the holder, where somebody else holds it.
 */
export async function withLockFile<T>(
  files: readonly string[],
  purpose: string,
  onUnable: (file: string, error: unknown) => void,
  task: () => Promise<T>,
): Promise<T> {
  for (const file of files) {
    const own: Holder = { pid: process.pid, identity: ownIdentity(), purpose, nonce: randomUUID() };
    try {
      await acquire(file, own);
    } catch (error) {
      if (error instanceof Failure) throw error;
      onUnable(file, error);
      continue;
    }
    return holding(file, own, task);
  }
  return task();
}

async function holding<T>(file: string, own: Holder, task: () => Promise<T>): Promise<T> {
  const heartbeat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), heartbeatMs);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    // Whoever slept too long finds the lock of the run that took over.
    if ((await readHolder(file)).nonce === own.nonce) await remove(file);
  }
}

async function acquire(file: string, own: Holder): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  if (await create(file, own)) return;
  const other = await readHolder(file);
  const isDead = (await isStale(file)) || isGone(String(other.identity));
  if (isDead && (await takeOver(file, own, other))) return;
  throw new Failure<ExitReason>(
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
    await remove(claim);
  }
}

/** False where the file is there already. Leaves none behind that it could not write. */
async function create(file: string, own: Holder): Promise<boolean> {
  const handle = await open(file, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") return undefined;
    throw error;
  });
  if (!handle) return false;
  try {
    await handle.writeFile(JSON.stringify({ ...own, since: new Date().toISOString() }));
    return true;
  } catch (error) {
    await remove(file);
    throw error;
  } finally {
    await handle.close();
  }
}

/** What cannot be removed goes stale by itself. */
const remove = (file: string): Promise<void> => rm(file, { force: true }).catch(() => {});

async function readHolder(file: string): Promise<Holder> {
  try {
    return JSON.parse(await readFile(file, "utf8")) ?? {};
  } catch {
    return {};
  }
}

/** False where the file is gone meanwhile. */
async function isStale(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > staleMs;
}
