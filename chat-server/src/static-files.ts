import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { gzipSync } from "node:zlib";
import { type Handler, send } from "./http.ts";
import { numberedIcons } from "./icons.ts";

const folder = new URL("../public/", import.meta.url);

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const index = readFileSync(new URL("index.html", folder), "utf8");
const inlineScript = /<script>([^<]*)<\/script>/.exec(index)?.[1] ?? "";

const pagePolicy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash("sha256").update(inlineScript).digest("base64")}'`,
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/** The page, read once: path → handler. What is not in the folder when the server starts is never served. */
export function staticFiles(): Map<string, Handler> {
  const names = readdirSync(folder).filter((name) => extname(name) in types);
  const files = names.map((name): [string, Buffer] => [name, readFileSync(new URL(name, folder))]);
  const icons = files.flatMap(([name, body]) => (name === "icon.svg" ? numberedIcons(body) : []));
  return new Map(
    [...files, ...icons].map(([name, body]) =>
      name === "index.html"
        ? ["/", withModules(names, fileHandler(name, body))]
        : [`/${name}`, fileHandler(name, body)],
    ),
  );
}

/** All modules are asked for with the page, not one after the other as each is found in another. */
function withModules(names: string[], handle: Handler): Handler {
  const modules = names.filter((name) => extname(name) === ".js");
  const links = modules.map((name) => `</${name}>; rel=modulepreload`).join(", ");
  return (request, response) => {
    response.setHeader("Link", links);
    handle(request, response);
  };
}

function fileHandler(name: string, body: Buffer): Handler {
  const compressed = gzipSync(body);
  const hash = createHash("sha256").update(body).digest("base64url").slice(0, 22);
  return (request, response) => {
    const zips = /\bgzip\b/.test(`${request.headers["accept-encoding"]}`);
    const etag = zips ? `"${hash}-gzip"` : `"${hash}"`;
    response.setHeader("Content-Security-Policy", pagePolicy);
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("Vary", "Accept-Encoding");
    response.setHeader("ETag", etag);
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304).end();
    if (zips) response.setHeader("Content-Encoding", "gzip");
    send(response, 200, types[extname(name)] ?? "", zips ? compressed : body);
  };
}
