import { describe, expect, test } from "vitest";
import { failureOf } from "../../testing/chatops/failure.ts";
import { failingFirst, momentaryFaults } from "../../testing/servers/faulty-answers.ts";
import { httpServer } from "../../testing/servers/http-server.ts";
import { request } from "./http.ts";

const { signal } = new AbortController();

describe.each(Object.entries(momentaryFaults))("%s", (_, fault) => {
  test.each(["GET", "POST"])("for a moment does not fail a %s", async (method) => {
    const { host, requests } = await httpServer(failingFirst(fault, (_, response) => response.end("here")));
    const peer = { name: `the server ${host}`, hint: "", signal, timeoutMs: 3_600 };
    const sent = method === "POST" ? { method, body: Buffer.from("a chart") } : {};
    expect(await request(peer, `http://${host}/`, sent)).toMatchObject({ status: 200, text: "here" });
    expect(requests.map((request) => request.method)).toEqual([method, method, method]);
  });

  test("that lasts ends in time", async () => {
    const { host } = await httpServer(fault);
    const asked = request({ name: `the server ${host}`, hint: "", signal, timeoutMs: 300 }, `http://${host}/`);
    const ended = await asked.catch((error) => error);
    expect(ended.status ?? ended.message).toSatisfy(
      (end) => end >= 429 || end.startsWith(`the server ${host} does not answer: `),
    );
  });
});

test("an answer without an end is not read for ever", async () => {
  const chunk = Buffer.alloc(1024 ** 2);
  const { host } = await httpServer((_, response) => {
    const more = () => {
      while (response.write(chunk));
    };
    response.on("drain", more);
    more();
  });
  const failure = await failureOf(request({ name: "the server", hint: "", signal }, `http://${host}/`));
  expect(failure.message).toBe("the server answers with more than 64 MiB");
});

test("a server that trickles is not waited for without end", async () => {
  const { host } = await httpServer((_, response) => {
    const timer = setInterval(() => response.write("."), 20);
    response.on("close", () => clearInterval(timer));
  });
  const failure = await failureOf(request({ name: "the server", hint: "", signal, timeoutMs: 300 }, `http://${host}/`));
  expect(failure.message).toBe("the server does not answer: nothing within 0.3 s");
});

test("what would count twice is sent again only to a server that was busy", async () => {
  const tries = async (fault: Parameters<typeof failingFirst>[0]) => {
    const { host, requests } = await httpServer(failingFirst(fault, (_, response) => response.end("here")));
    const peer = { name: `the server ${host}`, hint: "", signal, timeoutMs: 3_600 };
    await request(peer, `http://${host}/`, { method: "POST", body: "a comment", countsTwice: true }).catch(() => {});
    return requests.length;
  };
  expect(await tries((_, response) => response.writeHead(429).end())).toBe(3);
  expect(await tries((_, response) => response.writeHead(503).end())).toBe(1);
  expect(await tries((request) => request.socket.destroy())).toBe(1);
});
