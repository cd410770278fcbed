import { expect, test } from "vitest";
import { Mask } from "../../../lib/mask.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { closedPort } from "../../../testing/servers/http-server.ts";
import { traceCollector } from "../../../testing/servers/trace-collector.ts";
import type { Event } from "../../core/events.ts";
import type { RunRecord } from "../../domain/serve/run-record.ts";
import { openTracing } from "../../terminal/tracing.ts";
import { createTraces } from "./traces.ts";

const run: RunRecord = {
  id: "20260301T120000000Z-aaaaaaa",
  repository: "shop",
  branch: "main",
  commit: "a".repeat(40),
  startedAt: "2026-03-01T12:00:00.000Z",
  waits: 0,
  version: "1.4.0",
  outcome: "failed",
  message: "prod: it crashes",
};
/** A machine that does much else takes its time. */
const patience = { OTEL_EXPORTER_OTLP_TIMEOUT: "25000" };
const signal = new AbortController().signal;
const mask = new Mask({ PASSWORD: "of-the-registry" });

function traces(env: NodeJS.ProcessEnv) {
  const warnings: string[] = [];
  return { warnings, ...createTraces(env, { warn: (text) => void warnings.push(text) }, signal) };
}

const events: Event[] = [
  { type: "started", kind: "look", title: "Read the repository" },
  { type: "finished", kind: "look", title: "Read the repository", ms: 1 },
  { type: "started", kind: "change", title: "Start 1.4.0" },
  { type: "pod", pod: "shop-1", text: "node-1 scheduled 0.1 s · ready 2.1 s" },
  { type: "milestone", milestone: "promotion.failed", environment: "prod", version: "1.4.0", cause: "it crashes" },
  { type: "failed", kind: "change", title: "Start 1.4.0", text: "it crashes", ms: 1 },
];

test("a push is one trace, from the bell to the steps of the programs that it starts", async () => {
  const { url, spans, named, headers } = await traceCollector();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/`, OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20key", ...patience };
  const since = Date.now() - 5_000;
  const trace = traces(env).begin(since);
  // The key of serve's collector is no business of a repository's programs.
  expect(Object.keys(trace.env)).toEqual(["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TIMEOUT", "TRACEPARENT"]);
  const told: Event[] = [];
  const listener = (event: Event) => void told.push(event);
  const program = await openTracing({ env: trace.env, name: "chatops promote", mask, listener });
  await program.around(async () => events.forEach(program.listener));
  expect(told).toEqual(events);
  trace.ended(run);
  await expect
    .poll(() => spans.map(({ name }) => name).sort())
    .toEqual(["Read the repository", "Start 1.4.0", "chatops promote", "push", "waits for its turn"]);
  const [push, inner] = [named("push"), named("chatops promote")];
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(5);
  expect(push?.parentSpanId).toBeUndefined();
  expect(push?.startTimeUnixNano).toBe(`${since}000000`);
  expect(push?.status).toEqual({ code: 2, message: "prod: it crashes" });
  expect(push?.attributes).toContainEqual({ key: "repository", value: { stringValue: "shop" } });
  expect([named("waits for its turn")?.parentSpanId, inner?.parentSpanId]).toEqual([push?.spanId, push?.spanId]);
  expect(inner?.events.map(({ name }) => name)).toEqual(["pod.ready", "promotion.failed"]);
  expect(named("Start 1.4.0")).toMatchObject({
    parentSpanId: inner?.spanId,
    status: { code: 2, message: "it crashes" },
  });
  for (const span of spans) expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
  expect(headers.map((each) => each["x-key"])).toEqual([undefined, "a key"]);
});

test("a failure is in its trace without what is secret, and goes on as it was", async () => {
  const { url, named } = await traceCollector();
  const tracing = await openTracing({
    env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/v1/traces`, ...patience },
    name: "chatops release",
    mask,
    listener: () => {},
  });
  const failure = await failureOf(
    tracing.around(async () => {
      tracing.listener({ type: "started", kind: "look", title: "Stopped half-way" });
      throw new Error("the password of-the-registry is wrong");
    }),
  ).catch((error) => error);
  expect(String(failure)).toContain("of-the-registry");
  expect(named("chatops release")?.status.message).toBe("the password [hidden] is wrong");
  expect(named("Stopped half-way")?.status).toEqual({ code: 2, message: "stopped" });
});

test("a collector that is dead, or none, costs a warning, and what is not sampled is not sent", async () => {
  const { url, spans } = await traceCollector();
  const trace = { ...run, outcome: "done" as const };
  for (const endpoint of [`http://${await closedPort()}`, "no url"]) {
    const { begin, warnings } = traces({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    begin(Date.now()).ended(trace);
    await expect.poll(() => warnings.length, { timeout: 25_000 }).toBe(1);
    begin(Date.now()).ended(trace);
    const told: string[] = [];
    const listener = (event: Event) => void (event.type === "warning" && told.push(event.text));
    const program = await openTracing({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, name: "x", mask, listener });
    expect(await program.around(async () => "done")).toBe("done");
    expect(told).toEqual([expect.stringMatching(/^no trace of this was kept: the collector of traces /)]);
  }
  const unsampled = { OTEL_EXPORTER_OTLP_ENDPOINT: url, TRACEPARENT: `00-${"a".repeat(32)}-${"b".repeat(16)}-00` };
  const program = await openTracing({ env: unsampled, name: "x", mask, listener: () => {} });
  await program.around(async () => {});
  expect(spans).toEqual([]);
});
