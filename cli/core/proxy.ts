import { BlockList, isIP } from "node:net";
import { usageError } from "../../lib/errors.ts";

/** The proxy that the environment names for an address, as Docker, Helm and kubectl read it; undefined if none is used. */
export function proxyFor(address: string, env: NodeJS.ProcessEnv): string | undefined {
  const { protocol, hostname, port } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, "");
  const name = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const proxy = env[name] || env[name.toLowerCase()];
  const ownPort = port || (protocol === "https:" ? "443" : "80");
  const excepted = (env.NO_PROXY || env.no_proxy || "").split(",").map((entry) => entry.trim().toLowerCase());
  if (!proxy || isLoopback(host) || excepted.some((entry) => isExcepted(host, ownPort, entry))) return undefined;
  const url = proxy.includes("://") ? proxy : `http://${proxy}`;
  if (isUsable(url)) return url;
  throw usageError(`${name} is not the URL of a proxy`, {
    hint: "It looks like http://proxy.example.com:3128; in a password a sign such as % or @ is written as %25 or %40.",
  });
}

function isUsable(url: string): boolean {
  try {
    const { protocol, username, password } = new URL(url);
    decodeURIComponent(`${username}:${password}`);
    return /^(https?|socks5h?):$/.test(protocol);
  } catch {
    return false;
  }
}

const isLoopback = (host: string) => host === "localhost" || host === "::1" || /^127\./.test(host);

/** `*`, `example.com` with all below it, `.example.com` with all below it alone, an address, or a range of them. */
function isExcepted(host: string, port: string, entry: string): boolean {
  if (entry === "" || entry === "*") return entry === "*";
  if (entry.includes("/")) return isInRange(host, entry);
  const [named = "", onlyPort] = isIP(entry) ? [entry] : entry.split(/:(?=\d+$)/);
  if (onlyPort && onlyPort !== port) return false;
  const name = named.replace(/^\[|\]$/g, "");
  return host === name || (!isIP(host) && host.endsWith(name.replace(/^\*?\.?/, ".")));
}

function isInRange(host: string, range: string): boolean {
  const [network = "", prefix] = range.split("/");
  const [family, other] = [isIP(host), isIP(network)];
  if (family === 0 || family !== other || Number.isNaN(Number(prefix))) return false;
  const list = new BlockList();
  const type = family === 6 ? "ipv6" : "ipv4";
  list.addSubnet(network, Number(prefix), type);
  return list.check(host, type);
}
