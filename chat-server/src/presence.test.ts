import { expect, test } from "vitest";
import { Client } from "./testing/client.ts";
import { describeWithRedis, TestRedis } from "./testing/redis.ts";
import { startReplica, startReplicas } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

interface Presence {
  here: number;
  typing: { uid: string; name: string }[];
}

const known = async (port: number): Promise<Client> => {
  const client = await Client.connect(port, "", { token: "" });
  await client.receivesType("hello");
  return client;
};

const presenceOf = (client: Client): Presence | undefined => {
  const { here = 0, typing = [] } = client.frames.findLast(({ type }) => type === "presence") ?? {};
  return here > 0 ? { here, typing } : undefined;
};

const sees = (client: Client, what: string, isSo: (presence: Presence) => boolean) =>
  until(what, () => {
    const presence = presenceOf(client);
    return presence !== undefined && isSo(presence);
  });

test("all are told how many are connected, but for clients of the original", async () => {
  const { port } = await startReplica();
  const old = await Client.connect(port);
  const clients = [await known(port), await known(port)];
  for (const client of clients) await sees(client, "three are here", ({ here }) => here === 3);
  const late = await known(port);
  expect((await late.receivesType("hello")) as object).toMatchObject({ presence: { here: 3, typing: [] } });
  await sees(late, "four are here", ({ here }) => here === 4);
  late.cut();
  for (const client of clients) await sees(client, "one has left", ({ here }) => here === 3);
  expect(old.received).toEqual([]);
});

test("who writes is told under a proven uid, is no message, and ends by itself", async () => {
  const { port, url } = await startReplica();
  const [ana, bruno] = [await known(port), await known(port)];
  const { uid } = await ana.receivesType("identity");
  ana.send({ type: "typing", name: "Ana", uid: "somebody else" });
  await sees(bruno, "she writes", ({ typing }) => typing.length === 1);
  expect(presenceOf(bruno)?.typing).toEqual([{ uid, name: "Ana" }]);
  await sees(bruno, "she writes no more", ({ typing }) => typing.length === 0);
  expect(bruno.messages).toEqual([]);
  expect(await (await fetch(`${url}/messages`)).json()).toEqual([]);
});

test("whoever has sent a message writes no more", async () => {
  const { port } = await startReplica();
  const [ana, bruno, carla] = [await known(port), await known(port), await known(port)];
  carla.send({ type: "typing", name: "Carla" });
  ana.send({ type: "typing", name: "Ana" }, { text: "Here it is" });
  await sees(bruno, "somebody writes", ({ typing }) => typing.length > 0);
  expect(presenceOf(bruno)?.typing.map(({ name }) => name)).toEqual(["Carla"]);
});

test.each([
  ["no name", { type: "typing" }],
  ["an empty name", { type: "typing", name: "" }],
  ["a name that is none", { type: "typing", name: { length: 3 } }],
])("with %s, nobody writes", async (_, signal) => {
  const { port } = await startReplica();
  const [ana, bruno] = [await known(port), await known(port)];
  ana.send(signal, { text: "afterwards" });
  await bruno.receivesMessages(1);
  await sees(bruno, "both are here", ({ here }) => here === 2);
  expect(presenceOf(bruno)?.typing).toEqual([]);
});

test("of many who write, and of a long name, only some is told", async () => {
  const { port } = await startReplica();
  const clients = await Promise.all(Array.from({ length: 8 }, () => known(port)));
  for (const client of clients) client.send({ type: "typing", name: "x".repeat(300) });
  const [first] = clients as [Client];
  await sees(first, "some write", ({ typing }) => typing.length > 0);
  expect(presenceOf(first)?.typing).toHaveLength(5);
  for (const { name } of presenceOf(first)?.typing ?? []) expect(name).toBe("x".repeat(40));
});

test("what a client of the original sends is a message, whatever it says", async () => {
  const { port } = await startReplica();
  const old = await Client.connect(port);
  old.send({ type: "typing", name: "Ana" });
  expect(await old.receives(1)).toEqual(['{"type":"typing","name":"Ana"}']);
});

describeWithRedis("on three replicas", () => {
  test("it is the same, and a replica that dies takes its clients along", async () => {
    const redis = await TestRedis.start();
    const replicas = await startReplicas(3, { redis: redis.target });
    const clients = await Promise.all(replicas.map(({ port }) => known(port)));
    const [ana, bruno, carla] = clients as [Client, Client, Client];
    for (const client of clients) await sees(client, "three are here", ({ here }) => here === 3);
    ana.send({ type: "typing", name: "Ana" });
    carla.send({ type: "typing", name: "Carla" });
    await sees(bruno, "both write", ({ typing }) => typing.length === 2);
    expect(
      presenceOf(bruno)
        ?.typing.map(({ name }) => name)
        .sort(),
    ).toEqual(["Ana", "Carla"]);
    await sees(bruno, "nobody writes", ({ typing }) => typing.length === 0);
    await replicas[2]?.server.stop();
    await sees(bruno, "two are left", ({ here }) => here === 2);
  });

  test("without Redis nobody is told anything, and afterwards it goes on", async () => {
    const redis = await TestRedis.start();
    const [{ port } = { port: 0 }] = await startReplicas(1, { redis: redis.target });
    const ana = await known(port);
    await sees(ana, "one is here", ({ here }) => here === 1);
    await redis.kill();
    const bruno = await Client.connect(port, "", { token: "" });
    await redis.launch();
    await sees(ana, "two are here", ({ here }) => here === 2);
    await bruno.receivesType("hello");
  });
});
