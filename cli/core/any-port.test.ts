import { expect, test } from "vitest";
import { httpServer } from "../../testing/servers/http-server.ts";
import { request } from "./http.ts";

const { signal } = new AbortController();
/** Browsers keep away from it, where others have a registry. */
const forbidden = 6665 + (process.pid % 5);

test("a server is reached at a port that browsers refuse: asked, sent to, and where it leads", async () => {
  const { host, requests } = await httpServer((asked, response) => {
    if (asked.url === "/old") return void response.writeHead(302, { location: "/new" }).end();
    if (asked.method === "HEAD") return void response.writeHead(204).end();
    asked.setEncoding("utf8").on("data", (text) => response.write(`got ${text}`));
    asked.on("end", () => response.end(`for ${asked.method} ${asked.url}`));
  }, forbidden);
  expect(host).toBe(`127.0.0.1:${forbidden}`);
  const ask = (path: string, init: RequestInit = {}) =>
    request({ name: "the registry", hint: "", signal, timeoutMs: 5_000 }, `http://${host}${path}`, init);
  const headers = { authorization: "Basic eDp5" };
  expect(await ask("/v2/", { headers })).toMatchObject({ status: 200, text: "for GET /v2/" });
  expect(requests[0]?.headers.authorization).toBe("Basic eDp5");
  expect(await ask("/a", { method: "PUT", body: Buffer.from("chart") })).toMatchObject({ text: "got chartfor PUT /a" });
  expect(await ask("/old")).toMatchObject({ status: 200, text: "for GET /new" });
  expect(await ask("/old", { redirect: "manual" })).toMatchObject({ status: 302 });
  expect(await ask("/a", { method: "HEAD" })).toMatchObject({ status: 204, text: "" });
});
