import { basicAuthorization, maskSecret } from "../../lib/secrets.ts";
import { fetchAtAnyPort, isOfForbiddenPort } from "./any-port.ts";
import { trustedIssuers } from "./machine-trust.ts";
import { proxyFor } from "./proxy.ts";

/** How a connection is made safe, besides what the machine says of it. */
export interface Tls {
  /** Certificates of further issuers. */
  ca?: string[];
  /** Certificate and key by which the server knows who asks. */
  cert?: string;
  key?: string;
  /** Takes any certificate. */
  trustsAll?: boolean;
}

/** What leads to a server. */
export interface Way {
  /** Its proxies and trusted certificates count. @default none */
  env?: NodeJS.ProcessEnv | undefined;
  tls?: Tls | undefined;
}

/** Hosts with a certificate that only the machine trusts: reading what that trusts is slow. */
const trustedByMachine = new Set<string>();

/** As `fetch`, but as the other programs of the machine: by the proxy that its environment names, trusting whom it trusts. */
export async function fetchByMachine(url: URL, init: RequestInit, { env = {}, tls }: Way): Promise<Response> {
  const proxy = proxyFor(url.href, env);
  if (!tls && !trustedByMachine.has(url.host)) {
    try {
      return await dispatched(url, init, { proxy });
    } catch (error) {
      if (isOfForbiddenPort(error)) return fetchAtAnyPort(url, init);
      if (!isOfUnknownIssuer(error)) throw error;
      trustedByMachine.add(url.host);
    }
  }
  const ca = [...trustedIssuers(env), ...(tls?.ca ?? [])];
  return dispatched(url, init, { proxy, tls: url.protocol === "https:" ? { ...tls, ca } : undefined });
}

const unknownIssuer = [
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
];

/** Whether a request failed since nobody known vouches for the server's certificate. */
export const isOfUnknownIssuer = (error: unknown): boolean =>
  error instanceof Error &&
  (unknownIssuer.includes((error as NodeJS.ErrnoException).code ?? "") || isOfUnknownIssuer(error.cause));

interface Route {
  proxy?: string | undefined;
  tls?: Tls | undefined;
}

type Dispatcher = import("undici").Dispatcher;

const dispatchers = new Map<string, Dispatcher>();

/** A WebSocket that is being opened by the same way. */
export async function socketByMachine(
  url: URL,
  headers: Record<string, string>,
  { env = {}, tls }: Way,
): Promise<import("undici").WebSocket> {
  const undici = await import("undici");
  const proxy = proxyFor(url.href.replace(/^ws/, "http"), env);
  const ca = [...trustedIssuers(env), ...(tls?.ca ?? [])];
  const dispatcher = dispatcherOf(undici, { proxy, tls: url.protocol === "wss:" ? { ...tls, ca } : undefined });
  return new undici.WebSocket(url, { headers, dispatcher });
}

async function dispatched(url: URL, init: RequestInit, route: Route): Promise<Response> {
  const undici = await import("undici");
  const dispatcher = dispatcherOf(undici, route);
  // Node's own types are those of another version of undici.
  const own: object = { ...init, dispatcher };
  try {
    return (await undici.fetch(url, own)) as unknown as Response;
  } catch (error) {
    if (isOfForbiddenPort(error)) return fetchAtAnyPort(url, init, dispatcher);
    throw error;
  }
}

function dispatcherOf(undici: typeof import("undici"), route: Route): Dispatcher {
  const key = JSON.stringify(route);
  const dispatcher = dispatchers.get(key) ?? dispatcherFor(undici, route);
  dispatchers.set(key, dispatcher);
  return dispatcher;
}

function dispatcherFor({ Agent, ProxyAgent }: typeof import("undici"), { proxy, tls }: Route): Dispatcher {
  const { trustsAll, ...material } = tls ?? {};
  const connect = { ...material, ...(trustsAll && { rejectUnauthorized: false }) };
  if (!proxy) return new Agent({ connect });
  const { username, password } = new URL(proxy);
  maskSecret(decodeURIComponent(password));
  if (username) basicAuthorization({ username: decodeURIComponent(username), password: decodeURIComponent(password) });
  // Names are resolved by the proxy either way.
  const uri = proxy.replace(/^socks5h:/, "socks5:");
  return new ProxyAgent({ uri, requestTls: connect, proxyTls: connect });
}
