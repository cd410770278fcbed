import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const start = () => startReplica({ allowedOrigins: ["http://localhost:3000", "https://chat.example.com"] });

/** Sends a handshake as it stands and returns the answer as text. */
async function handshake(
  port: number,
  changes: Record<string, string | null>,
  method = "GET",
  path = "/ws",
): Promise<string> {
  const headers: Record<string, string | null> = {
    Host: `127.0.0.1:${port}`,
    Connection: "Upgrade",
    Upgrade: "websocket",
    Origin: "http://localhost:3000",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...changes,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : `${name}: ${value}`));
  const socket = connect(port, "127.0.0.1");
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  const [answer] = await once(socket, "data");
  socket.destroy();
  return String(answer);
}

describe("the handshake", () => {
  test.each([
    ["an allowed origin", {}, "101 Switching Protocols"],
    ["the second allowed origin", { Origin: "https://chat.example.com" }, "101 Switching Protocols"],
    ["no origin", { Origin: null }, "403 Forbidden"],
    ["a foreign origin", { Origin: "http://evil.example" }, "403 Forbidden"],
    ["an origin with a slash", { Origin: "http://localhost:3000/" }, "403 Forbidden"],
    ["another version", { "Sec-WebSocket-Version": "8" }, "400 Bad Request"],
    ["no version", { "Sec-WebSocket-Version": null }, "400 Bad Request"],
    ["no key", { "Sec-WebSocket-Key": null }, "400 Bad Request"],
    ["no upgrade", { Upgrade: null, Connection: "close" }, "400 Bad Request"],
    ["another protocol", { Upgrade: "h2c" }, "400 Bad Request"],
  ])("with %s is answered", async (_, changes, status) => {
    const { port } = await start();
    const answer = await handshake(port, changes);
    expect(answer).toMatch(`HTTP/1.1 ${status}\r\n`);
    if (!status.startsWith("101")) expect(answer).toMatch(new RegExp(`\r\n\r\n${status.slice(4)}\n$`));
    if (status.startsWith("400")) expect(answer).toMatch(/Sec-Websocket-Version: 13\r\n/i);
  });

  test("that is refused leaves nothing open, even where the client does not close its side", async () => {
    const { port } = await start();
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
    onTestFinished(() => void socket.destroy());
    socket.resume().write("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await once(socket, "end");
    await until("it is closed", () => socket.destroyed || void socket.write("x"));
  });

  test("must be a GET", async () => {
    const { port } = await start();
    expect(await handshake(port, {}, "POST")).toMatch("HTTP/1.1 405 Method Not Allowed\r\n");
  });

  test("agrees on no extension and no subprotocol", async () => {
    const { port } = await start();
    const offers = { "Sec-WebSocket-Extensions": "permessage-deflate", "Sec-WebSocket-Protocol": "chat" };
    expect(await handshake(port, offers)).not.toMatch(/Sec-WebSocket-(Extensions|Protocol)/i);
  });

  test("is answered together with the welcome", async () => {
    const { port } = await start();
    const answer = await handshake(port, {}, "GET", "/ws?since=&token=");
    for (const part of ["HTTP/1.1 101 ", '"type":"identity"', '"type":"hello"']) expect(answer).toContain(part);
  });

  test("is open to the server's own page, whatever the list says", async () => {
    const { port } = await startReplica();
    expect(await handshake(port, { Origin: `http://127.0.0.1:${port}` })).toMatch("101");
    expect(await handshake(port, {})).toMatch("403");
  });
});
