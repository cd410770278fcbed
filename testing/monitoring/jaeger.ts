import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { freePort } from "../../sandbox/ports.ts";
import { folder } from "../fixtures/folder.ts";
import { sandbox } from "../sandbox/sandbox.ts";

/** A span as Jaeger's query API tells it. */
export interface JaegerSpan {
  traceID: string;
  spanID: string;
  operationName: string;
  references: { refType: string; traceID: string; spanID: string }[];
  duration: number;
  tags: { key: string; value: string | number | boolean }[];
}

interface Jaeger {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  endpoint: string;
  /** The newest spans of a service. */
  spansOf: (service: string) => Promise<JaegerSpan[]>;
}

const settings = (otlp: number, query: number, grpc: number) => ({
  service: {
    extensions: ["jaeger_storage", "jaeger_query"],
    pipelines: { traces: { receivers: ["otlp"], exporters: ["jaeger_storage_exporter"] } },
    telemetry: { metrics: { level: "none" } },
  },
  extensions: {
    jaeger_storage: { backends: { memory: { memory: { max_traces: 1000 } } } },
    jaeger_query: {
      storage: { traces: "memory" },
      http: { endpoint: `127.0.0.1:${query}` },
      grpc: { endpoint: `127.0.0.1:${grpc}` },
    },
  },
  receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlp}` } } } },
  exporters: { jaeger_storage_exporter: { trace_storage: "memory" } },
});

/** Takes traces as OpenTelemetry sends them; gone with the test. */
export async function startJaeger(): Promise<Jaeger> {
  const [otlp, query, grpc] = [await freePort(), await freePort(), await freePort()];
  // What is JSON is YAML too.
  const place = folder({ "jaeger.yaml": JSON.stringify(settings(otlp, query, grpc)) });
  const running = execa(sandbox().jaeger, ["--config", join(place, "jaeger.yaml")], { reject: false });
  onTestFinished(async () => {
    running.kill("SIGKILL");
    await running;
  });
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${query}/api/${path}`);
    return ((await response.json()) as { data: { spans: JaegerSpan[] }[] }).data;
  };
  const isReady = () =>
    ask("services").then(
      () => true,
      () => false,
    );
  await expect.poll(isReady).toBe(true);
  return {
    endpoint: `http://127.0.0.1:${otlp}`,
    spansOf: async (service) => (await ask(`traces?service=${service}&limit=100`)).flatMap(({ spans }) => spans),
  };
}
