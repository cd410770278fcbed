import { expect, onTestFinished, test, vi } from "vitest";
import type { Entry } from "./entry.ts";
import { restoreLost } from "./redis-restore.ts";
import { RedisSession } from "./redis-session.ts";
import { Client } from "./testing/client.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";
import { twoReplicas } from "./testing/replica.ts";

const messages = (...mids: string[]) => mids.map((mid) => ({ text: `{"mid":"${mid}"}`, mid }));
const textsOf = (entries: Entry[]) => entries.map(({ text }) => JSON.parse(text).mid);

/** A Redis with the messages a and b, and what a replica knows that has also seen c, d and e. */
async function afterCrash() {
  const redis = await TestRedis.start();
  const session = new RedisSession(redis.target);
  onTestFinished(() => session.close());
  await session.connect();
  await session.open("old", undefined, []);
  await session.append(messages("a", "b", "c", "d", "e"), { epoch: "old", offset: 0 });
  const known = await session.readAll();
  await redis.run("DEL", "chat:messages", ...messages("c", "d", "e").map(({ mid }) => `chat:mid:old:${mid}`));
  for (const { offset, storedAt, text } of known.slice(0, 2)) {
    await redis.run("XADD", "chat:messages", `${offset}-0`, "e", "old", "t", `${storedAt}`, "m", text);
  }
  return { redis, session, known };
}

/** Where others have always written since one looked. */
test("what cannot be written back is given up after some tries, and nobody waits for it any longer", async () => {
  const entry = (offset: number): Entry => ({ offset, epoch: "old", storedAt: offset, text: "{}" });
  const busy = {
    state: async () => ({ epoch: "old", predecessor: null, last: 1 }),
    readAll: async () => [entry(1)],
    restore: vi.fn(async () => false),
  };
  expect(await restoreLost(busy, [entry(1), entry(2)], { epoch: "old", offset: 2 })).toBeUndefined();
  expect(busy.restore).toHaveBeenCalledTimes(10);
  busy.restore.mockResolvedValueOnce(false).mockResolvedValueOnce(true);
  expect(await restoreLost(busy, [entry(1), entry(2)], { epoch: "old", offset: 2 })).toBe(1);
});

describeWithRedis("what Redis has lost", () => {
  test("gets its places back where they are free, and its mids are known", async () => {
    const { session, known } = await afterCrash();
    expect(await restoreLost(session, known, { epoch: "old", offset: 5 })).toBe(3);
    expect(await session.readAll()).toEqual(known);
    expect(await session.append(messages("c"), { epoch: "old", offset: 5 })).toEqual([
      { outcome: "duplicate", offset: 3 },
    ]);
    expect(await restoreLost(session, known, { epoch: "old", offset: 5 })).toBe(0);
  });

  test("comes after what others have written meanwhile, in a new epoch, and what was sent again comes once", async () => {
    const { session, known } = await afterCrash();
    await session.append(messages("f", "d"), { epoch: "old", offset: 2 });
    expect(await restoreLost(session, known, { epoch: "old", offset: 5 })).toBe(3);
    expect(textsOf(await session.readAll())).toEqual(["a", "b", "f", "d", "c", "e"]);
    const { epoch, predecessor } = await session.state();
    expect([epoch === "old", predecessor]).toEqual([false, "old"]);
  });

  test("is complete again when several replicas bring what each of them has seen", async () => {
    const { session, known } = await afterCrash();
    await session.append(messages("f"), { epoch: "old", offset: 2 });
    await restoreLost(session, known.slice(0, 4), { epoch: "old", offset: 4 });
    await restoreLost(session, known, { epoch: "old", offset: 5 });
    expect(textsOf(await session.readAll())).toEqual(["a", "b", "f", "c", "d", "e"]);
  });

  test("stays lost where Redis was emptied, or has a history of its own", async () => {
    const { redis, session, known } = await afterCrash();
    expect(await restoreLost(session, known, { epoch: "other", offset: 5 })).toBe(0);
    await redis.run("FLUSHALL");
    expect(await restoreLost(session, known, { epoch: "old", offset: 5 })).toBe(0);
    expect(await session.readAll()).toEqual([]);
  });

  test("is back before anybody misses it, when it comes up with a snapshot", async () => {
    const redis = await TestRedis.start();
    const [one, two] = await twoReplicas(redis);
    const [a, b] = await Promise.all([Client.connect(one.port, ""), Client.connect(two.port, "")]);
    await a.insist({ n: 1, mid: "1" });
    await redis.run("SAVE");
    await a.insist({ n: 2, mid: "2" });
    await b.receivesMessages(2);
    await redis.kill();
    await redis.launch();
    await a.insist({ n: 3, mid: "3" });
    for (const client of [a, b]) {
      const received = await client.receivesMessages(3);
      expect(received.map(({ data }) => data.n)).toEqual([1, 2, 3]);
      expect(client.frames.filter(({ type }) => type === "hello")).toHaveLength(1);
    }
  });
});

describeWithRedis("a Redis that is full", () => {
  test("refuses messages, which can be sent again when there is room", async () => {
    const redis = await TestRedis.start();
    const [one] = await twoReplicas(redis);
    const client = await Client.connect(one.port, "");
    await client.insist({ n: 1, mid: "1" });
    await redis.run("CONFIG", "SET", "maxmemory", "1");
    client.send({ n: 2, mid: "2" });
    expect(await client.receivesType("refused")).toMatchObject({ mid: "2", reason: "unavailable" });
    expect((await fetch(`${one.url}/readyz`)).status).toBe(200);
    await redis.run("CONFIG", "SET", "maxmemory", "0");
    await client.insist({ n: 2, mid: "2" });
    expect(client.messages.map(({ data }) => data.n)).toEqual([1, 2]);
  });
});
