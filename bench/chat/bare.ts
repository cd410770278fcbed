import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { messageBytes } from "./crowd.ts";

/** Frames of zeros that count as a message each, about so many bytes together: made once for all. */
const known = new Map<number, Buffer>();
const headBytes = 4;
const messages = 1000;

function framesOf(bytes: number): Buffer {
  const made = known.get(bytes);
  if (made) return made;
  const payload = Math.max(messageBytes, Math.floor(bytes / messages) - headBytes);
  const frame = Buffer.alloc(headBytes + payload);
  frame.set([0x81, 126]);
  frame.writeUInt16BE(payload, 2);
  const frames = Buffer.concat(Array.from({ length: messages }, () => frame));
  known.set(bytes, frames);
  return frames;
}

const sockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false });
const server = createServer().on("upgrade", (request, socket, head) => {
  const bytes = Number(new URLSearchParams(request.url?.slice(2)).get("bytes"));
  sockets.handleUpgrade(request, socket, head, () => bytes > 0 && socket.write(framesOf(bytes)));
});
server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });
