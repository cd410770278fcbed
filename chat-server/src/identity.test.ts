import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Identities } from "./identity.ts";
import { Client } from "./testing/client.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";
import { startReplica, twoReplicas } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const sign = (uid: string, key: string) => `${uid}.${createHmac("sha256", key).update(uid).digest("base64url")}`;

/** A page: it offers the token it keeps, and is told who it is. */
async function page(port: number, token = "") {
  const client = await Client.connect(port, "", { token });
  await client.receivesType("hello");
  return { client, ...client.frames[0] };
}

describe("a token", () => {
  const identities = new Identities(() => "key");

  test("names who has it, again and again", () => {
    const identity = identities.of("");
    expect(identity?.uid).toMatch(/^~[\w-]{16}$/);
    expect(identities.of(identity?.token ?? "")).toEqual(identity);
    expect(identities.of("")?.uid).not.toBe(identity?.uid);
  });

  test("is another for each of thousands", () => {
    expect(new Set(Array.from({ length: 2000 }, () => identities.of("")?.uid)).size).toBe(2000);
  });

  test("may be given out by others who have the key", () => {
    expect(identities.read(sign("~alice", "key"))?.uid).toBe("~alice");
  });

  test.each([
    ["of another key", sign("~alice", "other")],
    ["for another uid", sign("~alice", "key").replace("alice", "bob")],
    ["for a uid that needs none", sign("alice", "key")],
    ["without a signature", "~alice"],
    ["that is longer", `${sign("~alice", "key")}x`],
    ["that is none", "x".repeat(5000)],
  ])("%s names nobody", (_, token) => {
    expect(identities.read(token)).toBeUndefined();
  });

  test("means nothing before the key is known", () => {
    expect(new Identities(() => undefined).of(sign("~alice", "key"))).toBeUndefined();
  });
});

describe("a message", () => {
  test("says who sent it, whatever its sender says", async () => {
    const { port, url } = await startReplica();
    const [anna, bob, old] = [await page(port), await page(port), await Client.connect(port)];
    bob.client.send({ text: "I am Anna", uid: anna.uid, verified: true });
    old.send({ text: "so am I", uid: anna.uid }, { text: "I am I", uid: "1-2-3" });
    const [first, second, third] = await anna.client.receivesMessages(3);
    expect(first).toMatchObject({ uid: bob.uid, verified: true, data: { uid: bob.uid }, at: expect.any(Number) });
    expect(second).toMatchObject({ data: { uid: anna.uid?.slice(1) } });
    expect(third).toMatchObject({ data: { text: "I am I", uid: "1-2-3" } });
    for (const frame of [second, third]) expect(frame).not.toHaveProperty("verified");
    expect(await old.receives(3)).toEqual([first, second, third].map((frame) => JSON.stringify(frame?.data)));
    expect(await (await fetch(`${url}/messages`)).text()).not.toContain(anna.uid);
  });

  test("of a client that resumes and offers no token is nobody's, and nothing else changes", async () => {
    const { port } = await startReplica();
    const client = await Client.connect(port, "");
    client.send({ n: 1 });
    const [message] = await client.receivesMessages(1);
    expect(client.frames[0]?.type).toBe("hello");
    expect(Object.keys(message ?? {})).toEqual(["type", "id", "at", "data"]);
  });
});

describeWithRedis("replicas on one Redis", () => {
  test("know each other's tokens, also after Redis has lost everything", async () => {
    const redis = await TestRedis.start();
    const [one, two] = await twoReplicas(redis);
    const anna = await page(one.port);
    expect((await page(two.port, anna.token)).uid).toBe(anna.uid);
    await redis.run("FLUSHALL");
    const isGreetedAnew = () => anna.client.frames.filter(({ type }) => type === "hello").length === 2;
    await until("the page is greeted anew", isGreetedAnew);
    await until("the other replica knows her", async () => (await page(two.port, anna.token)).uid === anna.uid);
    anna.client.send({ n: 1 });
    expect(await anna.client.receivesMessages(1)).toMatchObject([{ uid: anna.uid, verified: true }]);
    const late = await startReplica({ redis: redis.target });
    expect((await page(late.port, anna.token)).uid).toBe(anna.uid);
  });
});

describe("where a token is required", () => {
  test("nobody comes in without one", async () => {
    const { port, url } = await startReplica({ identityKey: "key", requiresToken: true });
    await expect(Client.connect(port)).rejects.toThrow("401");
    await expect(page(port, sign("~alice", "other"))).rejects.toThrow("401");
    expect((await fetch(`${url}/messages`)).status).toBe(401);
    const token = sign("~alice", "key");
    expect((await page(port, token)).uid).toBe("~alice");
    expect((await fetch(`${url}/messages?token=${token}`)).status).toBe(200);
  });
});
