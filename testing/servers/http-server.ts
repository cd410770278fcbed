import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createListener, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface OwnServer {
  host: string;
  requests: IncomingMessage[];
  server: Server;
}

/** The far end of the wire: an HTTP server that answers as a test needs it; gone with the test. Returns its host. */
export async function httpServer(answer: RequestListener, port = 0): Promise<OwnServer> {
  const requests: IncomingMessage[] = [];
  const listening = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  }).listen(port, "127.0.0.1");
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  await once(listening, "listening");
  return { host: `127.0.0.1:${(listening.address() as AddressInfo).port}`, requests, server: listening };
}

/** An address at which nobody listens. */
export async function closedPort(): Promise<string> {
  const listening = createServer().listen(0, "127.0.0.1");
  await once(listening, "listening");
  const { port } = listening.address() as AddressInfo;
  await new Promise((resolve) => listening.close(resolve));
  return `127.0.0.1:${port}`;
}

/** A server that accepts every connection and never says a word; gone with the test. Returns its host. */
export async function silentServer(): Promise<string> {
  const sockets = new Set<Socket>();
  const listening = createListener((socket) => {
    sockets.add(socket.on("error", () => {}));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listening.close();
  });
  await once(listening, "listening");
  return `127.0.0.1:${(listening.address() as AddressInfo).port}`;
}
