import { globSync, readFileSync } from "node:fs";
import { run } from "../../lib/processes.ts";
import { strays } from "../../sandbox/daemon.ts";
import type { Paths } from "../../sandbox/paths.ts";

const linesOf = async (command: string, ...args: string[]) => (await run(command, args)).stdout.split("\n");

/** What a sandbox left on the machine, beside its files. */
export async function traces(paths: Paths): Promise<string[]> {
  const places = await Promise.all([
    linesOf("ip", "link"),
    linesOf("ip", "route"),
    linesOf("iptables", "-S"),
    linesOf("iptables", "-t", "nat", "-S"),
  ]);
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  const cgroups = globSync("/sys/fs/cgroup/{,*/}chatops-*");
  const lines = [...places.flat(), ...mounts, ...cgroups].filter((line) => line.includes(paths.id));
  return [...lines, ...strays(paths).map((pid) => `process ${pid}`)];
}
