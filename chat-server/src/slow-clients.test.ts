import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { ratesOf } from "./limits.ts";
import { Client, handshakeOf } from "./testing/client.ts";
import { type Replica, startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

/** Nobody is too fast here. */
const unlimited = ratesOf(0);

/** A client that connects and then reads nothing and answers nothing. */
async function deafClient(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.write(handshakeOf(port));
  await once(socket, "readable");
  socket.on("error", () => {});
  return socket;
}

async function metric({ url }: Replica, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1]);
}

/** Sends messages of full size, each after the echo of the one before the last hundred. */
async function flood(client: Client, isEnough: () => Promise<boolean>): Promise<number> {
  let sent = 0;
  while (!(await isEnough())) {
    for (let n = 0; n < 500; n++) client.send({ text: "x".repeat(490) });
    sent += 500;
    await client.receives(sent);
  }
  return sent;
}

test("a client that does not read is cut at the limit, and the others get everything", async () => {
  const replica = await startReplica({}, { bufferedBytes: 64 * 1024, stallMilliseconds: 3_600_000, ...unlimited });
  await deafClient(replica.port);
  const [sender, other] = await Promise.all([Client.connect(replica.port), Client.connect(replica.port)]);
  const sent = await flood(sender, async () => (await metric(replica, 'chat_clients_cut_total{reason="slow"}')) === 1);
  expect(await metric(replica, "chat_connections")).toBe(2);
  expect(await other.receives(sent)).toEqual(await sender.receives(sent));
});

test("a client that takes nothing for long is cut, even below the limit", async () => {
  const replica = await startReplica({}, { bufferedBytes: 1024 ** 3, stallMilliseconds: 1000, ...unlimited });
  await deafClient(replica.port);
  const sender = await Client.connect(replica.port);
  await flood(sender, async () => (await metric(replica, "chat_send_buffer_bytes")) > 0);
  await until("it is cut", async () => (await metric(replica, 'chat_clients_cut_total{reason="slow"}')) === 1);
  expect(sender.closed).toBeUndefined();
});

test("a client that answers no ping is cut, one that does stays", async () => {
  const replica = await startReplica({}, { pingMilliseconds: 100, idleMilliseconds: 3000 });
  await deafClient(replica.port);
  const healthy = await Client.connect(replica.port);
  await until("the silent one is gone", async () => (await metric(replica, "chat_connections")) === 1);
  expect(healthy.closed).toBeUndefined();
  expect(await metric(replica, 'chat_disconnects_total{code="1006"}')).toBe(1);
});
