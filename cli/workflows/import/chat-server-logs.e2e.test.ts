import { describe, expect } from "vitest";
import { WebSocket } from "ws";
import { startChatServer } from "../../../testing/monitoring/chat-server.ts";
import { startOpensearch } from "../../../testing/monitoring/opensearch.ts";
import { startVictoriaLogs } from "../../../testing/monitoring/victoria-logs.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

// Built for these alone.
if (isFull) needs("victoria-logs", "opensearch");

/** What the chat server logs of a client that is let in and one that is not. */
async function logged(): Promise<string[]> {
  const { port, log } = await startChatServer();
  for (const origin of [`http://127.0.0.1:${port}`, "http://elsewhere.example"]) {
    const client = new WebSocket(`ws://127.0.0.1:${port}/ws`, { origin }).on("error", () => {});
    await new Promise<void>((closed) => client.on("open", () => client.close(1000)).on("close", () => closed()));
  }
  await expect.poll(log).toContain("connection-refused");
  await expect.poll(log).toContain("connection-closed");
  return log().split("\n").filter(Boolean);
}

const nanoseconds = (line: string) => `${Date.parse(JSON.parse(line)["@timestamp"])}000000`;

/** How a shipper of each store brings lines there: the path, and the body. */
const shippers: Record<string, (lines: string[]) => [path: string, body: string]> = {
  Elasticsearch: (lines) => [
    "elasticsearch/_bulk?_time_field=@timestamp&_msg_field=message&_stream_fields=service.name",
    lines.map((line) => `{"create":{}}\n${line}\n`).join(""),
  ],
  Loki: (lines) => [
    "loki/api/v1/push?_msg_field=message",
    JSON.stringify({
      streams: [{ stream: { app: "chat-server" }, values: lines.map((line) => [nanoseconds(line), line]) }],
    }),
  ],
};

describe("the log of the chat server", () => {
  full.each(Object.entries(shippers))("is found by its fields after it came as %s takes it", async (_, shipped) => {
    const [store, lines] = await Promise.all([startVictoriaLogs(), logged()]);
    const [path, body] = shipped(lines);
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${store.url}/insert/${path}`, { method: "POST", body, headers });
    expect(response.ok, await response.text()).toBe(true);
    const refused = () => store.find('"event.action":"connection-refused"');
    await expect.poll(refused).toHaveLength(1);
    expect((await refused())[0]).toMatchObject({
      _msg: "a client was refused",
      "client.address": "127.0.0.1",
      "event.reason": "origin",
      "log.level": "warn",
      "service.name": "chat-server",
    });
    expect(await store.find("*")).toHaveLength(lines.length);
  });

  full(
    "is found by its fields in OpenSearch, which takes them as they are and knows which are times and numbers",
    async () => {
      const [{ url, search }, lines] = await Promise.all([startOpensearch(), logged()]);
      const body = lines.map((line) => `{"create":{}}\n${line}\n`).join("");
      const headers = { "Content-Type": "application/x-ndjson" };
      const response = await fetch(`${url}/logs/_bulk?refresh=true`, { method: "POST", body, headers });
      expect(await response.json()).toMatchObject({
        errors: false,
        items: lines.map(() => ({ create: { status: 201 } })),
      });
      const refused = await search("logs", { match: { "event.action": "connection-refused" } });
      expect(refused.first).toMatchObject({ "client.address": "127.0.0.1", "event.reason": "origin" });
      const count = async (range: object) => (await search("logs", { range })).total;
      expect(await count({ "http.response.status_code": { gte: 400, lt: 500 } })).toBe(1);
      expect(await count({ "event.duration": { gt: 0 } })).toBe(1);
      expect(await count({ "@timestamp": { gt: "now-1h" } })).toBe(lines.length);
    },
  );

  full("is found by its words after it came as Datadog takes it", async () => {
    const [store, lines] = await Promise.all([startVictoriaLogs(), logged()]);
    const body = JSON.stringify(lines.map((message) => ({ message, service: "chat-server", ddsource: "nodejs" })));
    const headers = { "Content-Type": "application/json", "DD-API-KEY": "none" };
    const response = await fetch(`${store.url}/insert/datadog/api/v2/logs`, { method: "POST", body, headers });
    expect(response.ok, await response.text()).toBe(true);
    await expect.poll(() => store.find('"connection-refused" service:"chat-server"')).toHaveLength(1);
  });
});
