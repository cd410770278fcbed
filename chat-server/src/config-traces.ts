import { ConfigError, numberOf } from "./config-values.ts";

/** Where spans go. */
export interface Collector {
  url: string;
  /** May hold credentials. */
  headers: Record<string, string>;
}

export interface TraceConfig extends Collector {
  /** The share of traces that are kept of those that begin here. */
  share: number;
}

/** OpenTelemetry's own variables; undefined where traces go nowhere. */
export function tracesOf(env: NodeJS.ProcessEnv): TraceConfig | undefined {
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT ?? "";
  if (endpoint === "") return undefined;
  const share = numberOf("OTEL_TRACES_SAMPLER_ARG", env.OTEL_TRACES_SAMPLER_ARG ?? 1, { from: 0, to: 1 });
  return { url: urlOf(endpoint), headers: headersOf(env.OTEL_EXPORTER_OTLP_HEADERS ?? ""), share };
}

function urlOf(endpoint: string): string {
  const url = URL.parse(endpoint);
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) {
    return `${endpoint.replace(/(?<!\/)\/+$/, "")}/v1/traces`;
  }
  // Whatever stands before the last @ may be a password, even in a URL that is no URL.
  const shown = endpoint.replace(/^([a-z]*:\/\/)?.*@/is, "$1[hidden]@");
  throw new ConfigError(
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    shown,
    "expected http://host:4318, without a user or a password",
  );
}

/** `name=value` with commas between; values are encoded as in URLs, and secret. */
function headersOf(text: string): Record<string, string> {
  const pairs = text.split(",").filter((pair) => pair.trim());
  try {
    return Object.fromEntries(new Headers(pairs.map(pairOf)));
  } catch {
    throw new ConfigError("OTEL_EXPORTER_OTLP_HEADERS", "[hidden]", "expected name=value, with commas between");
  }
}

function pairOf(pair: string): [string, string] {
  const [name = "", ...value] = pair.split("=");
  return [name.trim(), decodeURIComponent(value.join("=").trim())];
}
