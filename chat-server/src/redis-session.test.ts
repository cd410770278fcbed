import { expect, onTestFinished, test } from "vitest";
import { RedisSession } from "./redis-session.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";

async function openSession(redis: TestRedis): Promise<RedisSession> {
  const session = new RedisSession(redis.target);
  onTestFinished(() => session.close());
  await session.connect();
  return session;
}

const message = { text: "{}", mid: undefined };

describeWithRedis("a session with Redis", () => {
  test("agrees with others on one epoch", async () => {
    const redis = await TestRedis.start();
    const [one, two] = await Promise.all([openSession(redis), openSession(redis)]);
    const epochs = await Promise.all([one.open("a", undefined, []), two.open("b", undefined, [])]);
    expect(new Set(epochs).size).toBe(1);
  });

  test("writes only where the caller's view still holds", async () => {
    const session = await openSession(await TestRedis.start());
    await session.open("now", undefined, []);
    expect(await session.append(message, { epoch: "now", offset: 0 })).toEqual({ outcome: "stored", offset: 1 });
    expect(await session.append(message, { epoch: "then", offset: 1 })).toMatchObject({ outcome: "stale" });
    expect(await session.append(message, { epoch: "now", offset: 2 })).toMatchObject({ outcome: "stale" });
    expect(await session.readAll()).toHaveLength(1);
  });

  test("begins a new epoch where Redis holds less than was seen", async () => {
    const session = await openSession(await TestRedis.start());
    await session.open("first", undefined, []);
    await session.append(message, { epoch: "first", offset: 0 });
    expect(await session.open("second", { epoch: "first", offset: 1 }, [])).toBe("first");
    expect(await session.open("third", { epoch: "first", offset: 2 }, [])).toBe("third");
    expect(await session.open("fourth", { epoch: "first", offset: 2 }, [])).toBe("third");
  });
});
