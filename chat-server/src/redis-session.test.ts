import { expect, onTestFinished, test } from "vitest";
import { RedisSession } from "./redis-session.ts";
import { midLimits } from "./store.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";

async function openSession(redis: TestRedis): Promise<RedisSession> {
  const session = new RedisSession(redis.target);
  onTestFinished(() => session.close());
  await session.connect();
  return session;
}

const messages = [{ text: "{}", mid: undefined }];

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
    expect(await session.append(messages, { epoch: "now", offset: 0 })).toEqual([{ outcome: "stored", offset: 1 }]);
    expect(await session.append(messages, { epoch: "then", offset: 1 })).toBeUndefined();
    expect(await session.append(messages, { epoch: "now", offset: 2 })).toBeUndefined();
    expect(await session.readAll()).toHaveLength(1);
  });

  test("stores many at once, each mid once, and remembers no more mids than it may", async () => {
    const redis = await TestRedis.start();
    const session = await openSession(redis);
    await session.open("now", undefined, []);
    const many = ["a", "b", "a", undefined].map((mid) => ({ text: `{"mid":"${mid}"}`, mid }));
    expect(await session.append(many, { epoch: "now", offset: 0 })).toEqual([
      { outcome: "stored", offset: 1 },
      { outcome: "stored", offset: 2 },
      { outcome: "duplicate", offset: 1 },
      { outcome: "stored", offset: 3 },
    ]);
    const mids = Array.from({ length: midLimits.count }, (_, n) => `chat:mid:now:${n}`);
    for (let at = 0; at < mids.length; at += 5000) await redis.run("RPUSH", "chat:mids", ...mids.slice(at, at + 5000));
    await session.append([{ text: "{}", mid: "c" }], { epoch: "now", offset: 3 });
    expect(await redis.run("LLEN", "chat:mids")).toBe(midLimits.count);
    expect(await redis.run("KEYS", "chat:mid:*")).toEqual(["chat:mid:now:c"]);
  });

  test("begins a new epoch where Redis holds less than was seen", async () => {
    const session = await openSession(await TestRedis.start());
    await session.open("first", undefined, []);
    await session.append(messages, { epoch: "first", offset: 0 });
    expect(await session.open("second", { epoch: "first", offset: 1 }, [])).toBe("first");
    expect(await session.open("third", { epoch: "first", offset: 2 }, [])).toBe("third");
    expect(await session.open("fourth", { epoch: "first", offset: 2 }, [])).toBe("third");
  });
});
