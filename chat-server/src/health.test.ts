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
  ]) {
    expect(metrics).toContain(`${line}\n`);
  }
  // There is no Redis to be down.
  expect(metrics).not.toContain("chat_redis_up");
});
