import { describe, expect } from "vitest";
import { WebSocket } from "ws";
import { startChatServer } from "../../../testing/monitoring/chat-server.ts";
import { type JaegerSpan, startJaeger } from "../../../testing/monitoring/jaeger.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

// Built for these alone.
if (isFull) needs("jaeger");

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const headers = { traceparent: `00-${traceId}-${spanId}-01` };

/** Comes in, says something, and asks for what was said; two of the three in a trace of its own. */
async function visit(port: number): Promise<void> {
  const client = new WebSocket(`ws://127.0.0.1:${port}/ws`, { origin: `http://127.0.0.1:${port}`, headers });
  await new Promise<void>((heard) => {
    client.on("open", () => client.send(JSON.stringify({ text: "a-secret" }))).on("message", () => heard());
  });
  client.close(1000);
  await (await fetch(`http://127.0.0.1:${port}/messages?token=a-secret`, { headers })).text();
}

const tagOf = ({ tags }: JaegerSpan, name: string) => tags.find(({ key }) => key === name)?.value;

describe("the traces of the chat server", () => {
  full("are found in Jaeger, those of a visitor in the visitor's trace", async () => {
    const jaeger = await startJaeger();
    const { port } = await startChatServer({ OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.endpoint });
    await visit(port);
    const names = async () => (await jaeger.spansOf("chat-server")).map(({ operationName }) => operationName).sort();
    await expect.poll(names).toEqual(["GET /messages", "GET /ws", "append"]);
    const spans = await jaeger.spansOf("chat-server");
    const [messages, upgrade, append] = ["GET /messages", "GET /ws", "append"].map(
      (name) => spans.find(({ operationName }) => operationName === name) as JaegerSpan,
    ) as [JaegerSpan, JaegerSpan, JaegerSpan];
    for (const span of [messages, upgrade]) {
      expect(span).toMatchObject({ traceID: traceId, references: [{ refType: "CHILD_OF", spanID: spanId }] });
      expect(tagOf(span, "span.kind")).toBe("server");
    }
    expect(tagOf(messages, "http.response.status_code")).toBe(200);
    expect(tagOf(upgrade, "http.response.status_code")).toBe(101);
    expect(append.traceID).not.toBe(traceId);
    expect(tagOf(append, "db.system.name")).toBe("memory");
    expect(JSON.stringify(spans)).not.toContain("a-secret");
  });
});
