import { describe, expect, test } from "vitest";
import { Client } from "./testing/client.ts";
import { TestProcess } from "./testing/process.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";
import { untilStatus } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

describe("the process", () => {
  test("says in the log, in /readyz and in the greeting that nothing outlives it without Redis", async () => {
    const chat = new TestProcess({ PORT: "0", APP_VERSION: "1.2.3" });
    const port = await chat.port();
    expect(await chat.logs("no Redis is configured")).toMatchObject({
      "log.level": "warn",
      "service.version": "1.2.3",
    });
    expect(await untilStatus(`http://127.0.0.1:${port}/readyz`, 200)).toEqual({
      status: "ready",
      store: "memory",
      version: "1.2.3",
    });
    expect(await (await Client.connect(port, "")).receivesType("hello")).toMatchObject({ store: "memory" });
  });

  test.each([
    [{ PORT: "http" }, [], 'PORT: "http" is not usable'],
    [{ REDIS_URL: "redis://:sesame@nowhere:x" }, [], 'REDIS_URL: "redis://[hidden]@nowhere:x" is not usable'],
    [{}, ["-addr", "8080"], '-addr: "8080" is not usable'],
  ])("does not start with %j %j", async (env, args, message) => {
    const chat = new TestProcess(env as Record<string, string>, args);
    expect(await chat.exits()).toEqual({ code: 2, signal: null });
    expect(chat.lines).toEqual([
      expect.objectContaining({ "log.level": "fatal", message: expect.stringMatching(/^/) }),
    ]);
    expect(chat.lines[0]?.message).toMatch(message);
    expect(chat.output).not.toMatch("sesame");
  });

  test("names the port it cannot have", async () => {
    const port = await new TestProcess({ PORT: "0" }).port();
    const second = new TestProcess({ PORT: `${port}` });
    expect(await second.exits()).toEqual({ code: 1, signal: null });
    expect(second.lines[0]).toMatchObject({ "log.level": "fatal", message: expect.stringContaining(`${port}`) });
  });

  test("shows its options and does nothing else", async () => {
    const chat = new TestProcess({}, ["--help"]);
    expect(await chat.exits()).toEqual({ code: 0, signal: null });
    expect(chat.output).toMatch("ALLOWED_ORIGIN");
  });

  test.each(["SIGTERM", "SIGINT"] as const)("ends well on %s", async (signal) => {
    const chat = new TestProcess({ PORT: "0" });
    await chat.port();
    chat.child.kill(signal);
    expect(await chat.exits()).toEqual({ code: 0, signal: null });
  });

  test("turns clients away one after the other, and new ones at the door", async () => {
    const chat = new TestProcess({ PORT: "0", DRAIN_SECONDS: "0.5" });
    const port = await chat.port();
    const clients = await Promise.all(Array.from({ length: 10 }, () => Client.connect(port)));
    const closedAt: number[] = [];
    for (const { socket } of clients) socket.on("close", () => closedAt.push(performance.now()));
    chat.child.kill("SIGTERM");
    for (const client of clients) expect(await client.closes()).toEqual({ code: 1012, reason: "restarting" });
    await expect(Client.connect(port)).rejects.toThrow();
    expect(await chat.exits()).toEqual({ code: 0, signal: null });
    expect(Math.max(...closedAt) - Math.min(...closedAt)).toBeGreaterThan(200);
  });

  test("ends at once on a second signal", async () => {
    const chat = new TestProcess({ PORT: "0", DRAIN_SECONDS: "300" });
    const port = await chat.port();
    await Promise.all([Client.connect(port), Client.connect(port)]);
    chat.child.kill("SIGTERM");
    await chat.logs("stopping");
    await expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow();
    chat.child.kill("SIGTERM");
    expect(await chat.exits()).toEqual({ code: 143, signal: null });
  });
});

describeWithRedis("a redeploy under load", () => {
  test("loses nothing that was acknowledged, and stores nothing twice", async () => {
    const redis = await TestRedis.start();
    const env = { PORT: "0", REDIS_ADDR: `127.0.0.1:${redis.port}`, DRAIN_SECONDS: "0.3" };
    const old = new TestProcess(env);
    const next = new TestProcess(env);
    const [oldPort, nextPort] = [await old.port(), await next.port()];
    for (const port of [oldPort, nextPort]) await untilStatus(`http://127.0.0.1:${port}/readyz`, 200);
    const sender = await Client.connect(oldPort, "");
    const witness = await Client.connect(nextPort, "");
    let n = 0;
    await until("the old one is going", () => {
      if (n === 200) old.child.kill("SIGTERM");
      if (!sender.closed) sender.send({ n, mid: `mid-${n++}` });
      return sender.closed;
    });
    expect(await old.exits()).toEqual({ code: 0, signal: null });
    expect(old.output).not.toMatch("mid-");
    const acknowledged = sender.messages.map(({ data }) => data.n);
    expect(acknowledged.length).toBeGreaterThan(0);
    const since = sender.messages.at(-1)?.id;
    const again = await Client.connect(nextPort, since);
    const { recovered, replayed } = await again.receivesType("hello");
    expect(recovered).toBe(true);
    await again.receivesMessages(replayed);
    const stored = new Set([...sender.messages, ...again.messages].map(({ data }) => data.mid));
    for (let m = 0; m < n; m++) if (!stored.has(`mid-${m}`)) again.send({ n: m, mid: `mid-${m}` });
    await witness.receivesMessages(n);
    const seen = witness.messages.map(({ data }) => data.n ?? -1);
    expect(seen.slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, index) => index));
  });

  test("waits for Redis to answer what was taken", async () => {
    const redis = await TestRedis.start();
    const chat = new TestProcess({ PORT: "0", REDIS_URL: `redis://127.0.0.1:${redis.port}`, DRAIN_SECONDS: "0" });
    const url = `http://127.0.0.1:${await chat.port()}`;
    await untilStatus(`${url}/readyz`, 200);
    const client = await Client.connect(await chat.port());
    await redis.run("CLIENT", "PAUSE", "1000", "WRITE");
    client.send({ n: 1 });
    const metrics = async () => (await fetch(`${url}/metrics`)).text();
    await until("it has come in", async () => (await metrics()).includes("chat_messages_received_total 1"));
    chat.child.kill("SIGTERM");
    expect(await chat.exits()).toEqual({ code: 0, signal: null });
    expect(await redis.run("XLEN", "chat:messages")).toBe(1);
  });
});
