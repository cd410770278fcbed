import { expect, it } from "vitest";
import { Client } from "./testing/client.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";
import { startReplica, twoReplicas, untilStatus } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const numbersOf = (client: Client) => client.messages.map(({ data }) => data.n);

describeWithRedis("when Redis loses what it had", () => {
  it("clients are told, and nobody is promised a recovery", async () => {
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

  it("a flushed, then a shortened history is noticed while the connection holds", async () => {
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

  it("a single message that was deleted is gone, and nothing else", async () => {
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
});
