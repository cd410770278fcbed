import { once } from "node:events";
import { IncomingMessage } from "node:http";
import { connect, Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { ratesOf } from "./limits.ts";
import { createLog } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { Client, handshakeOf } from "./testing/client.ts";
import { type Replica, startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";
import { Tracer } from "./tracer.ts";
import { Visits } from "./visits.ts";

type Line = Record<string, unknown>;

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

const linesOf = ({ log }: Replica): Line[] => log.map((line) => JSON.parse(line));

const lineOf = (replica: Replica, action: string): Promise<Line> =>
  until(`there is a line of ${action}`, () => linesOf(replica).find((line) => line["event.action"] === action));

/** Comes from a page of another origin, and is refused. */
async function comeFromElsewhere({ port }: Replica): Promise<void> {
  const headers = { traceparent };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?token=sesame-token`, {
    origin: "http://evil.example",
    headers,
  });
  await once(socket, "error");
}

/** What the schema has of its own; everything else is below a name of ours. */
const known = [
  "@timestamp",
  "client.address",
  "ecs.version",
  "event.action",
  "event.category",
  "event.duration",
  "event.outcome",
  "event.reason",
  "event.type",
  "http.response.status_code",
  "log.level",
  "message",
  "service.name",
  "service.node.name",
  "service.version",
  "trace.id",
];

test("who comes, is refused and goes stands in the log, in the words of the Elastic Common Schema", async () => {
  const replica = await startReplica();
  const client = await Client.connect(replica.port, "", {}, { traceparent });
  expect(await lineOf(replica, "connection-opened")).toMatchObject({
    "ecs.version": "8.11.0",
    "log.level": "info",
    "service.name": "chat",
    "service.version": "test",
    "event.category": ["network"],
    "event.type": ["connection", "start"],
    "event.outcome": "success",
    "client.address": "127.0.0.1",
    "trace.id": traceId,
  });
  client.socket.close(1000);
  const closed = await lineOf(replica, "connection-closed");
  expect(closed).toMatchObject({ "chat.close_code": 1000, "client.address": "127.0.0.1" });
  expect(closed["event.duration"]).toBeGreaterThan(0);
  await comeFromElsewhere(replica);
  expect(await lineOf(replica, "connection-refused")).toMatchObject({
    "log.level": "warn",
    "event.outcome": "failure",
    "event.reason": "origin",
    "http.response.status_code": 403,
    "trace.id": traceId,
  });
  for (const line of linesOf(replica)) {
    expect(Date.parse(String(line["@timestamp"]))).toBeGreaterThan(Date.now() - 60_000);
    const names = Object.keys(line).filter((name) => !name.startsWith("chat."));
    expect(known).toEqual(expect.arrayContaining(names));
  }
});

test("a client that does not read stands in the log with what waited for it", async () => {
  const replica = await startReplica({}, { bufferedBytes: 64 * 1024, ...ratesOf(0) });
  const deaf = connect(replica.port, "127.0.0.1").on("error", () => {});
  onTestFinished(() => void deaf.destroy());
  deaf.write(handshakeOf(replica.port));
  await once(deaf, "readable");
  const sender = await Client.connect(replica.port);
  let sent = 0;
  await until("it is cut", async () => {
    for (let n = 0; n < 500; n++) sender.send({ text: "x".repeat(490) });
    sent += 500;
    await sender.receives(sent);
    return linesOf(replica).some((line) => line["event.action"] === "connection-cut");
  });
  const line = await lineOf(replica, "connection-cut");
  expect(line).toMatchObject({ "event.reason": "slow", "client.address": "127.0.0.1" });
  expect(line["chat.waiting_bytes"]).toBeGreaterThan(64 * 1024);
});

test("neither what people write nor their tokens stand in the log, at any level", async () => {
  const replica = await startReplica({ identityKey: "sesame-key" });
  const client = await Client.connect(replica.port, "", { token: "" });
  const { token, uid } = await client.receivesType("identity");
  await Client.connect(replica.port, "", { token: token ?? "" });
  client.send({ text: "sesame-text", title: "sesame-title", mid: "sesame-mid" });
  client.send({ text: "sesame-text", mid: "sesame-mid" });
  client.socket.send("sesame that is no message");
  await client.receivesType("refused");
  await comeFromElsewhere(replica);
  await fetch(`${replica.url}/messages?token=${token}`);
  client.socket.send(`"${"sesame".repeat(200)}"`);
  await client.closes();
  await lineOf(replica, "connection-closed");
  const text = replica.log.join("");
  expect(text).toContain("connection-refused");
  expect(text).not.toContain("sesame");
  expect(text).not.toContain(token);
  expect(text).not.toContain(uid);
});

test("a flood of strangers fills no disk, and the log tells how many it left out", async () => {
  const lines: string[] = [];
  const metrics = createMetrics();
  const visits = new Visits({
    log: createLog({ level: "info", service: "chat", version: "test" }, { write: (line) => void lines.push(line) }),
    metrics,
    tracer: new Tracer(undefined),
    addressOf: () => "192.0.2.1",
  });
  const refuse = () => visits.refused(new IncomingMessage(new Socket()), { status: 403, reason: "origin" }, 0);
  for (let n = 0; n < 5000; n++) refuse();
  const before = lines.length;
  expect(before).toBeGreaterThanOrEqual(200);
  expect(before).toBeLessThan(5000);
  await until("there is room again", () => {
    refuse();
    return lines.length > before;
  });
  const told = lines.reduce((sum, line) => sum + 1 + Number(JSON.parse(line)["chat.lines_left_out"] ?? 0), 0);
  const { values } = await metrics.upgradesRejected.get();
  expect(values.find(({ labels }) => labels.reason === "origin")?.value).toBe(told);
});
