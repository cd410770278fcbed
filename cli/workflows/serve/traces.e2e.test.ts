import { describe, expect } from "vitest";
import { Mask } from "../../../lib/mask.ts";
import { type JaegerSpan, startJaeger } from "../../../testing/monitoring/jaeger.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";
import { openTracing } from "../../terminal/tracing.ts";
import { createTraces } from "./traces.ts";

// Built for these alone.
if (isFull) needs("jaeger");

const parentOf = ({ references }: JaegerSpan) => references.find(({ refType }) => refType === "CHILD_OF")?.spanID;

describe("the trace of a push", () => {
  full("is found in Jaeger, with the steps of the program that it started", async () => {
    const jaeger = await startJaeger();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.endpoint };
    const push = createTraces(env, { warn: (text) => expect.fail(text) }, new AbortController().signal).begin(
      Date.now(),
    );
    const mask = new Mask({});
    const program = await openTracing({ env: push.env, name: "chatops promote", mask, listener: () => {} });
    await program.around(async () => {
      program.listener({ type: "started", kind: "change", title: "Start 1.4.0" });
      program.listener({ type: "finished", kind: "change", title: "Start 1.4.0", ms: 1 });
    });
    push.ended({
      id: "20260301T120000000Z-aaaaaaa",
      repository: "shop",
      branch: "main",
      commit: "a".repeat(40),
      startedAt: "2026-03-01T12:00:00.000Z",
      waits: 0,
      outcome: "done",
    });
    const names = async () => (await jaeger.spansOf("chatops")).map(({ operationName }) => operationName);
    await expect.poll(names).toEqual(expect.arrayContaining(["push", "chatops promote", "Start 1.4.0"]));
    const spans = await jaeger.spansOf("chatops");
    const named = (name: string) => spans.find(({ operationName }) => operationName === name) as JaegerSpan;
    expect(new Set(spans.map(({ traceID }) => traceID)).size).toBe(1);
    expect(parentOf(named("chatops promote"))).toBe(named("push").spanID);
    expect(parentOf(named("Start 1.4.0"))).toBe(named("chatops promote").spanID);
  });
});
