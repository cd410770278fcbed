import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { Client, handshakeOf } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const slow = { perSecond: 100, burst: 200 };

async function bareConnection(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

describe("a flood of tiny messages", () => {
  test("is slowed, loses nothing, and nobody else waits for it", async () => {
    const { port } = await startReplica({}, { messages: slow });
    const [flooding, other] = await Promise.all([Client.connect(port), Client.connect(port)]);
    const began = performance.now();
    for (let n = 0; n < 400; n++) flooding.send({ n });
    const waits: number[] = [];
    for (let n = 0; n < 20; n++) {
      const sentAt = performance.now();
      other.send({ other: n });
      await until("it is there", () => other.received.includes(`{"other":${n}}`));
      waits.push(performance.now() - sentAt);
    }
    expect(waits.toSorted((a, b) => a - b)[10]).toBeLessThan(100);
    const received = await flooding.receives(420);
    expect(performance.now() - began).toBeGreaterThan(1900);
    expect(received.filter((text) => text.startsWith('{"n"'))).toEqual(
      Array.from({ length: 400 }, (_, n) => `{"n":${n}}`),
    );
  });

  test("from many connections of one address is slowed as well", async () => {
    const { port } = await startReplica({}, { messagesPerAddress: slow });
    const clients = await Promise.all(Array.from({ length: 10 }, () => Client.connect(port)));
    const began = performance.now();
    for (let n = 0; n < 40; n++) for (const client of clients) client.send({ n });
    await clients[0]?.receives(400);
    expect(performance.now() - began).toBeGreaterThan(1900);
  });

  test("that are none is slowed as well", async () => {
    const { port } = await startReplica({}, { messages: slow });
    const client = await Client.connect(port);
    const began = performance.now();
    for (let n = 0; n < 400; n++) client.socket.send("no message");
    await client.receives(400);
    expect(performance.now() - began).toBeGreaterThan(1900);
  });

  test("is stored to its end when the server stops, whatever its sender may send", async () => {
    const { server, port, url } = await startReplica({}, { messages: { perSecond: 1, burst: 10 } });
    const client = await Client.connect(port);
    for (let n = 0; n < 100; n++) client.send({ n });
    await until("they have come in", async () =>
      (await (await fetch(`${url}/metrics`)).text()).includes("chat_messages_received_total 100"),
    );
    await server.stop();
    expect(await server.metrics.registry.metrics()).toContain("chat_fanout_lag_seconds_count 100\n");
  });
});

/** Sends so many of the tiniest frames, and perhaps a goodbye, in one piece, and waits until it is closed. */
async function sendAtOnce(port: number, count: number, goodbye: number[] = []): Promise<void> {
  const socket = await bareConnection(port);
  socket.write(handshakeOf(port));
  await once(socket, "data");
  const frames = Array.from({ length: count }, () => [0x81, 0x81, 0, 0, 0, 0, 0x78]);
  socket.resume().write(Buffer.from([...frames.flat(), ...goodbye]));
  await until("it is closed", () => socket.destroyed);
}

describe("what waits of one address", () => {
  const goodbye = [0x88, 0x80, 0, 0, 0, 0];
  const ended = 'chat_disconnects_total{code="1006"} 1\n';

  test("has a bound: who goes beyond is cut, nothing of it stays, and others go on", async () => {
    const { server, port } = await startReplica({}, { messages: { perSecond: 1, burst: 10 }, waitingPerAddress: 200 });
    const other = await Client.connect(port);
    for (let n = 0; n < 2; n++) await sendAtOnce(port, 1000);
    for (let n = 0; n < 5; n++) other.send({ n });
    expect(await other.receives(5)).toHaveLength(5);
    expect(await server.metrics.registry.metrics()).toContain(ended.replace("1\n", "2\n"));
  });

  test("counts what those sent who have left", async () => {
    const { server, port } = await startReplica(
      {},
      { messages: { perSecond: 0.001, burst: 1 }, waitingPerAddress: 350 },
    );
    for (let n = 0; n < 3; n++) await sendAtOnce(port, 100, goodbye);
    expect(await server.metrics.registry.metrics()).not.toContain(ended);
    await sendAtOnce(port, 100);
    expect(await server.metrics.registry.metrics()).toContain(ended);
  });
});

describe("who sends more than messages could be", () => {
  test("is cut", async () => {
    const { port } = await startReplica({}, { bytes: { perSecond: 1000, burst: 10_000 } });
    const [loud, quiet] = await Promise.all([Client.connect(port), Client.connect(port)]);
    const pinging = setInterval(
      () => loud.socket.readyState === loud.socket.OPEN && loud.socket.ping("x".repeat(125)),
      1,
    );
    onTestFinished(() => clearInterval(pinging));
    expect(await loud.closes()).toEqual({ code: 1008, reason: "too much" });
    expect(quiet.closed).toBeUndefined();
  });
});

describe("an address", () => {
  test("has only so many connections, and a new one for each that it closes", async () => {
    const { port, url } = await startReplica({}, { connectionsPerAddress: 2 });
    const [first] = await Promise.all([Client.connect(port), Client.connect(port)]);
    await expect(Client.connect(port)).rejects.toThrow("429");
    expect(await (await fetch(`${url}/metrics`)).text()).toContain(
      'chat_upgrades_rejected_total{reason="address"} 1\n',
    );
    first.cut();
    await until("there is room again", () => Client.connect(port).catch(() => undefined));
  });

  test("has only so many that ask for nothing, and they are closed soon", async () => {
    const { port, url } = await startReplica({}, { halfOpenPerAddress: 3, handshakeMilliseconds: 300 });
    const silent = await Promise.all([1, 2, 3].map(() => bareConnection(port)));
    silent[2]?.write("GET /ws HTTP/1.1\r\nHost: x\r\n");
    await sleep(50);
    const fourth = await bareConnection(port);
    await until("it is closed at once", () => fourth.destroyed);
    for (const socket of silent) await until("it is closed", () => socket.resume().destroyed);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await Client.connect(port)).closed).toBeUndefined();
  });
});
