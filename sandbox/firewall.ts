import { run } from "../lib/processes.ts";

/** Rules of ours in a chain of our own, which one of the kernel's chains jumps to. */
export interface Chain {
  table: "filter" | "nat";
  name: string;
  from: "FORWARD" | "POSTROUTING" | "PREROUTING";
}

const iptables = (table: string, ...args: string[]) => run("iptables", ["--wait", "-t", table, ...args]);

export async function createChain({ table, name, from }: Chain, rules: string[][]): Promise<void> {
  await iptables(table, "-N", name).catch(() => undefined);
  await iptables(table, "-F", name);
  for (const rule of rules) await iptables(table, "-A", name, ...rule);
  const jump = [from, "-j", name];
  // First in line: another engine may have set the policy to DROP.
  await iptables(table, "-C", ...jump).catch(() => iptables(table, "-I", ...jump));
}

export async function removeChain({ table, name, from }: Chain): Promise<void> {
  for (const args of [
    ["-D", from, "-j", name],
    ["-F", name],
    ["-X", name],
  ]) {
    await iptables(table, ...args).catch(() => undefined);
  }
}
