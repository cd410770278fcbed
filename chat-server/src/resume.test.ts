import { describe, expect, test } from "vitest";
import { Client } from "./testing/client.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";
import { startReplica, startReplicas, untilStatus } from "./testing/replica.ts";

const numbersOf = (client: Client) => client.messages.map(({ data }) => data.n);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

async function sendNumbers(port: number, from: number, to: number): Promise<void> {
  const client = await Client.connect(port);
  client.send(...range(from, to).map((n) => ({ n })));
  await client.receives(to - from + 1);
}

describe("a client that resumes", () => {
  test("first gets the whole history, then what comes", async () => {
    const { port } = await startReplica({ version: "1.2.3" });
    await sendNumbers(port, 1, 3);
    const client = await Client.connect(port, "");
    await client.receivesMessages(3);
    expect(client.frames[0]).toEqual({
      type: "hello",
      recovered: false,
      replayed: 3,
      last: client.messages[2]?.id,
      version: "1.2.3",
      store: "memory",
      available: true,
      now: expect.any(Number),
      presence: { here: expect.any(Number), typing: [] },
    });
    client.send({ n: 4 });
    await client.receivesMessages(4);
    expect(numbersOf(client)).toEqual([1, 2, 3, 4]);
  });

  test("gets what it missed, and only that", async () => {
    const { port } = await startReplica();
    await sendNumbers(port, 1, 10);
    const first = await Client.connect(port, "");
    const seen = (await first.receivesMessages(10))[3]?.id;
    const second = await Client.connect(port, seen);
    expect(await second.receivesType("hello")).toMatchObject({ recovered: true, replayed: 6 });
    await second.receivesMessages(6);
    expect(numbersOf(second)).toEqual(range(5, 10));
  });

  test("is told when something may be missing, and gets everything there is", async () => {
    const { port } = await startReplica();
    const first = await Client.connect(port, "");
    const { last } = await first.receivesType("hello");
    await sendNumbers(port, 1, 1000);
    const complete = await Client.connect(port, last);
    expect(await complete.receivesType("hello")).toMatchObject({ recovered: true, replayed: 1000 });
    await sendNumbers(port, 1001, 1001);
    const late = await Client.connect(port, last);
    expect(await late.receivesType("hello")).toMatchObject({ recovered: false, replayed: 1000 });
    await late.receivesMessages(1000);
    expect(numbersOf(late)).toEqual(range(2, 1001));
  });

  test("is not believed an id that is not reached in time", async () => {
    const { port } = await startReplica({}, { aheadMilliseconds: 20 });
    const { last } = await (await Client.connect(port, "")).receivesType("hello");
    const client = await Client.connect(port, last.replace("0.", "7."));
    expect(await client.receivesType("hello")).toMatchObject({ recovered: false, replayed: 0 });
    client.send({ n: 1 });
    expect(await client.receivesMessages(1)).toHaveLength(1);
  });

  test("is told which message is refused", async () => {
    const { port } = await startReplica();
    const client = await Client.connect(port, "");
    client.socket.send("hello");
    expect(await client.receivesType("refused")).toMatchObject({ reason: "invalid" });
  });

  test("hears from the server when nobody says anything", async () => {
    const { port } = await startReplica({}, { beatMilliseconds: 0 });
    const [resuming, plain] = await Promise.all([Client.connect(port, ""), Client.connect(port)]);
    await resuming.receivesType("beat");
    expect(plain.received).toEqual([]);
  });
});

describeWithRedis("clients that are cut off again and again", () => {
  test("miss nothing and see nothing twice, on whichever replica they come back", async () => {
    const redis = await TestRedis.start();
    const replicas = await startReplicas(3, { redis: redis.target });
    const portOf = (turn: number) => (replicas[turn % replicas.length] as { port: number }).port;
    const total = 600;
    const roam = async (start: number): Promise<number[]> => {
      const seen: number[] = [];
      let since = "";
      for (let turn = start; seen.length < total; turn++) {
        const client = await Client.connect(portOf(turn), since);
        const hello = await client.receivesType("hello");
        if (since) expect(hello.recovered).toBe(true);
        await client.receivesMessages(Math.min(40, total - seen.length));
        client.cut();
        since = client.messages.at(-1)?.id ?? since;
        seen.push(...client.messages.map(({ data }) => data.n ?? 0));
      }
      return seen;
    };
    const roaming = Promise.all(range(0, 9).map(roam));
    await sendNumbers(portOf(0), 1, total);
    for (const seen of await roaming) expect(seen).toEqual(range(1, total));
  });

  test("wait for a replica that has not read as far as they have", async () => {
    const redis = await TestRedis.start();
    const { port, url } = await startReplica({ redis: redis.target }, { aheadMilliseconds: 60_000 });
    await untilStatus(`${url}/readyz`, 200);
    const first = await Client.connect(port, "");
    const { last } = await first.receivesType("hello");
    const ahead = await Client.connect(port, last.replace("0.", "2."));
    await sendNumbers(port, 1, 1);
    expect(ahead.frames).toEqual([]);
    await sendNumbers(port, 2, 3);
    expect(await ahead.receivesType("hello")).toMatchObject({ recovered: true });
    await ahead.receivesMessages(1);
    expect(numbersOf(ahead)).toEqual([3]);
  });
});
