import { mkdirSync, readFileSync, realpathSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../../../lib/processes.ts";
import { livingPid, startDaemon, stopDaemon } from "../../daemon.ts";
import type { Paths } from "../../paths.ts";
import { type ClusterNetwork, type Node, nodeFolder, podRange } from "./layout.ts";
import { kubernetesProgram } from "./programs.ts";

/**
 * A node is a set of namespaces: network, mounts, processes, name. Its first process does nothing; when it is killed, the
 * kernel ends everything else in the node, and with the last process go its mounts, its interfaces and its rules.
 */
const namespaces = ["--mount", "--net", "--uts", "--ipc", "--pid"];

// CNI keeps its results there, wherever it is told to keep everything else.
const cniCache = "/var/lib/cni";

/** The kubelet's folder, as the node sees it: the sockets below may have 107 characters in all. */
export const kubeletFolder = "/run/kubelet";

/** The pid of the node's first process, as the machine sees it. */
export function nodePid(paths: Paths, node: Node): number | undefined {
  const outer = livingPid(paths, node.name);
  if (!outer) return undefined;
  try {
    const child = Number(readFileSync(`/proc/${outer}/task/${outer}/children`, "utf8"));
    // Before that it is still `unshare`, which has more to mount.
    return child && readFileSync(`/proc/${child}/comm`, "utf8").trim() === "pause" ? child : undefined;
  } catch {
    return undefined;
  }
}

// A node that hints at shorter ways may not say at once that nobody is there: both count for the same limit.
const talk = ["conf/all/send_redirects", "conf/eth0/send_redirects", "icmp_ratelimit"].map(
  (name) => `/proc/sys/net/ipv4/${name}`,
);

const entry = (pid: number, spaces: string[]) => ["--target", String(pid), ...spaces, "--"];

/** The arguments with which `nsenter` runs a program inside a node, or only in its network, where it can be stopped by itself. */
export const inside = (pid: number): string[] => entry(pid, namespaces);
export const inNetwork = (pid: number): string[] => entry(pid, ["--net"]);

/** Makes the namespaces of a node and plugs it into the network. */
export async function createNode(paths: Paths, network: ClusterNetwork, node: Node): Promise<number> {
  await startDaemon(paths, {
    name: node.name,
    command: "unshare",
    args: [...namespaces, "--fork", "--kill-child", "--mount-proc", kubernetesProgram(paths, "pause")],
    ready: async () => nodePid(paths, node) !== undefined,
  });
  const pid = nodePid(paths, node) ?? 0;
  await mountFolders(paths, node, pid);
  await plugIn(network, node, pid);
  await run("nsenter", [...inside(pid), "hostname", node.name]);
  return pid;
}

/** Gives the node the folders that its programs use at fixed places, so that nodes do not see each other's or the machine's. */
async function mountFolders(paths: Paths, node: Node, pid: number): Promise<void> {
  const log = nodeFolder(paths, node, "log");
  const kubelet = nodeFolder(paths, node, "kubelet");
  for (const folder of [log, kubelet, cniCache]) mkdirSync(folder, { recursive: true });
  const resolver = readFileSync("/etc/resolv.conf");
  for (const args of [
    ["--make-rshared", "/"],
    ["--bind", log, "/var/log"],
    ["-t", "tmpfs", "tmpfs", cniCache],
    ["-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run"],
    ["--bind", "-o", "X-mount.mkdir", kubelet, kubeletFolder],
  ]) {
    await run("nsenter", [...inside(pid), "mount", ...args]);
  }
  // Where it is a link into /run it leads nowhere now.
  const target = realpathSync("/etc/resolv.conf");
  if (!target.startsWith("/run/")) return;
  const file = join(`/proc/${pid}/root`, target);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, resolver);
}

/** Leads a cable from the bridge into the node, and tells it where the other nodes' pods are. */
async function plugIn(
  { bridge, gateway, loadBalancers, nodes }: ClusterNetwork,
  node: Node,
  pid: number,
): Promise<void> {
  // A node that was just killed may still be losing its cable.
  await run("ip", ["link", "delete", node.cable]).catch(() => undefined);
  const peer = ["peer", "name", "eth0", "netns", String(pid)];
  await run("ip", ["link", "add", node.cable, "type", "veth", ...peer]);
  await run("ip", ["link", "set", node.cable, "master", bridge, "up"]);
  const others = nodes.filter(({ name }) => name !== node.name);
  const commands = [
    "link set lo up",
    "link set eth0 up",
    `address add ${node.address}/24 dev eth0`,
    `route add default via ${gateway}`,
    ...others.map((other) => `route add ${other.podRange} via ${other.address}`),
  ];
  const enter = inNetwork(pid);
  await run("nsenter", [...enter, "ip", "-batch", "-"], { input: `${commands.join("\n")}\n` });
  await run("nsenter", [...enter, "tee", "/proc/sys/net/ipv4/ip_forward"], { input: "1" });
  await run("nsenter", [...enter, "tee", ...talk], { input: "0" });
  const leaving = ["-s", podRange, "!", "-d", podRange, "-j", "MASQUERADE"];
  await run("nsenter", [...enter, "iptables", "-t", "nat", "-A", "POSTROUTING", ...leaving]);
  // What still has such an address here is for no Service: refused, instead of sent round and round.
  await run("nsenter", [...enter, "iptables", "-A", "FORWARD", "-d", loadBalancers, "-j", "REJECT"]);
}

/** Pulls the node's plug: its first process ends with the one that made it. */
export const killNode = (paths: Paths, node: Node): Promise<void> => stopDaemon(paths, node.name, "SIGKILL");

export function removeCniCache(): void {
  try {
    rmdirSync(cniCache);
  } catch {
    // Somebody else uses it.
  }
}
