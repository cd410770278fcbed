import { writeFileSync } from "node:fs";
import { run } from "../../../lib/processes.ts";
import { readJson, writeJson } from "../../files.ts";
import { type Chain, createChain, removeChain } from "../../firewall.ts";
import type { Paths } from "../../paths.ts";
import { rememberedPort } from "../../ports.ts";
import { createBridge, freeOctet } from "../network.ts";
import { type ClusterNetwork, clusterFolder, controlPlaneOf, networkOf, podRange, serviceRange } from "./layout.ts";

// Apart from those of Docker engines, and from where Kubernetes puts Services and pods.
const candidates = Array.from({ length: 40 }, (_, index) => 160 + index);
const fileOf = (paths: Paths) => clusterFolder(paths, "network.json");

const chainsOf = ({ id }: Paths): Record<"forward" | "leave" | "arrive", Chain> => ({
  forward: { table: "filter", name: `CHATOPS-${id}-NODES`, from: "FORWARD" },
  leave: { table: "nat", name: `CHATOPS-${id}-NODES`, from: "POSTROUTING" },
  arrive: { table: "nat", name: `CHATOPS-${id}-HOST`, from: "PREROUTING" },
});

export function rememberedNetwork(paths: Paths): ClusterNetwork | undefined {
  const remembered = readJson<{ octet: number }>(fileOf(paths));
  return remembered && networkOf(paths, remembered.octet);
}

/** The network of this sandbox's cluster: chosen once, where no route leads yet. */
export async function chooseClusterNetwork(paths: Paths): Promise<ClusterNetwork> {
  const before = rememberedNetwork(paths);
  if (before) return before;
  const octet = await freeOctet(paths, candidates);
  writeJson(fileOf(paths), { octet });
  return networkOf(paths, octet);
}

/** Keeps programs that talk to the cluster from asking a proxy for it. */
export function withoutProxy(paths: Paths): Record<string, string> {
  const { NO_PROXY, no_proxy } = process.env;
  const network = rememberedNetwork(paths);
  if (!network) return {};
  const direct = ["localhost", "127.0.0.1", network.range, network.loadBalancers, serviceRange, podRange];
  return { NO_PROXY: [NO_PROXY || no_proxy, ...direct].filter(Boolean).join(",") };
}

/** Makes the bridge that nodes are plugged into, lets them out, and leads to the addresses of load balancers. */
export async function createClusterNetwork(paths: Paths, network: ClusterNetwork): Promise<void> {
  const { bridge, gateway, range, loadBalancers } = network;
  await createBridge(bridge, `${gateway}/24`);
  writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
  await run("ip", ["route", "replace", loadBalancers, "via", controlPlaneOf(network).address]);
  const { forward, leave } = chainsOf(paths);
  await createChain(forward, [
    ["-i", bridge, "-j", "ACCEPT"],
    ["-o", bridge, "-j", "ACCEPT"],
  ]);
  await createChain(leave, [["-s", range, "!", "-o", bridge, "-j", "MASQUERADE"]]);
  await forwardRegistry(paths, network);
}

/** The sandbox's registry listens on the machine's loopback; nodes reach it at the same port of the bridge. */
async function forwardRegistry(paths: Paths, { bridge, gateway }: ClusterNetwork): Promise<void> {
  writeFileSync(`/proc/sys/net/ipv4/conf/${bridge}/route_localnet`, "1");
  const port = String(rememberedPort(paths, "registry"));
  const match = ["-i", bridge, "-d", gateway, "-p", "tcp", "--dport", port];
  await createChain(chainsOf(paths).arrive, [[...match, "-j", "DNAT", "--to-destination", "127.0.0.1"]]);
}

export async function removeClusterNetwork(paths: Paths): Promise<void> {
  const network = rememberedNetwork(paths);
  if (!network) return;
  await run("ip", ["link", "delete", network.bridge]).catch(() => undefined);
  for (const chain of Object.values(chainsOf(paths))) await removeChain(chain);
}
