import { ConfigError } from "./config-values.ts";

export interface Address {
  host: string | undefined;
  port: number;
}

/** How to reach Redis, in the words of ioredis. */
export interface RedisTarget {
  host: string;
  port: number;
  tls: boolean;
  username?: string;
  password?: string;
  db?: number;
}

const redisPort = 6379;

/** Reads `host:port`, `[::1]:port` or `:port`. */
export function addressOf(name: string, value: string): Address {
  const [, ipv6, host, digits] = /^(?:\[([\da-f:.]+)\]|([^:\s[\]/@]*)):(\d{1,5})$/i.exec(value) ?? [];
  const port = Number(digits ?? Number.NaN);
  if (Number.isNaN(port) || port > 65535) throw new ConfigError(name, value, "expected host:port");
  return { host: ipv6 || host || undefined, port };
}

/** REDIS_URL says more than REDIS_ADDR, hence it wins where both are set. */
export function redisOf(env: NodeJS.ProcessEnv): RedisTarget | undefined {
  const target = env.REDIS_URL ? targetOfUrl(env.REDIS_URL) : env.REDIS_ADDR && targetOfAddress(env.REDIS_ADDR);
  if (!target) return undefined;
  const password = target.password ?? env.REDIS_PASSWORD;
  return { ...target, ...(password !== undefined && { password }) };
}

function targetOfAddress(value: string): RedisTarget {
  const { host, port } = addressOf("REDIS_ADDR", value);
  return { host: host ?? "localhost", port, tls: false };
}

function targetOfUrl(value: string): RedisTarget {
  const url = URL.parse(value);
  const db = url?.pathname.replace(/^\//, "") ?? "";
  if (!url || !/^rediss?:$/.test(url.protocol) || !url.hostname || !/^\d{0,3}$/.test(db)) throw badUrl(value);
  const { username, password } = decoded(url, value);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || redisPort),
    tls: url.protocol === "rediss:",
    ...(username && { username }),
    ...(password && { password }),
    ...(db && { db: Number(db) }),
  };
}

function decoded(url: URL, value: string): { username: string; password: string } {
  try {
    return { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    throw badUrl(value);
  }
}

/** Whatever stands before the last @ may be a password, even in a URL that is no URL. */
const badUrl = (value: string): ConfigError =>
  new ConfigError("REDIS_URL", value.replace(/^([a-z+]*:\/\/)?.*@/is, "$1[hidden]@"), "expected redis://host:port");
