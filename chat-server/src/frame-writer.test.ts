import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { DirectWriter, type FrameWriter, frameWriterOf, SendingWriter } from "./frame-writer.ts";
import { frameOf, pingFrame } from "./frames.ts";

/** Both ends of a connection, and what the client's end has received. */
async function connected(options = {}) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", ...options });
  onTestFinished(() => server.close());
  await once(server, "listening");
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => client.terminate());
  const received: string[] = [];
  client.on("message", (data, isBinary) => received.push(isBinary ? "a binary frame" : `${data}`));
  client.on("ping", () => received.push("a ping"));
  const [[socket]] = await Promise.all([once(server, "connection"), once(client, "open")]);
  return { socket: socket as WebSocket, client, received };
}

const frames = Buffer.concat([frameOf("one"), pingFrame, frameOf("é".repeat(200)), frameOf("")]);

/** Writes between what `ws` sends by itself. */
async function writeAll(writer: FrameWriter, socket: WebSocket, client: WebSocket): Promise<void> {
  writer.write(frames);
  client.ping();
  await once(socket, "ping");
  writer.write(frameOf("x".repeat(70_000)));
  socket.close(1012, "over");
  writer.write(frameOf("after the end"));
  expect(await once(client, "close")).toEqual([1012, Buffer.from("over")]);
}

const expected = ["one", "a ping", "é".repeat(200), "", "x".repeat(70_000)];

// Fails when the inside of ws has changed: then look at frame-writer.ts before anything else.
test("frames are written past ws", async () => {
  const { socket, client, received } = await connected();
  const writer = frameWriterOf(socket);
  expect(writer).toBeInstanceOf(DirectWriter);
  socket.pause();
  writer.write(frameOf("x".repeat(20_000_000)));
  expect(writer.waiting).toBeGreaterThan(1_000_000);
  expect(writer.waiting).toBe(socket.bufferedAmount);
  expect(writer.step).toBeGreaterThan(1_000_000);
  socket.resume();
  await once(client, "message");
  received.length = 0;
  await writeAll(writer, socket, client);
  expect(received).toEqual(expected);
});

describe("where that is impossible", () => {
  test("they go through ws, and clients get the same", async () => {
    const { socket, client, received } = await connected();
    await writeAll(new SendingWriter(socket), socket, client);
    expect(received).toEqual(expected);
  });

  test.each([
    ["ws compresses", { perMessageDeflate: true }, {}],
    ["the sender has other states", {}, { _sender: { _state: "idle" } }],
    ["there is no socket", {}, { _socket: undefined }],
  ])("as where %s", async (_, options, inside) => {
    const { socket } = await connected(options);
    const changed: WebSocket = Object.create(
      socket,
      Object.fromEntries(Object.entries(inside).map(([name, value]) => [name, { value }])),
    );
    expect(frameWriterOf(changed)).toBeInstanceOf(SendingWriter);
  });
});
