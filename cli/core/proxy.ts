import { BlockList, isIP } from "node:net";

/** The proxy that the environment names for an address, as Docker, Helm and kubectl read it; undefined if none is used. */
export function proxyFor(address: string, env: NodeJS.ProcessEnv): string | undefined {
  const { protocol, hostname, port } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, "");
  const proxy = protocol === "https:" ? env.HTTPS_PROXY || env.https_proxy : env.HTTP_PROXY || env.http_proxy;
  const ownPort = port || (protocol === "https:" ? "443" : "80");
  const excepted = (env.NO_PROXY || env.no_proxy || "").split(",").map((entry) => entry.trim().toLowerCase());
  if (!proxy || isLoopback(host) || excepted.some((entry) => isExcepted(host, ownPort, entry))) return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
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
