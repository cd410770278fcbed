// Plain JavaScript: `prepare.js` needs the lock before anything is installed, on any Node from 18 on.
import { execFileSync } from "node:child_process";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What tells a process from a later one with the same pid: the boot it lives in and its start time. */
export function identityOf(pid) {
  try {
    if (process.platform === "linux") return linuxIdentity(pid);
    // Throws where there is no such process. Windows cannot tell more than that here.
    process.kill(pid, 0);
    if (process.platform === "win32") return "alive";
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

function linuxIdentity(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The program's name stands in parentheses and may hold spaces: count the fields after it.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // A zombie is dead; where nobody reaps orphans it stays for ever.
  if (state === "Z" || state === "X") return undefined;
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${fields[18]}`;
}

/**
 * Runs `task` while this process alone holds the lock in the folder `dir`. Waits for a living holder; a dead one is passed over.
 * The lock is a row of files 1, 2, 3 …: the highest one counts, and taking it over means creating the next one, which only
 * one process can. Deleting a dead holder's file instead would leave a moment in which a new holder's file is deleted.
 */
export async function withLock(dir, task, { onWait = () => {} } = {}) {
  const mine = await acquire(dir, onWait);
  try {
    return await task();
  } finally {
    // The task may have removed the folder and all around it.
    if (existsSync(dir)) writeFileSync(join(dir, String(mine)), "");
  }
}

async function acquire(dir, onWait) {
  for (let told = false; ; ) {
    mkdirSync(dir, { recursive: true });
    const last = highest(dir);
    const holder = last && livingHolder(join(dir, String(last)));
    if (!holder && createHolder(dir, last + 1)) return last + 1;
    if (holder && !told) {
      onWait(holder);
      told = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const numbers = (dir) => readdirSync(dir).map(Number).filter(Number.isInteger);
const highest = (dir) => Math.max(0, ...numbers(dir));

// Empty after release.
function livingHolder(file) {
  try {
    const { pid, identity } = JSON.parse(readFileSync(file, "utf8") || "{}");
    return pid && identityOf(pid) === identity ? pid : undefined;
  } catch {
    return undefined;
  }
}

// A link appears with its contents, so nobody sees a lock without a holder.
function createHolder(dir, number) {
  const draft = join(dir, `draft-${process.pid}`);
  writeFileSync(draft, JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) }));
  try {
    linkSync(draft, join(dir, String(number)));
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return isStillHighest(dir, number);
}

// Who was slow between looking and creating may have made a number that others left behind long ago.
function isStillHighest(dir, number) {
  if (highest(dir) > number) {
    rmSync(join(dir, String(number)), { force: true });
    return false;
  }
  for (const older of numbers(dir)) if (older < number) rmSync(join(dir, String(older)), { force: true });
  return true;
}
