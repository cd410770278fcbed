import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { Client } from "./testing/client.ts";
import { describeWithRedis, freePort, TestRedis } from "./testing/redis.ts";
import { type Replica, startReplica, twoReplicas, untilStatus } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const numbersOf = (client: Client) => client.messages.map(({ data }) => data.n);
const notReady = ({ url }: Replica) => untilStatus(`${url}/readyz`, 503);
const ready = ({ url }: Replica) => untilStatus(`${url}/readyz`, 200);

describeWithRedis("without Redis", () => {
  test("a replica lives, says that it is not ready, refuses what it cannot store, and starts when Redis does", async () => {
    const port = await freePort();
    const replica = await startReplica({ redis: { host: "127.0.0.1", port, tls: false } });
    expect(await notReady(replica)).toMatchObject({ status: "not ready", store: "redis", reason: /Redis: / });
    expect((await fetch(`${replica.url}/livez`)).status).toBe(200);
    const history = await fetch(`${replica.url}/messages`);
    expect([history.status, history.headers.get("vary")]).toEqual([500, "Origin"]);
    const [plain, resuming] = await Promise.all([Client.connect(replica.port), Client.connect(replica.port, "")]);
    plain.send({ n: 1 });
    resuming.send({ n: 1, mid: "one" });
    expect(JSON.parse((await plain.receives(1))[0] ?? "")).toMatchObject({ refused: "unavailable" });
    expect(await resuming.receivesType("refused")).toMatchObject({ reason: "unavailable", mid: "one" });
    await TestRedis.start({ port });
    await ready(replica);
    expect(await resuming.receivesType("hello")).toMatchObject({ recovered: false, replayed: 0, available: true });
    resuming.send({ n: 1, mid: "one" });
    expect(await plain.receives(2)).toContain('{"n":1,"mid":"one"}');
  });

  test("the password is asked for, used and never logged", async () => {
    const redis = await TestRedis.start({ password: "open sesame" });
    const locked = await startReplica({ redis: redis.target });
    await until("the reason is known", async () => /NOAUTH/.test((await notReady(locked)).reason ?? ""));
    const wrong = await startReplica({ redis: { ...redis.target, password: "sesame seeds" } });
    await notReady(wrong);
    const right = await startReplica({ redis: { ...redis.target, password: "open sesame" } });
    await ready(right);
    const client = await Client.connect(right.port);
    client.send({ text: "a private matter" });
    await client.receives(1);
    await redis.kill();
    await notReady(right);
    client.send({ text: "a private matter" });
    await client.receives(2);
    const logged = [locked, wrong, right].flatMap(({ log }) => log);
    expect(logged.filter((line) => /sesame|private/.test(line))).toEqual([]);
    expect(JSON.parse(logged[0] ?? "")).toMatchObject({ "log.level": "error", message: expect.any(String) });
  });
});

describeWithRedis("when Redis restarts with what it had", () => {
  test("all replicas go on without a gap, and in the same epoch", async () => {
    const redis = await TestRedis.start({ keeps: true });
    const [one, two] = await twoReplicas(redis);
    const [a, b] = await Promise.all([Client.connect(one.port, ""), Client.connect(two.port, "")]);
    const plain = await Client.connect(two.port);
    await a.insist({ n: 1, mid: "1" });
    await redis.kill();
    expect((await notReady(one)).reason).toMatch("Redis: ");
    expect((await fetch(`${two.url}/livez`)).status).toBe(200);
    expect(await (await fetch(`${one.url}/messages`)).json()).toHaveLength(1);
    await a.receivesType("status");
    await redis.launch();
    await a.insist({ n: 2, mid: "2" });
    await b.insist({ n: 3, mid: "3" });
    await Promise.all([a.receivesMessages(3), b.receivesMessages(3), plain.receives(3)]);
    for (const client of [a, b]) {
      expect(numbersOf(client)).toEqual([1, 2, 3]);
      expect(client.frames.filter(({ type }) => type === "hello")).toHaveLength(1);
      expect(client.frames.findLast(({ type }) => type === "status")?.available).toBe(true);
    }
  });
});

describeWithRedis("when Redis freezes", () => {
  test("replicas notice, and what was sent meanwhile is stored once", async () => {
    const redis = await TestRedis.start();
    const [one, two] = await twoReplicas(redis);
    const [a, b] = await Promise.all([Client.connect(one.port, ""), Client.connect(two.port, "")]);
    await a.insist({ n: 1, mid: "1" });
    redis.pause();
    a.send({ n: 2, mid: "2" });
    expect(await a.receivesType("refused")).toMatchObject({ mid: "2", reason: "unconfirmed" });
    expect((await notReady(one)).reason).toMatch("Redis: ");
    await notReady(two);
    redis.goOn();
    await a.insist({ n: 2, mid: "2" });
    await b.insist({ n: 3, mid: "3" });
    await Promise.all([a.receivesMessages(3), b.receivesMessages(3)]);
    expect(numbersOf(a)).toEqual([1, 2, 3]);
    expect(numbersOf(b)).toEqual([1, 2, 3]);
    await Promise.all([ready(one), ready(two)]);
  });

  test("for writing only, replicas do not wait for ever", async () => {
    const redis = await TestRedis.start();
    const [one] = await twoReplicas(redis);
    const client = await Client.connect(one.port, "");
    await client.insist({ n: 1, mid: "1" });
    await redis.run("CLIENT", "PAUSE", "600000", "WRITE");
    client.send({ n: 2, mid: "2" });
    expect(await client.receivesType("refused")).toMatchObject({ mid: "2", reason: "unconfirmed" });
    await redis.run("CLIENT", "UNPAUSE");
    await client.insist({ n: 2, mid: "2" });
    await client.receivesMessages(2);
    expect(numbersOf(client)).toEqual([1, 2]);
  });
});

describeWithRedis("a replica that is stopped", () => {
  test("ends, however far it is with connecting to Redis", async () => {
    const redis = await TestRedis.start();
    const stops = Array.from({ length: 40 }, async (_, milliseconds) => {
      const { server } = await startReplica({ redis: redis.target });
      await sleep(milliseconds);
      await server.stop();
    });
    await Promise.all(stops);
  });
});
