import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createLog } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { Client } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";
import { TraceExporter } from "./trace-exporter.ts";
import { type Span, Tracer } from "./tracer.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";

interface Endpoint {
  url: string;
  requests: { headers: IncomingMessage["headers"]; spans: Span[] }[];
  spans: () => Span[];
}

/** Where spans are posted to, which answers as it is told. */
async function startEndpoint(answer: (response: ServerResponse) => void): Promise<Endpoint> {
  const requests: Endpoint["requests"] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(String(Buffer.concat(await request.toArray())));
    requests.push({ headers: request.headers, spans: body.resourceSpans[0].scopeSpans[0].spans });
    answer(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  return { url, requests, spans: () => requests.flatMap(({ spans }) => spans) };
}

const answering = (status: number) => (response: ServerResponse) => void response.writeHead(status).end("{}");

function exporterTo(url: string, pauseMilliseconds = 20) {
  const metrics = createMetrics();
  const lines: string[] = [];
  const log = createLog(
    { level: "info", service: "chat", version: "test" },
    { write: (line) => void lines.push(line) },
  );
  const collector = { url, headers: { "api-key": "sesame" } };
  const exporter = new TraceExporter({ collector, service: "chat", version: "test", log, metrics, pauseMilliseconds });
  onTestFinished(() => exporter.stop());
  const tracer = new Tracer({ share: 1, add: (span) => exporter.add(span) });
  const record = (count: number) => {
    for (let n = 0; n < count; n++) tracer.record({ name: "x", kind: "client", began: 0, attributes: { n } });
  };
  const count = async (name: "spansExported" | "spansDropped") => (await metrics[name].get()).values[0]?.value ?? 0;
  return { exporter, record, count, lines };
}

test("the upgrade, the append and /messages are traced, in the trace of whoever asks", async () => {
  const endpoint = await startEndpoint(answering(200));
  const replica = await startReplica({ traces: { url: endpoint.url, headers: { "api-key": "sesame" }, share: 1 } });
  const headers = { traceparent: `00-${traceId}-${spanId}-01` };
  const client = await Client.connect(replica.port, undefined, {}, headers);
  client.send({ text: "secret-text" });
  await client.receives(1);
  await (await fetch(`${replica.url}/messages?token=secret-token`, { headers })).text();
  await (await fetch(`${replica.url}/readyz`)).text();
  await expect(Client.connect(replica.port, undefined, { token: "secret" })).resolves.toBeDefined();
  await replica.server.stop();
  const spans = endpoint.spans();
  expect(spans.map(({ name }) => name).sort()).toEqual(["GET /messages", "GET /ws", "GET /ws", "append"]);
  const messages = spans.find(({ name }) => name === "GET /messages");
  expect(messages).toMatchObject({ traceId, parentSpanId: spanId, kind: 2, status: {} });
  expect(messages?.attributes).toContainEqual({ key: "http.response.status_code", value: { intValue: "200" } });
  const upgrade = spans.find((span) => span.name === "GET /ws" && span.traceId === traceId);
  expect(upgrade?.attributes).toContainEqual({ key: "http.response.status_code", value: { intValue: "101" } });
  const append = spans.find(({ name }) => name === "append");
  expect(append?.attributes).toContainEqual({ key: "db.operation.batch.size", value: { intValue: "1" } });
  const nanoseconds = BigInt(append?.endTimeUnixNano ?? 0) - BigInt(append?.startTimeUnixNano ?? 0);
  expect(nanoseconds).toBeGreaterThanOrEqual(0n);
  expect(Number(append?.endTimeUnixNano) / 1e6).toBeGreaterThan(Date.now() - 60_000);
  expect(endpoint.requests[0]?.headers["api-key"]).toBe("sesame");
  expect(JSON.stringify(spans)).not.toContain("secret");
  expect(replica.log.join("")).not.toContain("sesame");
});

test("a trace that its caller does not keep is not kept here", async () => {
  const endpoint = await startEndpoint(answering(200));
  const replica = await startReplica({ traces: { url: endpoint.url, headers: {}, share: 1 } });
  const headers = { traceparent: `00-${traceId}-${spanId}-00` };
  await (await fetch(`${replica.url}/messages`, { headers })).text();
  await replica.server.stop();
  expect(endpoint.spans()).toEqual([]);
});

test("a collector that comes back gets what waited", async () => {
  let status = 503;
  const endpoint = await startEndpoint((response) => answering(status)(response));
  const { record, count, lines } = exporterTo(endpoint.url);
  record(3);
  await until("it was asked twice", () => endpoint.requests.length >= 2);
  status = 200;
  await until("it has taken them", async () => (await count("spansExported")) === 3);
  expect(await count("spansDropped")).toBe(0);
  expect(lines.filter((line) => line.includes("traces-not-sent"))).toHaveLength(1);
  expect(lines.join("")).not.toContain("sesame");
});

test("what a collector refuses for good is dropped", async () => {
  const endpoint = await startEndpoint(answering(400));
  const { record, count } = exporterTo(endpoint.url);
  record(2);
  await until("they are dropped", async () => (await count("spansDropped")) === 2);
  expect(endpoint.requests).toHaveLength(1);
});

test("what a silent collector leaves waiting is bounded, and counted when the server stops", async () => {
  const endpoint = await startEndpoint(() => {});
  const { exporter, record, count } = exporterTo(endpoint.url);
  record(10_000);
  expect(await count("spansDropped")).toBe(10_000 - 2048);
  await exporter.stop();
  expect(await count("spansDropped")).toBe(10_000);
});

test("a collector that is not there harms nobody", async () => {
  const replica = await startReplica({ traces: { url: "http://127.0.0.1:1/v1/traces", headers: {}, share: 1 } });
  const client = await Client.connect(replica.port);
  client.send({ n: 1 });
  expect(await client.receives(1)).toEqual(['{"n":1}']);
  await replica.server.stop();
  expect(replica.log.filter((line) => line.includes("traces-not-sent"))).toHaveLength(1);
});
