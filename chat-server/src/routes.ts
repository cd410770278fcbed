import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Config } from "./config.ts";
import { type Health, healthRoutes } from "./health.ts";
import type { History } from "./history.ts";
import { type Handler, pathOf, send, sendText } from "./http.ts";
import type { Metrics } from "./metrics.ts";
import { createRequestObserver } from "./observed-requests.ts";
import { corsOrigin } from "./origin.ts";
import { staticFiles } from "./static-files.ts";
import type { Tracer } from "./tracer.ts";

export interface RouteParts {
  config: Config;
  history: History;
  /** Whether a request brings the token that may be required. */
  mayEnter: (request: IncomingMessage) => boolean;
  health: Health;
  metrics: Metrics;
  tracer: Tracer;
}

const readOnly = ["GET", "HEAD"];

/** Everything the server answers to plain HTTP. */
export function createRequestHandler(parts: RouteParts): Handler {
  const routes = new Map<string, Handler>([
    ["/ws", notAHandshake],
    ["/messages", withCors(parts.config.allowedOrigins, allowing([...readOnly, "OPTIONS"], messages(parts)))],
  ]);
  for (const [path, handle] of healthRoutes(parts)) routes.set(path, allowing(readOnly, handle));
  const observe = createRequestObserver(parts, new Set(routes.keys()));
  for (const [path, handle] of staticFiles()) routes.set(path, allowing(readOnly, handle));
  return (request, response) => {
    observe(request, response);
    response.setHeader("X-App-Version", parts.config.version);
    response.setHeader("X-Content-Type-Options", "nosniff");
    const handle = routes.get(pathOf(request));
    if (handle) handle(request, response);
    else sendText(response, 404, "404 page not found");
  };
}

const allowing =
  (methods: string[], handle: Handler): Handler =>
  (request, response) => {
    if (methods.includes(request.method ?? "")) return handle(request, response);
    response.setHeader("Allow", methods.join(", "));
    sendText(response, 405, STATUS_CODES[405] ?? "");
  };

const withCors =
  (allowedOrigins: string[], handle: Handler): Handler =>
  (request, response) => {
    response.setHeader("Vary", "Origin");
    const origin = corsOrigin(request.headers.origin, allowedOrigins);
    if (origin !== undefined) response.setHeader("Access-Control-Allow-Origin", origin);
    handle(request, response);
  };

const messages =
  ({ history, mayEnter }: RouteParts): Handler =>
  (request, response) => {
    if (request.method === "OPTIONS") {
      response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
      response.writeHead(200, { "Content-Length": 0 }).end();
    } else if (!mayEnter(request)) {
      sendText(response, 401, STATUS_CODES[401] ?? "");
    } else if (history.epoch === undefined) {
      sendText(response, 500, "the history was not read from Redis yet");
    } else {
      response.setHeader("Cache-Control", "no-cache");
      send(response, 200, "application/json", history.json());
    }
  };

const notAHandshake: Handler = (_request, response) => {
  response.setHeader("Sec-Websocket-Version", "13");
  sendText(response, 400, STATUS_CODES[400] ?? "");
};
