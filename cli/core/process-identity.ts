import { createHash, randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Identity of one run of this process: host, process, when that started, machine, and a nonce. */
export const ownIdentity = (): string =>
  [hostname(), process.pid, startOf(process.pid) ?? "", machine() ?? "", randomUUID()].join("/");

/** Whether the process behind an identity was one of this machine and is no more. False wherever that cannot be told. */
export function isGone(identity: string): boolean {
  const [, pid = "", start = "", where = ""] = identity.split("/");
  return start !== "" && where === machine() && startOf(Number(pid)) !== start;
}

/**
 * This boot of this machine, and the processes that are seen from here: containers may have the same host name, and
 * another numbering of their own. Undefined where the system does not tell.
 */
function machine(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
    const processes = readlinkSync("/proc/self/ns/pid");
    return createHash("sha256").update(boot).update(processes).digest("hex").slice(0, 12);
  } catch {
    return undefined;
  }
}

/** When a process started, in the kernel's own count; undefined where there is none, or only its remains. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before the last bracket may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    return state === "Z" || state === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
