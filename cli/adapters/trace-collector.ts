import { randomBytes } from "node:crypto";
import { preconditionError } from "../../lib/errors.ts";
import { maskSecret } from "../../lib/secrets.ts";
import { request } from "../core/http.ts";
import { ownVersion } from "../core/package.ts";
import { readTraceparent, type TraceContext } from "../domain/traces/context.ts";
import { otlpOf, type Span } from "../domain/traces/span.ts";

/** Variable in which a program is told the trace that it goes on with. */
export const traceparentVariable = "TRACEPARENT";

/** Where traces go to, as OpenTelemetry's variables say. */
export interface Collector {
  /** Sends spans; throws if they are not taken. */
  send(spans: readonly Span[], signal: AbortSignal): Promise<void>;
}

/** Whoever runs a command waits for it at the end. */
const patienceMs = 5_000;

/** Undefined if no variable names a collector: then nothing is traced. */
export function openCollector(env: NodeJS.ProcessEnv): Collector | undefined {
  const whole = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?.trim();
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim();
  if (!whole && !base) return undefined;
  const url = URL.parse(whole || `${base?.replace(/\/$/, "")}/v1/traces`);
  const resource = { service: env.OTEL_SERVICE_NAME?.trim() || "chatops", version: ownVersion() };
  const timeoutMs = Number(env.OTEL_EXPORTER_OTLP_TIMEOUT) || patienceMs;
  const headers = headersIn(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS ?? env.OTEL_EXPORTER_OTLP_HEADERS);
  return {
    async send(spans, signal) {
      const hint = "Check OTEL_EXPORTER_OTLP_ENDPOINT, and OTEL_EXPORTER_OTLP_HEADERS if it asks who comes.";
      if (!url || !/^https?:$/.test(url.protocol))
        throw preconditionError("the collector of traces has no URL such as http://localhost:4318", { hint });
      const name = `the collector of traces at ${url.host}`;
      const sent = {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(otlpOf(spans, resource)),
      };
      const { ok, status } = await request({ name, hint, env, signal, timeoutMs }, url, sent);
      if (!ok) throw preconditionError(`${name} does not take them (${status})`, { hint });
    },
  };
}

/** `name=value`, with commas between; what is given there may be a key. */
function headersIn(text = ""): Record<string, string> {
  return Object.fromEntries(
    text.split(",").flatMap((part) => {
      const [name = "", ...rest] = part.split("=");
      const value = decoded(rest.join("=").trim());
      if (!/^[\w-]+$/.test(name.trim()) || !value) return [];
      maskSecret(value);
      return [[name.trim(), value]];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const newSpanId = (): string => randomBytes(8).toString("hex");

/** A span of its own, in the trace that a program was started in, or in a new one. */
export function beginContext(env: NodeJS.ProcessEnv): { context: TraceContext; parentId: string | undefined } {
  const parent = readTraceparent(env[traceparentVariable]);
  const traceId = parent?.traceId ?? randomBytes(16).toString("hex");
  return {
    context: { traceId, spanId: newSpanId(), isSampled: parent?.isSampled ?? true },
    parentId: parent?.spanId,
  };
}
