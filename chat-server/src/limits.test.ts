import { on, once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { Client, handshakeOf } from "./testing/client.ts";
import { TestProcess } from "./testing/process.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const slow = { perSecond: 100, burst: 200 };

async function bareConnection(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** A server in a process of its own, which believes clients where they come from. */
const startProcess = () => new TestProcess({ PORT: "0", TRUSTED_PROXIES: "1" }).port();

const metricsOf = async (port: number) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

/** More messages than it may send in a minute, all of them on the way at once. */
async function flood(port: number, address: string): Promise<void> {
  const socket = await bareConnection(port);
  socket.write(handshakeOf(port, { "X-Forwarded-For": address }));
  await once(socket, "data");
  const frame = Buffer.from([0x81, 0x87, 0, 0, 0, 0, ...Buffer.from('{"n":1}')]);
  socket.resume().write(Buffer.concat(Array.from({ length: 20_000 }, () => frame)));
}

/** Until a message is back at its sender, in milliseconds. */
async function echoTime({ socket }: Client, text: string): Promise<number> {
  const began = performance.now();
  socket.send(text);
  for await (const [data] of on(socket, "message")) if (String(data) === text) break;
  return performance.now() - began;
}

const p99 = (times: number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] as number;

describe("a flood of tiny messages", () => {
  test("is slowed and loses nothing", async () => {
    const { port } = await startReplica({}, { messages: slow });
    const flooding = await Client.connect(port);
    const began = performance.now();
    for (let n = 0; n < 400; n++) flooding.send({ n });
    const received = await flooding.receives(400);
    expect(performance.now() - began).toBeGreaterThan(1900);
    expect(received).toEqual(Array.from({ length: 400 }, (_, n) => `{"n":${n}}`));
  });

  test("costs others less than 100 ms for 99 of 100 messages", async () => {
    const [flooded, calm] = await Promise.all([startProcess(), startProcess()]);
    for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.3"]) await flood(flooded, address);
    const [beside, alone] = [await Client.connect(flooded), await Client.connect(calm)];
    const waits: { beside: number[]; alone: number[] } = { beside: [], alone: [] };
    // In turns: what the machine does otherwise meets both alike.
    for (let n = 0; n < 300; n++) {
      waits.beside.push(await echoTime(beside, `{"other":${n}}`));
      waits.alone.push(await echoTime(alone, `{"other":${n}}`));
    }
    expect(p99(waits.beside) - p99(waits.alone)).toBeLessThan(100);
    const metrics = await metricsOf(flooded);
    expect(metrics).toMatch(/^chat_connections 4$/m);
    expect(metrics).toMatch(/^chat_waiting_messages [1-9]/m);
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
