import { parseArgs } from "node:util";
import { type Address, addressOf, type RedisTarget, redisOf } from "./config-addresses.ts";
import { type TraceConfig, tracesOf } from "./config-traces.ts";
import { booleanOf, ConfigError, levelOf, numberOf, originsOf, versionOf } from "./config-values.ts";

export type { RedisTarget };

export interface Config {
  address: Address;
  /** Origins, besides the server's own, whose pages may connect and read. */
  allowedOrigins: string[];
  /** Undefined: messages are kept in memory, for this process alone. */
  redis: RedisTarget | undefined;
  /** What identities are signed with; undefined: a key that the replicas make and share. */
  identityKey: string | undefined;
  /** Whether only those may connect and read who bring a token signed with the key. */
  requiresToken: boolean;
  version: string;
  /** What the server is called in logs and traces. */
  service: string;
  logLevel: string;
  /** Undefined: no traces are written. */
  traces: TraceConfig | undefined;
  /** Messages a second that one client may send, in the long run; 0: as many as it likes. */
  messagesPerSecond: number;
  /** Clients that may come from one address; 0: as many as like. */
  connectionsPerAddress: number;
  /** Proxies in front of the server, each of which says in X-Forwarded-For whom it was asked by. */
  trustedProxies: number;
  /** The time over which a stopping server spreads the closing of its clients. */
  drainMilliseconds: number;
}

export const usage = `Usage: chat-server [-addr [host]:port]

  -addr             where to listen (default ":$PORT", or ":8080")

  PORT              port to listen on, where -addr is not given
  ALLOWED_ORIGIN    origins whose pages may connect, separated by commas; the server's own page always may
  REDIS_URL         redis[s]://[user[:password]@]host[:port][/db]; without it and REDIS_ADDR nothing outlives the process
  REDIS_ADDR        host:port, where REDIS_URL is not given
  REDIS_PASSWORD    password, where REDIS_URL has none
  IDENTITY_KEY      signs the tokens of clients; without it the replicas make one and share it
  REQUIRE_TOKEN     true: only who brings a token signed with IDENTITY_KEY may connect and read (default false)
  APP_VERSION       the release, as /version and the page show it (default "development")
  MESSAGES_PER_SECOND
                    what one client may send in the long run, 0 for no limit (default 100); who is faster waits
  CONNECTIONS_PER_ADDRESS
                    clients that may come from one address, 0 for no limit (default 10000)
  TRUSTED_PROXIES   proxies in front, which say in X-Forwarded-For where a client is (default 0)
  DRAIN_SECONDS     time to spread the closing of clients over, from 0 to 300 (default 3)
  LOG_LEVEL         trace, debug, info, warn, error, fatal or silent (default info)

  OTEL_EXPORTER_OTLP_ENDPOINT
                    collector of OpenTelemetry traces by HTTP, such as http://localhost:4318; without it there are none
  OTEL_EXPORTER_OTLP_HEADERS
                    name=value, with commas between, sent with them
  OTEL_TRACES_SAMPLER_ARG
                    share of the traces that begin here to keep, from 0 to 1 (default 1)
  OTEL_SERVICE_NAME what the server is called in logs and traces (default "chat-server")
`;

export const defaultService = "chat-server";

/** Reads the whole configuration before anything starts; the first bad value is an error that names it. */
export function readConfig(args: string[], environment: NodeJS.ProcessEnv): Config {
  const env = withoutBlanks(environment);
  return {
    address: listenAddress(args, env),
    allowedOrigins: originsOf("ALLOWED_ORIGIN", env.ALLOWED_ORIGIN ?? ""),
    redis: redisOf(env),
    ...identityOf(env),
    version: versionOf("APP_VERSION", env.APP_VERSION ?? "development"),
    service: env.OTEL_SERVICE_NAME ?? defaultService,
    logLevel: levelOf("LOG_LEVEL", env.LOG_LEVEL ?? "info"),
    traces: tracesOf(env),
    messagesPerSecond: wholeOf(env, "MESSAGES_PER_SECOND", { default: 100, to: 1_000_000 }),
    connectionsPerAddress: wholeOf(env, "CONNECTIONS_PER_ADDRESS", { default: 10_000, to: 1_000_000 }),
    trustedProxies: wholeOf(env, "TRUSTED_PROXIES", { default: 0, to: 10 }),
    drainMilliseconds: 1000 * numberOf("DRAIN_SECONDS", env.DRAIN_SECONDS ?? 3, { from: 0, to: 300 }),
  };
}

function identityOf(env: NodeJS.ProcessEnv): Pick<Config, "identityKey" | "requiresToken"> {
  const requiresToken = booleanOf("REQUIRE_TOKEN", env.REQUIRE_TOKEN ?? "false");
  if (requiresToken && !env.IDENTITY_KEY) {
    throw new ConfigError(
      "REQUIRE_TOKEN",
      "true",
      "expected an IDENTITY_KEY with it, which whoever gives out the tokens has as well",
    );
  }
  return { identityKey: env.IDENTITY_KEY, requiresToken };
}

function listenAddress(args: string[], env: NodeJS.ProcessEnv): Address {
  const addr = addressFlag(args);
  if (addr !== undefined) return addressOf("-addr", addr);
  return { host: undefined, port: wholeOf(env, "PORT", { default: 8080, to: 65535 }) };
}

const wholeOf = (env: NodeJS.ProcessEnv, name: string, range: { default: number; to: number }): number =>
  numberOf(name, env[name] ?? range.default, { from: 0, to: range.to, whole: true });

/** The original took Go's `-addr`; both `-addr=x` and `--addr x` mean the same. */
function addressFlag(args: string[]): string | undefined {
  const dashed = args.map((arg) => arg.replace(/^-(?=addr\b)/, "--"));
  try {
    return parseArgs({ args: dashed, options: { addr: { type: "string" } } }).values.addr;
  } catch {
    throw new ConfigError("arguments", args.join(" "), "expected -addr [host]:port at most");
  }
}

/** Compose and Helm set what they have no value for to the empty string. */
const withoutBlanks = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
