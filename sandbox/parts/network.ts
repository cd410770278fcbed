import { join } from "node:path";
import { preconditionError } from "../../lib/errors.ts";
import { run } from "../../lib/processes.ts";
import { readJson, writeJson } from "../files.ts";
import { type Chain, createChain, removeChain } from "../firewall.ts";
import type { Paths } from "../paths.ts";

/** The engine's own network: nothing in it has the name or the addresses of another engine's. */
export interface Network {
  bridge: string;
  /** All addresses, of the bridge and of every network that the engine makes later. */
  range: string;
  gateway: string;
  pool: { base: string; size: number };
}

interface Interface {
  ifname: string;
  addr_info?: { local?: string }[];
}

// 10.96 and 10.244 are where Kubernetes puts Services and pods.
const candidates = Array.from({ length: 40 }, (_, index) => 200 + index);
const fileOf = (paths: Paths) => join(paths.state, "engine", "network.json");
const chainsOf = ({ id }: Paths): [forward: Chain, masquerade: Chain] => [
  { table: "filter", name: `CHATOPS-${id}`, from: "FORWARD" },
  { table: "nat", name: `CHATOPS-${id}`, from: "POSTROUTING" },
];

function networkAt(paths: Paths, second: number): Network {
  return {
    bridge: `chatops-${paths.id}`,
    range: `10.${second}.0.0/16`,
    gateway: `10.${second}.0.1/24`,
    pool: { base: `10.${second}.128.0/17`, size: 24 },
  };
}

/** The network of this sandbox's engine: chosen once, where no route leads yet. */
export async function chooseNetwork(paths: Paths): Promise<Network> {
  const before = readJson<Network>(fileOf(paths));
  if (before) return before;
  const second = await freeOctet(paths, candidates);
  const network = networkAt(paths, second);
  writeJson(fileOf(paths), network);
  return network;
}

/** One of `octets` for which no route leads to 10.octet.0.0/16 yet. */
export async function freeOctet(paths: Paths, octets: number[]): Promise<number> {
  const routes = JSON.parse((await run("ip", ["-json", "-4", "route"])).stdout || "[]") as { dst: string }[];
  const free = octets.filter((octet) => !routes.some(({ dst }) => dst.startsWith(`10.${octet}.`)));
  const octet = free[Number.parseInt(paths.id, 16) % free.length];
  if (!octet) throw preconditionError("No free address range is left for the sandbox");
  return octet;
}

/** Makes the bridge and lets its containers out. */
export async function createNetwork(paths: Paths, network: Network): Promise<void> {
  const { bridge, gateway } = network;
  await createBridge(bridge, gateway);
  await allow(paths, network);
}

export async function createBridge(bridge: string, gateway: string): Promise<void> {
  const exists = (await interfaces()).some(({ ifname }) => ifname === bridge);
  if (!exists) await run("ip", ["link", "add", "name", bridge, "address", hardwareAddress(gateway), "type", "bridge"]);
  await run("ip", ["address", "replace", gateway, "dev", bridge]);
  await run("ip", ["link", "set", bridge, "up"]);
}

/**
 * As Docker makes them out of IP addresses. A bridge that was given none takes over one of its ports', and changes it as
 * containers come and go: the others then send to nobody until they ask anew, which stalled downloads for a minute or two.
 */
const hardwareAddress = (gateway: string): string =>
  ["02:42", ...gateway.split(/[./]/, 4).map((byte) => Number(byte).toString(16).padStart(2, "0"))].join(":");

/**
 * The engine runs with `iptables: false`, because every dockerd deletes the chains DOCKER and DOCKER-ISOLATION when it starts,
 * and with them the rules of another one beside it. What its containers need is little, and stands in a chain of our own.
 */
async function allow(paths: Paths, { range }: Network): Promise<void> {
  const [forward, masquerade] = chainsOf(paths);
  await createChain(forward, [
    ["-s", range, "-j", "ACCEPT"],
    ["-d", range, "-j", "ACCEPT"],
  ]);
  await createChain(masquerade, [["-s", range, "!", "-d", range, "-j", "MASQUERADE"]]);
}

/** Takes away the bridge, every network that the engine made, and the rules. */
export async function removeNetwork(paths: Paths): Promise<void> {
  const network = readJson<Network>(fileOf(paths));
  if (!network) return;
  const prefix = network.range.split(".").slice(0, 2).join(".");
  const ours = (await interfaces()).filter(({ addr_info }) =>
    addr_info?.some(({ local }) => local?.startsWith(`${prefix}.`)),
  );
  for (const { ifname } of ours) await run("ip", ["link", "delete", ifname]).catch(() => undefined);
  for (const chain of chainsOf(paths)) await removeChain(chain);
}

const interfaces = async () =>
  JSON.parse((await run("ip", ["-json", "-4", "address", "show", "type", "bridge"])).stdout || "[]") as Interface[];
