import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import { Allowance } from "./allowance.ts";
import type { Limits } from "./limits.ts";

/** What all clients of one address share. */
export interface Address {
  readonly name: string;
  connections: number;
  /** Messages that have come and were not looked at yet, also of clients that have left. */
  waiting: number;
  readonly allowance: Allowance;
  /** When its last client left. */
  leftAt: number;
}

/** Longer than it takes to have the whole burst again: leaving and coming back gains nothing. */
const memoryMilliseconds = 60_000;

/** Who comes from where, as far as one can tell. */
export class Addresses {
  readonly #limits: Limits;
  readonly #known = new Map<string, Address>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Undefined where an address has as many connections as it may have. */
  enter(name: string): Address | undefined {
    const { connectionsPerAddress: most, messagesPerAddress } = this.#limits;
    const address = this.#known.get(name) ?? {
      name,
      connections: 0,
      waiting: 0,
      allowance: new Allowance(messagesPerAddress),
      leftAt: 0,
    };
    if (most > 0 && address.connections >= most) return undefined;
    address.connections++;
    this.#known.set(name, address);
    return address;
  }

  leave(address: Address): void {
    address.connections--;
    address.leftAt = performance.now();
  }

  /** Called now and then. */
  forget(now: number): void {
    for (const [name, { connections, waiting, leftAt }] of this.#known) {
      if (connections === 0 && waiting === 0 && now - leftAt > memoryMilliseconds) this.#known.delete(name);
    }
  }
}

/** The address of a client behind so many proxies, each of which adds whom it was asked by to X-Forwarded-For. */
export function addressOf({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const forwarded = String(headers["x-forwarded-for"] ?? "").split(",");
  const hops = [...forwarded.map((hop) => hop.trim()).filter(Boolean), socket.remoteAddress ?? ""];
  return networkOf(hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? "");
}

/** Whoever has one IPv6 address has 2^64 of them. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("::");
  const groups = head.split(":").filter(Boolean);
  const rest = tail?.split(":").filter(Boolean) ?? [];
  const missing = tail === undefined ? 0 : 8 - groups.length - rest.length;
  const network = [...groups, ...Array(missing).fill("0"), ...rest].slice(0, 4).map(trimmed).join(":");
  return `${network}::/64`;
}

const trimmed = (group: string): string => group.toLowerCase().replace(/^0+(?=.)/, "");
