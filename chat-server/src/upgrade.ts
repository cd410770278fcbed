import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Address } from "./addresses.ts";
import { pathOf } from "./http.ts";
import { longestMessage } from "./message.ts";
import { isAllowedOrigin } from "./origin.ts";
import type { Refusal, Visits } from "./visits.ts";

/** A client may cut a message into pieces, but hardly into bytes. */
const mostFragments = 64;

export interface UpgradeParts {
  allowedOrigins: string[];
  visits: Visits;
  isDraining: () => boolean;
  /** Whether it brings the token that may be required. */
  mayEnter: (request: IncomingMessage) => boolean;
  /** Undefined where an address has too many clients already. */
  enter: (request: IncomingMessage) => Address | undefined;
  leave: (address: Address) => void;
  accepted: (socket: WebSocket, request: IncomingMessage, address: Address) => void;
}

/** Answers WebSocket handshakes on `/ws`; a refusal is worded as the original's library words it. */
export function createUpgradeHandler(parts: UpgradeParts) {
  const { allowedOrigins, visits, isDraining, mayEnter, enter, leave, accepted } = parts;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: longestMessage,
    maxFragments: mostFragments,
    handleProtocols: () => false,
  });
  const refuse = (socket: Duplex, request: IncomingMessage, refusal: Refusal, began = performance.now()) => {
    visits.refused(request, refusal, began);
    writeRefusal(socket, refusal.status);
  };
  const refusalOf = (request: IncomingMessage): Refusal | undefined => {
    const { method, headers } = request;
    if (isDraining()) return { status: 503, reason: "draining" };
    if (method !== "GET") return { status: 405, reason: "method" };
    if (headers["sec-websocket-version"] !== "13") return { status: 400, reason: "version" };
    if (!isAllowedOrigin(headers, allowedOrigins)) return { status: 403, reason: "origin" };
    return mayEnter(request) ? undefined : { status: 401, reason: "token" };
  };
  sockets.on("wsClientError", (_error, socket, request) => {
    refuse(socket, request, { status: 400, reason: "handshake" });
  });
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const began = performance.now();
    socket.on("error", destroy);
    const refusal = refusalOf(request);
    const address = refusal ? undefined : enter(request);
    if (address === undefined) {
      refuse(socket, request, refusal ?? { status: 429, reason: "address" }, began);
    } else {
      socket.once("close", leaving(leave, address));
      // What is sent at once, or what a welcome holds back until it is complete, goes with the answer in one write.
      socket.cork();
      sockets.handleUpgrade(request, socket, head, (accepting) => {
        visits.opened(request, address, began);
        accepted(accepting, request, address);
      });
      socket.uncork();
    }
  };
}

// Closures within the handler would keep the whole request for as long as the connection lasts.
function destroy(this: Duplex): void {
  this.destroy();
}
const leaving = (leave: UpgradeParts["leave"], address: Address) => () => leave(address);

/** Whether a request is for this handler; everything else is answered as if it had not asked for an upgrade. */
export const isHandshake = (request: IncomingMessage): boolean =>
  pathOf(request) === "/ws" && request.headers.upgrade?.toLowerCase() === "websocket";

function writeRefusal(socket: Duplex, status: number): void {
  const body = `${STATUS_CODES[status]}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: text/plain; charset=utf-8",
    "Sec-Websocket-Version: 13",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
    `Content-Length: ${body.length}`,
  ];
  // A client that does not close its side would keep a connection that nobody counts.
  socket.once("finish", destroy);
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}
