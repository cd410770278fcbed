import { expect, it } from "vitest";
import { Client } from "./testing/client.ts";
import { describeWithRedis, freePort, TestRedis } from "./testing/redis.ts";
import { type Replica, startReplica, startReplicas, untilStatus } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const numbersOf = (client: Client) => client.messages.map(({ data }) => data.n);
const notReady = ({ url }: Replica) => untilStatus(`${url}/readyz`, 503);
const ready = ({ url }: Replica) => untilStatus(`${url}/readyz`, 200);

async function twoReplicas(redis: TestRedis): Promise<[Replica, Replica]> {
  return (await startReplicas(2, { redis: redis.target })) as [Replica, Replica];
}

/** Sends one message again and again, with the same mid, until it is stored. */
async function insist(client: Client, message: { n: number; mid: string }): Promise<void> {
  const isStored = () =>
    client.frames.some(({ type, data, mid }) => (type === "stored" ? mid : data?.mid) === message.mid);
  await until("the message is stored", async () => {
    client.send(message);
    const before = client.received.length;
    await until("there is an answer", () => client.received.length > before);
    return isStored();
  });
}

describeWithRedis("without Redis", () => {
  it("a replica lives, says that it is not ready, refuses what it cannot store, and starts when Redis does", async () => {
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

  it("the password is asked for, used and never logged", async () => {
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
    expect(JSON.parse(logged[0] ?? "")).toMatchObject({ level: "error", message: expect.any(String) });
  });
});

describeWithRedis("when Redis restarts with what it had", () => {
  it("all replicas go on without a gap, and in the same epoch", async () => {
    const redis = await TestRedis.start({ keeps: true });
    const [one, two] = await twoReplicas(redis);
    const [a, b] = await Promise.all([Client.connect(one.port, ""), Client.connect(two.port, "")]);
    const plain = await Client.connect(two.port);
    await insist(a, { n: 1, mid: "1" });
    await redis.kill();
    expect((await notReady(one)).reason).toMatch("Redis: ");
    expect((await fetch(`${two.url}/livez`)).status).toBe(200);
    expect(await (await fetch(`${one.url}/messages`)).json()).toHaveLength(1);
    await a.receivesType("status");
    await redis.launch();
    await insist(a, { n: 2, mid: "2" });
    await insist(b, { n: 3, mid: "3" });
    await Promise.all([a.receivesMessages(3), b.receivesMessages(3), plain.receives(3)]);
    for (const client of [a, b]) {
      expect(numbersOf(client)).toEqual([1, 2, 3]);
      expect(client.frames.filter(({ type }) => type === "hello")).toHaveLength(1);
      expect(client.frames.findLast(({ type }) => type === "status")?.available).toBe(true);
    }
  });
});

describeWithRedis("when Redis loses what it had", () => {
  it("clients are told, and nobody is promised a recovery", async () => {
    const redis = await TestRedis.start();
    const [one, two] = await twoReplicas(redis);
    const [a, b] = await Promise.all([Client.connect(one.port, ""), Client.connect(two.port, "")]);
    await insist(a, { n: 1, mid: "1" });
    await insist(a, { n: 2, mid: "2" });
    const { id } = (await b.receivesMessages(2))[0] ?? { id: "" };
    await redis.kill();
    await redis.launch();
    await until("the loss is announced", () => b.frames.filter(({ type }) => type === "hello").length === 2);
    expect(await b.receivesType("hello")).toMatchObject({ recovered: false, replayed: 0 });
    await insist(b, { n: 3, mid: "1" });
    await a.receivesMessages(3);
    expect(await (await fetch(`${one.url}/messages`)).text()).toBe('[{"n":3,"mid":"1"}]');
    const late = await Client.connect(one.port, id);
    expect(await late.receivesType("hello")).toMatchObject({ recovered: false, replayed: 1 });
  });

  it("a flushed, then a shortened history is noticed while the connection holds", async () => {
    const redis = await TestRedis.start();
    const [one, two] = await twoReplicas(redis);
    const [a, b] = await Promise.all([Client.connect(one.port, ""), Client.connect(two.port, "")]);
    const hellos = (client: Client) => client.frames.filter(({ type }) => type === "hello").length;
    await insist(a, { n: 1, mid: "1" });
    await redis.run("FLUSHALL");
    await until("both have noticed", () => hellos(a) === 2 && hellos(b) === 2);
    await insist(a, { n: 2, mid: "2" });
    await insist(b, { n: 3, mid: "3" });
    await b.receivesMessages(3);
    await redis.run("DEL", "chat:messages");
    await redis.run("XADD", "chat:messages", "1-0", "t", "0", "m", '{"n":2}');
    await insist(a, { n: 4, mid: "4" });
    await until("both have noticed", () => hellos(a) === 3 && hellos(b) === 3);
    await b.receivesMessages(5);
    expect(numbersOf(b)).toEqual([1, 2, 3, 2, 4]);
  });

  it("a single message that was deleted is gone, and nothing else", async () => {
    const redis = await TestRedis.start();
    const [one, two] = await twoReplicas(redis);
    const [a, b] = await Promise.all([Client.connect(one.port, ""), Client.connect(two.port, "")]);
    for (const n of [1, 2, 3]) await insist(a, { n, mid: `${n}` });
    await redis.run("XDEL", "chat:messages", "2-0", "3-0");
    await insist(b, { n: 4, mid: "4" });
    await a.receivesMessages(4);
    expect(numbersOf(a)).toEqual([1, 2, 3, 4]);
    const late = await startReplica({ redis: redis.target });
    await ready(late);
    const client = await Client.connect(late.port, a.messages[0]?.id);
    expect(await client.receivesType("hello")).toMatchObject({ recovered: true, replayed: 1 });
  });
});

describeWithRedis("when Redis freezes", () => {
  it("replicas notice, and what was sent meanwhile is stored once", async () => {
    const redis = await TestRedis.start();
    const [one, two] = await twoReplicas(redis);
    const [a, b] = await Promise.all([Client.connect(one.port, ""), Client.connect(two.port, "")]);
    await insist(a, { n: 1, mid: "1" });
    redis.pause();
    a.send({ n: 2, mid: "2" });
    expect(await a.receivesType("refused")).toMatchObject({ mid: "2", reason: "unconfirmed" });
    expect((await notReady(one)).reason).toMatch("Redis: ");
    await notReady(two);
    redis.goOn();
    await insist(a, { n: 2, mid: "2" });
    await insist(b, { n: 3, mid: "3" });
    await Promise.all([a.receivesMessages(3), b.receivesMessages(3)]);
    expect(numbersOf(a)).toEqual([1, 2, 3]);
    expect(numbersOf(b)).toEqual([1, 2, 3]);
    await Promise.all([ready(one), ready(two)]);
  });
});
