import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const variable = "CHATOPS_AT_WORK";

/** To be added to the environment of programs that change a place: so they are found where their run was killed. */
export const atWorkOn = (place: string): Record<string, string> => ({ [variable]: place });

/** Most programs end in a moment by themselves, and then nothing is half done. */
const patienceMs = 10_000;
const graceMs = 5_000;
const pollMs = 100;

/**
 * Waits for the programs that killed runs on this machine have left at work on a place, and ends those that take long.
 * Only for who holds the place's lock: then whatever else is at work there is such a one.
 */
export async function settleOrphans(place: string, signal: AbortSignal): Promise<void> {
  if (await areGone(place, patienceMs, signal)) return;
  end(place, "SIGTERM");
  if (await areGone(place, graceMs, signal)) return;
  end(place, "SIGKILL");
  await areGone(place, graceMs, signal);
}

async function areGone(place: string, withinMs: number, signal: AbortSignal): Promise<boolean> {
  for (const start = performance.now(); orphansOf(place).length > 0; ) {
    if (performance.now() - start > withinMs) return false;
    await pause(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  return true;
}

function end(place: string, how: NodeJS.Signals): void {
  for (const pid of orphansOf(place)) {
    try {
      process.kill(pid, how);
    } catch {
      // It has ended in this moment.
    }
  }
}

/** Processes whose environment names the place; none where the system does not tell. */
const orphansOf = (place: string): number[] =>
  processes().filter((pid) => environmentOf(pid).split("\0").includes(`${variable}=${place}`));

function processes(): number[] {
  try {
    return readdirSync("/proc")
      .map(Number)
      .filter((pid) => pid > 0 && pid !== process.pid);
  } catch {
    return [];
  }
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return "";
  }
}
