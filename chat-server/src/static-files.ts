import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { gzipSync } from "node:zlib";
import { type Handler, send } from "./http.ts";
import { numberedIcons } from "./icons.ts";

const folder = new URL("../public/", import.meta.url);
/** All modules of the page in one file, which `npm run build` makes: a browser asks for six files at a time. */
const bundle = new URL("page/page.js", import.meta.url);
const isBuilt = existsSync(bundle);

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** With its styles in it: a browser draws nothing before it has them all, and those of seven files come a round trip later. */
const index = readFileSync(new URL("index.html", folder), "utf8").replace(
  /(?:<link rel="stylesheet" href="\/[a-z]+\.css">\s*)+/,
  (links) => `<style>${[...links.matchAll(/[a-z]+\.css/g)].map(([name]) => styleIn(name)).join("")}</style>`,
);

function styleIn(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

/** What the one element of this name holds, as a policy allows it. */
function hashOf(element: "script" | "style"): string {
  const [, text = ""] = new RegExp(`<${element}>([^<]*)</${element}>`).exec(index) ?? [];
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

const pagePolicy = [
  "default-src 'none'",
  `script-src 'self' ${hashOf("script")}`,
  `style-src ${hashOf("style")}`,
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/** The page, read once: path → handler. What is not in the folder when the server starts is never served. */
export function staticFiles(): Map<string, Handler> {
  const names = readdirSync(folder).filter((name) => extname(name) in types && !isBundled(name));
  const files = names.map((name): [string, Buffer] => [name, bodyOf(name)]);
  const icons = files.flatMap(([name, body]) => (name === "icon.svg" ? numberedIcons(body) : []));
  return new Map(
    [...files, ...icons].map(([name, body]) =>
      name === "index.html"
        ? ["/", withModules(names, fileHandler(name, body))]
        : [`/${name}`, fileHandler(name, body)],
    ),
  );
}

const isBundled = (name: string): boolean => isBuilt && extname(name) === ".js" && name !== "page.js";

function bodyOf(name: string): Buffer {
  if (name === "index.html") return Buffer.from(index);
  return readFileSync(isBuilt && name === "page.js" ? bundle : new URL(name, folder));
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
