import { expect, test } from "vitest";
import { Client } from "./testing/client.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";
import { startReplica, twoReplicas, untilStatus } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const numbersOf = (client: Client) => client.messages.map(({ data }) => data.n);

describeWithRedis("when Redis loses what it had", () => {
  test("clients are told, and nobody is promised a recovery", async () => {
    const redis = await TestRedis.start();
    const [one, two] = await twoReplicas(redis);
    const [a, b] = await Promise.all([Client.connect(one.port, ""), Client.connect(two.port, "")]);
    await a.insist({ n: 1, mid: "1" });
    await a.insist({ n: 2, mid: "2" });
    const { id } = (await b.receivesMessages(2))[0] ?? { id: "" };
    await redis.kill();
    await redis.launch();
    await until("the loss is announced", () => b.frames.filter(({ type }) => type === "hello").length === 2);
    expect(await b.receivesType("hello")).toMatchObject({ recovered: false, replayed: 0 });
    await b.insist({ n: 3, mid: "1" });
    await a.receivesMessages(3);
    expect(await (await fetch(`${one.url}/messages`)).text()).toBe('[{"n":3,"mid":"1"}]');
    const late = await Client.connect(one.port, id);
    expect(await late.receivesType("hello")).toMatchObject({ recovered: false, replayed: 1 });
  });

  test("a flushed, then a shortened history is noticed while the connection holds", async () => {
    const redis = await TestRedis.start();
    const [one, two] = await twoReplicas(redis);
    const [a, b] = await Promise.all([Client.connect(one.port, ""), Client.connect(two.port, "")]);
    const hellos = (client: Client) => client.frames.filter(({ type }) => type === "hello").length;
    await a.insist({ n: 1, mid: "1" });
    await redis.run("FLUSHALL");
    await until("both have noticed", () => hellos(a) === 2 && hellos(b) === 2);
    await a.insist({ n: 2, mid: "2" });
    await b.insist({ n: 3, mid: "3" });
    await b.receivesMessages(3);
    await redis.run("DEL", "chat:messages");
    await redis.run("XADD", "chat:messages", "1-0", "t", "0", "m", '{"n":2}');
    await a.insist({ n: 4, mid: "4" });
    await until("both have noticed", () => hellos(a) === 3 && hellos(b) === 3);
    await b.receivesMessages(5);
    expect(numbersOf(b)).toEqual([1, 2, 3, 2, 4]);
  });

  test("a single message that was deleted is gone, and nothing else", async () => {
    const redis = await TestRedis.start();
    const [one, two] = await twoReplicas(redis);
    const [a, b] = await Promise.all([Client.connect(one.port, ""), Client.connect(two.port, "")]);
    for (const n of [1, 2, 3]) await a.insist({ n, mid: `${n}` });
    await redis.run("XDEL", "chat:messages", "2-0", "3-0");
    await b.insist({ n: 4, mid: "4" });
    await a.receivesMessages(4);
    expect(numbersOf(a)).toEqual([1, 2, 3, 4]);
    const late = await startReplica({ redis: redis.target });
    await untilStatus(`${late.url}/readyz`, 200);
    const client = await Client.connect(late.port, a.messages[0]?.id);
    expect(await client.receivesType("hello")).toMatchObject({ recovered: true, replayed: 1 });
  });

  test("a history that another replica began anew, and filled further, is not taken for the old one", async () => {
    const redis = await TestRedis.start();
    const [one] = await twoReplicas(redis);
    const client = await Client.connect(one.port, "");
    await client.insist({ n: 1, mid: "1" });
    const fill =
      "for n = 1, 5 do redis.call('XADD', KEYS[1], n .. '-0', 'e', 'new', 't', 0, 'm', '{\"n\":' .. n .. '}') end";
    const anew = `redis.call('DEL', KEYS[1]) redis.call('SET', KEYS[2], 'new') ${fill}`;
    await redis.run("EVAL", anew, "2", "chat:messages", "chat:epoch");
    await client.receivesMessages(6);
    expect(numbersOf(client)).toEqual([1, 1, 2, 3, 4, 5]);
    expect(await client.receivesType("hello")).toMatchObject({ recovered: false, replayed: 5, last: "5.new" });
  });

  test("a replica that is overtaken says so, and shows all there is", async () => {
    const redis = await TestRedis.start();
    const [one, two] = await twoReplicas(redis);
    const [resuming, plain] = await Promise.all([Client.connect(one.port, ""), Client.connect(two.port)]);
    await resuming.receivesType("hello");
    const fields = "'e', redis.call('GET', KEYS[2]), 't', 0, 'm', '{\"n\":' .. n .. '}'";
    const burst = `for n = 1, 1200 do redis.call('XADD', KEYS[1], 'MAXLEN', 1000, n .. '-0', ${fields}) end`;
    await redis.run("EVAL", burst, "2", "chat:messages", "chat:epoch");
    await resuming.receivesMessages(1000);
    expect(await resuming.receivesType("hello")).toMatchObject({ recovered: false, replayed: 1000 });
    expect(await plain.receives(1000)).toHaveLength(1000);
  });
});
