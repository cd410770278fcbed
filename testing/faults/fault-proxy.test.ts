import { once } from "node:events";
import { createServer, get, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { folder } from "../fixtures/folder.ts";
import { type FaultProxy, listen } from "./fault-proxy.ts";
import { upstreamSocket } from "./upstream.ts";

/** A server behind a socket that streams, echoes, and takes upgrades; and a proxy before it. */
async function proxied(): Promise<{ proxy: FaultProxy; socketPath: string; heard: string[] }> {
  const heard: string[] = [];
  const path = join(folder(), "server.sock");
  const server = createServer((asked, answer) => {
    heard.push(`${asked.method} ${asked.url}`);
    if (asked.url === "/watch") return void answer.write("first\n");
    asked.pipe(answer);
  });
  server.on("upgrade", (asked, socket) => {
    heard.push(`${asked.method} ${asked.url}`);
    socket.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
    socket.pipe(socket);
  });
  server.listen(path);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const socketPath = join(folder(), "proxy.sock");
  return { proxy: await listen(upstreamSocket(path), socketPath), socketPath, heard };
}

const say = (socketPath: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = request({ socketPath, method: "POST", path: "/echo", agent: false }, async (answer) => {
      const parts = await answer.setEncoding("utf8").toArray();
      resolve(`${answer.statusCode} ${answer.headers["retry-after"] ?? ""} ${parts.join("")}`);
    });
    asked.on("error", reject).end(text);
  });

test("every request passes, and is counted", async () => {
  const { proxy, socketPath, heard } = await proxied();
  expect(await say(socketPath, "one")).toBe("200  one");
  expect(await say(socketPath, "two")).toBe("200  two");
  expect(proxy.requests()).toEqual(["POST /echo, by somebody", "POST /echo, by somebody"]);
  proxy.arm();
  expect(proxy.requests()).toEqual([]);
  expect(heard).toHaveLength(2);
});

test("what a watch says comes at once, and its end reaches the server", async () => {
  const { socketPath } = await proxied();
  const watch = get({ socketPath, path: "/watch", agent: false });
  const [answer] = (await once(watch, "response")) as [IncomingMessage];
  expect(String((await once(answer, "data"))[0])).toBe("first\n");
  answer.destroy();
});

test("a connection that becomes something else goes on through it", async () => {
  const { proxy, socketPath } = await proxied();
  const socket = connect(socketPath).setEncoding("utf8");
  onTestFinished(() => void socket.destroy());
  socket.write("POST /attach HTTP/1.1\r\nHost: engine\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
  expect((await once(socket, "data"))[0]).toMatch(/^HTTP\/1\.1 101 /);
  socket.write("hello");
  expect((await once(socket, "data"))[0]).toBe("hello");
  expect(proxy.requests()).toEqual(["POST /attach, by somebody"]);
});

test.each([
  ["429", /^429 1 .*"reason":"TooManyRequests"/],
  ["500", /^500 {2}.*"message":"made to fail by a test"/],
] as const)("one request alone is answered %s", async (fault, says) => {
  const { proxy, socketPath, heard } = await proxied();
  proxy.arm(2, fault);
  expect(await say(socketPath, "one")).toBe("200  one");
  expect(await say(socketPath, "two")).toMatch(says);
  expect(heard).toHaveLength(1);
  expect(await say(socketPath, "three")).toBe("200  three");
});

test.each([
  ["cut", 0],
  ["lost", 1],
] as const)("one request alone is %s", async (fault, reaches) => {
  const { proxy, socketPath, heard } = await proxied();
  proxy.arm(1, fault);
  await expect(say(socketPath, "one")).rejects.toThrow("socket hang up");
  expect(heard).toHaveLength(reaches);
  expect(await say(socketPath, "two")).toBe("200  two");
});

test("one request alone is never answered", async () => {
  const { proxy, socketPath, heard } = await proxied();
  proxy.arm(1, "silence");
  const silent = say(socketPath, "one").then(
    () => "answered",
    () => "gone",
  );
  expect(await say(socketPath, "two")).toBe("200  two");
  expect(await Promise.race([silent, pause(100, "silent")])).toBe("silent");
  expect(heard).toHaveLength(1);
});

test("an upgrade fails as any other request does", async () => {
  const { proxy, socketPath } = await proxied();
  proxy.arm(1, "500");
  const socket = connect(socketPath).setEncoding("utf8");
  onTestFinished(() => void socket.destroy());
  socket.write("POST /attach HTTP/1.1\r\nHost: engine\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
  expect((await once(socket, "data"))[0]).toMatch(/^HTTP\/1\.1 500 /);
});
