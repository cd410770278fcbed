import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { pageFolder } from "../../../core/package.ts";
import type { Route } from "./routes.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The files of the page, read once: what is not there when serve starts is never served. They tell nothing of anybody. */
export function fileRoutes(): Route[] {
  const names = readdirSync(pageFolder).filter((name) => extname(name) in types && !name.includes(".test."));
  return names.map((name): Route => {
    const body = readFileSync(join(pageFolder, name), "utf8");
    const type = types[extname(name)] ?? "";
    const headers = { "cache-control": "no-cache" };
    const path = name === "index.html" ? "/" : `/${name}`;
    const answer = async () => ({ status: 200, body, type, headers });
    return { method: "GET", path, isVisited: path === "/", roles: "everybody", answer };
  });
}
