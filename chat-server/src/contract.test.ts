import { once } from "node:events";
import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { Client } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";

const allowedOrigins = ["http://localhost:3000", "https://chat.example.com"];
const start = () => startReplica({ allowedOrigins });

describe("a client of the original", () => {
  test("gets every message, its own too, as text, one in a frame", async () => {
    const { port } = await start();
    const [one, two] = await Promise.all([Client.connect(port), Client.connect(port)]);
    one.socket.send('  {"text":\n"a"}\r\n ');
    one.socket.send(Buffer.from('{"text":"b"}'), { binary: true });
    one.socket.send('{"te', { fin: false });
    one.socket.send('xt":"c"}');
    const expected = ['{"text": "a"}', '{"text":"b"}', '{"text":"c"}'];
    expect(await one.receives(3)).toEqual(expected);
    expect(await two.receives(3)).toEqual(expected);
  });

  test("may send 512 bytes and is closed with 1009 at 513", async () => {
    const { port, url } = await start();
    const client = await Client.connect(port);
    client.socket.send(`{"text":"${"a".repeat(501)}"}`);
    expect((await client.receives(1))[0]).toHaveLength(512);
    client.socket.send(`{"text":"${"a".repeat(502)}"}`);
    expect(await client.closes()).toEqual({ code: 1009, reason: "" });
    expect(await (await fetch(`${url}/messages`)).json()).toHaveLength(1);
  });

  test("counts the bytes of all fragments", async () => {
    const { port } = await start();
    const client = await Client.connect(port);
    client.socket.send(`{"text":"${"é".repeat(200)}`, { fin: false });
    client.socket.send(`${"é".repeat(60)}"}`);
    expect(await client.closes()).toEqual({ code: 1009, reason: "" });
  });

  test("is told what is no message, which nobody else sees or reads later", async () => {
    const { port, url } = await start();
    const [sender, other] = await Promise.all([Client.connect(port), Client.connect(port)]);
    for (const text of ["hello", " \n ", "", "null"]) sender.socket.send(text);
    sender.send({ n: 1 });
    const received = (await sender.receives(5)).map((text) => JSON.parse(text));
    expect(received.slice(0, 4)).toEqual(
      Array(4).fill(expect.objectContaining({ uid: "chat-server", refused: "invalid", text: expect.any(String) })),
    );
    expect(await other.receives(1)).toEqual(['{"n":1}']);
    expect(await (await fetch(`${url}/messages`)).text()).toBe('[{"n":1}]');
  });

  test("is answered with its message alone when it sends a mid again", async () => {
    const { port } = await start();
    const [sender, other] = await Promise.all([Client.connect(port), Client.connect(port)]);
    sender.send({ mid: "a" }, { mid: "a" }, { mid: "b" });
    expect(await sender.receives(3)).toHaveLength(3);
    expect(await other.receives(2)).toEqual(['{"mid":"a"}', '{"mid":"b"}']);
  });
});

describe("/messages", () => {
  test("is the history, newest first, exactly the last 1000", async () => {
    const { port, url } = await start();
    const client = await Client.connect(port);
    for (let n = 0; n < 1200; n++) client.send({ n });
    await client.receives(1200);
    const messages = (await (await fetch(`${url}/messages?x=1`)).json()) as { n: number }[];
    expect(messages.map(({ n }) => n)).toEqual(Array.from({ length: 1000 }, (_, index) => 1199 - index));
  });

  test.each([
    ["GET", 200, "[]"],
    ["HEAD", 200, ""],
    ["OPTIONS", 200, ""],
    ["POST", 405, "Method Not Allowed\n"],
    ["DELETE", 405, "Method Not Allowed\n"],
  ])("answers %s with %i", async (method, status, body) => {
    const { url } = await start();
    const response = await fetch(`${url}/messages`, { method });
    expect([response.status, await response.text()]).toEqual([status, body]);
    expect(response.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    expect(response.headers.get("vary")).toBe("Origin");
    if (method === "GET") expect(response.headers.get("content-type")).toBe("application/json");
  });

  test("names the allowed origin that asks, and never another", async () => {
    const { url } = await start();
    const answerTo = async (origin: string) =>
      (await fetch(`${url}/messages`, { headers: { origin } })).headers.get("access-control-allow-origin");
    expect(await answerTo("https://chat.example.com")).toBe("https://chat.example.com");
    expect(await answerTo("https://evil.example")).toBe("http://localhost:3000");
  });
});

describe("everything else", () => {
  test.each(["/messages/", "/nothing", "/..%2fpackage.json", "//", "/index.html"])("%s is 404", async (path) => {
    const { url } = await start();
    const response = await fetch(url + path);
    expect([response.status, await response.text()]).toEqual([404, "404 page not found\n"]);
  });

  test.each(["/", "/livez", "/readyz", "/version", "/metrics"])("%s is there, and says which release", async (path) => {
    const { url } = await startReplica({ version: "1.2.3" });
    const response = await fetch(url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get("x-app-version")).toBe("1.2.3");
    expect((await fetch(url + path, { method: "POST" })).status).toBe(405);
  });

  test("asks for an upgrade in vain where there is none", async () => {
    const { port } = await start();
    const asked = request({ port, path: "/version", headers: { connection: "upgrade", upgrade: "websocket" } }).end();
    const [response] = await once(asked, "response");
    expect(response.statusCode).toBe(200);
    response.resume();
  });

  test("is not a WebSocket", async () => {
    const { port } = await start();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/other`, { origin: "http://localhost:3000" });
    const [error] = await once(socket, "error");
    expect(String(error)).toMatch("404");
  });
});
