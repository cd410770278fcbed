import { expect, test } from "vitest";
import { Client } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

test("metrics count what happens, with few labels", async () => {
  const { url, port } = await startReplica();
  const [one, two] = await Promise.all([Client.connect(port), Client.connect(port, "")]);
  one.send({ n: 1 });
  one.socket.send("no message");
  await Promise.all([one.receives(2), two.receivesMessages(1)]);
  one.socket.close(4321);
  await one.closes();
  await (await Client.connect(port, "")).receivesType("hello");
  const metrics = await until("the connection is gone", async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return text.includes("chat_connections 2\n") && text;
  });
  for (const line of [
    "chat_connections_opened_total 3",
    "chat_messages_received_total 2",
    "chat_messages_delivered_total 3",
    'chat_messages_rejected_total{reason="invalid"} 1',
    'chat_disconnects_total{code="private"} 1',
    'chat_recoveries_total{outcome="fresh"} 2',
    "chat_fanout_lag_seconds_count 1",
    "chat_draining 0",
    `chat_build_info{version="test",node="${process.version}",store="memory"} 1`,
    "chat_bytes_received_total 17",
    "chat_waiting_messages 0",
    "chat_underway_messages 0",
    "chat_append_duration_seconds_count 1",
    "chat_stream_position 1",
  ]) {
    expect(metrics).toContain(`${line}\n`);
  }
  // There is no Redis to be down.
  expect(metrics).not.toContain("chat_redis_up");
});

test("answers are timed by route and status, whatever the path is", async () => {
  const { url } = await startReplica();
  for (const path of ["/messages", "/messages?n=1", "/readyz", "/", "/icon.svg", "/a", "/b?token=sesame"]) {
    await (await fetch(`${url}${path}`)).text();
  }
  await (await fetch(`${url}/messages`, { method: "POST" })).text();
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const counts = metrics.split("\n").filter((line) => line.startsWith("http_request_duration_seconds_count"));
  expect(counts.sort()).toEqual([
    'http_request_duration_seconds_count{route="/messages",status="200"} 2',
    'http_request_duration_seconds_count{route="/messages",status="405"} 1',
    'http_request_duration_seconds_count{route="/readyz",status="200"} 1',
    'http_request_duration_seconds_count{route="other",status="200"} 2',
    'http_request_duration_seconds_count{route="other",status="404"} 2',
  ]);
});
