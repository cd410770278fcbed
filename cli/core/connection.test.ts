import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { redact } from "../../lib/secrets.ts";
import { failureOf } from "../../testing/chatops/failure.ts";
import { forwardProxy } from "../../testing/servers/forward-proxy.ts";
import { closedPort, httpServer } from "../../testing/servers/http-server.ts";
import { httpsServer } from "../../testing/servers/https-server.ts";
import type { Way } from "./connection.ts";
import { request } from "./http.ts";

const { signal } = new AbortController();
const ask = (url: string, way: Way & { timeoutMs?: number } = {}, init: RequestInit = {}) =>
  request({ name: "the server", hint: "", signal, ...way }, url, init);

describe("a proxy of the environment", () => {
  test("is asked for an address, which only it may know", async () => {
    const { host } = await httpServer((_, response) => void response.end("here"));
    const { url, asked } = await forwardProxy({ "charts.corp.test": host });
    const env = { http_proxy: url, NO_PROXY: "localhost,.elsewhere.test" };
    expect(await ask("http://charts.corp.test/index.yaml", { env })).toMatchObject({ status: 200, text: "here" });
    expect(asked).toEqual(["GET http://charts.corp.test/index.yaml"]);
  });

  test("sees nothing of what is said by https, and gets its own login", async () => {
    const { host, authority } = await httpsServer((_, response) => void response.end("here"));
    const { url, asked } = await forwardProxy({ "registry.corp.test": host }, "robot:pass-word");
    const env = { HTTPS_PROXY: url, SSL_CERT_FILE: authority };
    expect(await ask("https://registry.corp.test/v2/", { env })).toMatchObject({ text: "here" });
    expect(new Set(asked)).toEqual(new Set(["CONNECT registry.corp.test:443"]));
    expect(redact("pass-word")).toBe("[hidden]");
  });

  test("that wants another login is named, with what to do", async () => {
    const { host } = await forwardProxy({}, "robot:pass-word");
    const failure = await failureOf(ask("https://registry.corp.test/", { env: { HTTPS_PROXY: host } }));
    expect(failure.message).toMatch(new RegExp(`^the server does not answer \\(by the proxy ${host}\\): .*407`));
    expect(failure.hint).toContain("user and password");
  });

  test("that is not there is named", async () => {
    const host = await closedPort();
    const failure = await failureOf(
      ask("https://registry.corp.test/", { env: { HTTPS_PROXY: `http://${host}` }, timeoutMs: 2_000 }),
    );
    expect(failure.message).toContain(`does not answer (by the proxy ${host}): connect ECONNREFUSED`);
  });
});

describe("a certificate of an authority that Node does not know", () => {
  test.each<[what: string, env: (authority: string) => NodeJS.ProcessEnv]>([
    ["SSL_CERT_FILE names it", (authority) => ({ SSL_CERT_FILE: authority })],
    ["SSL_CERT_DIR has it", (authority) => ({ SSL_CERT_DIR: `/nowhere:${dirname(authority)}` })],
    ["NODE_EXTRA_CA_CERTS names it", (authority) => ({ NODE_EXTRA_CA_CERTS: authority })],
  ])("is taken if %s, and a body arrives once", async (_, env) => {
    const sent: string[] = [];
    const { host, authority } = await httpsServer(async (request, response) => {
      sent.push(Buffer.concat(await request.toArray()).toString());
      response.end("here");
    });
    const body = Buffer.from("a chart");
    const reply = await ask(`https://${host}/`, { env: env(authority) }, { method: "POST", body });
    expect(reply).toMatchObject({ status: 200, text: "here" });
    expect(sent).toEqual(["a chart"]);
  });

  test("is refused otherwise, with where to put it", async () => {
    const { host } = await httpsServer((_, response) => void response.end("here"));
    const failure = await failureOf(ask(`https://${host}/`));
    expect(failure.message).toMatch(/^the server does not answer: .*certificate/);
    expect(failure.hint).toContain(`/etc/docker/certs.d/${host}/ca.crt`);
  });

  test("is taken if it is given, as is the certificate that a server asks for", async () => {
    const answer = (_: unknown, response: { end: (text: string) => void }) => response.end("here");
    const { host, authority, certificate, key } = await httpsServer(answer, { asksWho: true });
    const [ca = "", cert = "", own = ""] = [authority, certificate, key].map((path) => readFileSync(path, "utf8"));
    expect(await ask(`https://${host}/`, { tls: { ca: [ca], cert, key: own } })).toMatchObject({ text: "here" });
    expect((await failureOf(ask(`https://${host}/`, { tls: { ca: [ca] }, timeoutMs: 2_000 }))).message).toContain(
      "does not answer",
    );
  });
});

test("a server that speaks http where https is expected is called so", async () => {
  const { host } = await httpServer((_, response) => void response.end("here"));
  expect((await failureOf(ask(`https://${host}/`))).hint).toContain("speaks http, not https");
});
