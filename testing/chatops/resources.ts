import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";

/** What a process has used up to now. */
export interface Resources {
  /** The most memory that it had at once, in MiB. */
  peakMiB: number;
  /** Seconds of processor time, without those of the programs that it ran. */
  cpuSeconds: number;
}

const ticksPerSecond = 100;
const pollMs = 100;

/** Watches a process until it ends; the answer holds what was seen last. Linux only. */
export function watchResources(child: ChildProcess): Resources {
  const seen: Resources = { peakMiB: 0, cpuSeconds: 0 };
  const timer = setInterval(() => {
    try {
      const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
      // The program's name, in brackets, may hold blanks.
      const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      seen.peakMiB = Math.max(seen.peakMiB, Math.round(Number(peak ?? 0) / 1024));
      seen.cpuSeconds = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    } catch {
      // It has just ended.
    }
  }, pollMs);
  child.on("close", () => clearInterval(timer));
  return seen;
}
