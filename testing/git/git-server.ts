import { execFileSync, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Auth } from "../servers/own-servers.ts";

/** Git's own CGI program. */
const backend = join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-http-backend");

/**
 * Serves the bare repositories in a folder over http, to those who know the password. Answers slowly enough for a test
 * to look at the processes that wait. Returns `http://127.0.0.1:PORT`.
 */
export async function serveGit(folder: string, { user, password }: Auth, delayMs = 0): Promise<string> {
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== expected) {
      request.resume();
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    setTimeout(() => runBackend(folder, user, request, response), delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function runBackend(folder: string, user: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const header = (name: string) => String(request.headers[name] ?? "");
  const child = spawn(backend, {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_PROTOCOL: header("git-protocol"),
      REMOTE_USER: user,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: header("content-type"),
      CONTENT_LENGTH: header("content-length"),
      HTTP_CONTENT_ENCODING: header("content-encoding"),
    },
  });
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  let isHeadDone = false;
  child.stdout.on("data", (chunk: Buffer) => {
    if (isHeadDone) return response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    isHeadDone = true;
    const lines = head.subarray(0, end).toString().split("\r\n");
    const headers = lines.map((line) => line.split(": ") as [string, string]);
    const status = headers.find(([name]) => name === "Status")?.[1];
    response.writeHead(status ? Number.parseInt(status, 10) : 200, Object.fromEntries(headers));
    response.write(head.subarray(end + 4));
  });
  child.on("close", () => response.end());
}
