import { messageOf } from "../../lib/errors.ts";
import type { Mask } from "../../lib/mask.ts";
import type { Listener } from "../core/events.ts";

/** What writes a trace of a command, if OpenTelemetry's variables name a collector. */
export interface Tracing {
  listener: Listener;
  /** Does a task, and sends the trace of it. A collector that is dead costs a warning, and a few seconds. */
  around<T>(task: () => Promise<T>): Promise<T>;
}

interface TracingParts {
  env: NodeJS.ProcessEnv;
  /** Such as `chatops promote`. */
  name: string;
  mask: Mask;
  /** Hears all the same. */
  listener: Listener;
}

const endpointOf = (env: NodeJS.ProcessEnv) =>
  env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;

/**
 * An environment that says how its collector is spoken to: by HTTP, as is OpenTelemetry's default. Without that word
 * Docker's builder takes each for one of gRPC, and waits ten seconds for it at the end of a build.
 */
export const withTraceProtocol = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  endpointOf(env) && !env.OTEL_EXPORTER_OTLP_PROTOCOL && !env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL
    ? { ...env, OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" }
    : env;

export async function openTracing({ env, name, mask, listener }: TracingParts): Promise<Tracing> {
  if (!endpointOf(env)) return { listener, around: (task) => task() };
  const { beginContext, newSpanId, openCollector } = await import("../adapters/trace-collector.ts");
  const { beginRunTrace } = await import("../domain/traces/run-trace.ts");
  const { context, parentId } = beginContext(env);
  const trace = beginRunTrace({ name, context, parentId, newId: newSpanId, now: Date.now });
  const collector = context.isSampled ? openCollector(env) : undefined;
  const end = async (problem?: string) => {
    try {
      // What was stopped is worth a trace too; how long that may take is bounded.
      await collector?.send(trace.end(problem), new AbortController().signal);
    } catch (error) {
      listener({ type: "warning", text: `no trace of this was kept: ${messageOf(error)}` });
    }
  };
  return {
    listener: (event) => {
      trace.take(event);
      listener(event);
    },
    async around(task) {
      try {
        const result = await task();
        await end();
        return result;
      } catch (error) {
        await end(mask.redact(messageOf(error)));
        throw error;
      }
    },
  };
}
