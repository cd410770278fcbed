import { expect, test } from "vitest";
import { Client } from "./testing/client.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";
import { startReplicas } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

describeWithRedis("three replicas", () => {
  test("give everyone everything in one order, under load from all sides", async () => {
    const redis = await TestRedis.start();
    const ports = (await startReplicas(3, { redis: redis.target })).map(({ port }) => port);
    const plain = await Promise.all(ports.map((port) => Client.connect(port)));
    const resuming = await Promise.all(ports.map((port) => Client.connect(port, "")));
    await Promise.all(resuming.map((client) => client.receivesType("hello")));
    const each = 300;
    for (let n = 0; n < each; n++) for (const [from, client] of plain.entries()) client.send({ from, n });
    const total = each * plain.length;
    const order = await (plain[0] as Client).receives(total);
    for (const client of plain) expect(await client.receives(total)).toEqual(order);
    for (const client of resuming) {
      const messages = await client.receivesMessages(total);
      expect(messages.map(({ data }) => JSON.stringify(data))).toEqual(order);
      expect(new Set(messages.map(({ id }) => id)).size).toBe(total);
    }
    const fromFirst = order.map((text) => JSON.parse(text)).filter(({ from }) => from === 0);
    expect(fromFirst.map(({ n }) => n)).toEqual(Array.from({ length: each }, (_, n) => n));
  });

  test("show the same last 1000", async () => {
    const redis = await TestRedis.start();
    const replicas = await startReplicas(2, { redis: redis.target });
    const client = await Client.connect((replicas[0] as { port: number }).port);
    for (let n = 0; n < 1200; n++) client.send({ n });
    await client.receives(1200);
    expect(await redis.run("XLEN", "chat:messages")).toBe(1000);
    for (const { url } of replicas) {
      await until("the replica has read everything", async () => {
        const messages = (await (await fetch(`${url}/messages`)).json()) as { n: number }[];
        return messages.length === 1000 && messages[0]?.n === 1199 && messages[999]?.n === 200;
      });
    }
  });

  test("store a mid once, wherever it comes in", async () => {
    const redis = await TestRedis.start();
    const replicas = await startReplicas(3, { redis: redis.target });
    const clients = await Promise.all(replicas.map(({ port }) => Client.connect(port, "")));
    await Promise.all(clients.map((client) => client.receivesType("hello")));
    for (let n = 0; n < 50; n++) for (const client of clients) client.send({ mid: `mid-${n}` });
    for (const client of clients) client.send({ text: "end" });
    for (const client of clients) {
      const messages = await client.receivesMessages(53);
      expect(new Set(messages.map(({ data }) => data.mid)).size).toBe(51);
      expect(messages).toHaveLength(53);
    }
    const stored = await until("all are answered", () => {
      const answers = clients.flatMap((client) => client.frames.filter(({ type }) => type === "stored"));
      return answers.length === 100 && answers;
    });
    const idOfFirst = clients[0]?.messages.find(({ data }) => data.mid === "mid-0")?.id;
    for (const { mid, id } of stored) if (mid === "mid-0") expect(id).toBe(idOfFirst);
  });

  test("take over the original's history once, without what would break it", async () => {
    const redis = await TestRedis.start();
    await redis.run("RPUSH", "messages", '{"n":3}', "hello", "", '{"n":2}', '{"n": 1}');
    const replicas = await startReplicas(3, { redis: redis.target });
    for (const { url } of replicas) {
      const history = async () => (await (await fetch(`${url}/messages`)).text()) === '[{"n":3},{"n":2},{"n": 1}]';
      await until("the history is there", history);
    }
    expect(await redis.run("LLEN", "messages")).toBe(5);
    const client = await Client.connect((replicas[0] as { port: number }).port);
    client.send({ n: 4 });
    await client.receives(1);
    expect(await redis.run("XLEN", "chat:messages")).toBe(4);
  });
});
