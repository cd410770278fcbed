import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { type Handler, send } from "./http.ts";

const folder = new URL("../public/", import.meta.url);

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The page, read once: path → handler. What is not in the folder when the server starts is never served. */
export function staticFiles(): Map<string, Handler> {
  const handlers = new Map<string, Handler>();
  for (const name of readdirSync(folder)) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    handlers.set(name === "index.html" ? "/" : `/${name}`, fileHandler(readFileSync(new URL(name, folder)), type));
  }
  return handlers;
}

function fileHandler(body: Buffer, type: string): Handler {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  return (request, response) => {
    response.setHeader("Content-Security-Policy", pagePolicy);
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("ETag", etag);
    if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
    else send(response, 200, type, body);
  };
}
