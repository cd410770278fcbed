import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { failureOf } from "../../testing/chatops/failure.ts";
import { withDocker } from "../../testing/docker/own-docker.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { failingFirst, momentaryFaults } from "../../testing/servers/faulty-answers.ts";
import { connectEngine, findImage, tagImage } from "./engine.ts";
import { pullImage, pushImage } from "./image-transfer.ts";

/** An engine behind a socket of its own that answers a ping, and everything else so. */
async function engineAt(answer: RequestListener) {
  const path = join(folder(), "docker.sock");
  const asked: string[] = [];
  const listening = createServer((request, response) => {
    if (request.url === "/_ping") return void response.end("OK");
    asked.push(`${request.method} ${request.url}`);
    return void answer(request, response);
  }).listen(path);
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  await once(listening, "listening");
  return { env: { DOCKER_HOST: `unix://${path}` }, asked, path };
}

const image = JSON.stringify({ Id: "sha256:cc", Config: { Labels: { a: "b" } } });
const answering: RequestListener = ({ method }, response) =>
  void (method === "POST" ? response.writeHead(201).end() : response.end(image));

describe.each(Object.entries(momentaryFaults))("%s", (_, fault) => {
  test("for a moment fails no request to the engine", async () => {
    const { env, asked } = await engineAt(failingFirst(fault, answering));
    const engine = await connectEngine(env, { silentMs: 300 });
    expect(await findImage(engine, "chat")).toEqual({ id: "sha256:cc", labels: { a: "b" }, checksItself: false });
    await tagImage(engine, "chat", "team/chat", "1.4.0");
    const reading = "GET /images/chat/json";
    expect(asked).toEqual([reading, reading, reading, "POST /images/chat/tag?repo=team%2Fchat&tag=1.4.0"]);
  });

  test("that lasts ends in time", async () => {
    const { env, path } = await engineAt(fault);
    const engine = await connectEngine(env, { silentMs: 300, withinMs: 600 });
    const ended = await findImage(engine, "chat").catch((error) => error);
    if (ended.statusCode === 429) return;
    expect(ended).toMatchObject({ reason: "precondition", hint: expect.stringContaining("Start Docker") });
    expect(ended.message).toContain(`the Docker engine at unix://${path} fails: `);
  });
});

test("what the engine refuses is asked once", async () => {
  const { env, asked } = await engineAt((_, response) => response.writeHead(404).end('{"message":"no such image"}'));
  expect(await findImage(await connectEngine(env), "chat")).toBeUndefined();
  expect(asked).toHaveLength(1);
});

test("an engine that accepts and never answers is told at once", async () => {
  const path = join(folder(), "docker.sock");
  const listening = createServer(() => {}).listen(path);
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  await once(listening, "listening");
  const failure = await failureOf(connectEngine({ DOCKER_HOST: `unix://${path}` }, { silentMs: 300, withinMs: 600 }));
  expect(failure.message).toBe(`no Docker engine answers at unix://${path}: nothing within 0.3 s`);
});

test("an engine that is not there is told at once", async () => {
  const start = performance.now();
  const failure = await failureOf(connectEngine({ DOCKER_HOST: "unix:///nowhere/docker.sock" }));
  expect(failure.message).toBe(
    "no Docker engine answers at unix:///nowhere/docker.sock: connect ENOENT /nowhere/docker.sock",
  );
  expect(performance.now() - start).toBeLessThan(2_000);
});

describe("an engine over SSH", () => {
  /** Answers a ping, keeps every stream open, and says who asks in the place of a person. */
  const server = `
    const { SSH_ASKPASS: asks, SSH_ASKPASS_REQUIRE: when } = process.env;
    const answer = (text) => process.stdout.write("HTTP/1.1 200 OK\\r\\nContent-Length: " + text.length + "\\r\\n\\r\\n" + text);
    process.stdin.on("data", (asked) => {
      if (String(asked).includes("/logs")) process.stdout.write("HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n");
      else answer(String(asked).includes("_ping") ? "OK" : JSON.stringify({ Id: asks + " " + when, Config: {} }));
    });
  `;
  const env = () => ({ ...withDocker(server), DOCKER_HOST: "ssh://robot@elsewhere" });

  test("is asked while more logs are followed than connections are made for questions", async () => {
    const engine = await connectEngine(env());
    const following = new AbortController();
    const followed = { follow: true as const, stdout: true, abortSignal: following.signal };
    const logs = await Promise.all(Array.from({ length: 9 }, (_, id) => engine.getContainer(`${id}`).logs(followed)));
    for (const log of logs) log.on("error", () => {});
    expect(await findImage(engine, "chat")).toMatchObject({ id: "false force" });
    following.abort();
  });
});

const { signal } = new AbortController();
const progress = () => {};
const done = '{"status":"done"}\n';

describe("a transfer", () => {
  test.each(["a cut before the answer", "a cut in an answer of unknown length"])("goes on after %s", async (fault) => {
    const { env, asked } = await engineAt(
      failingFirst(momentaryFaults[fault] ?? answering, (_, response) => response.end(done)),
    );
    await pullImage(await connectEngine(env), "team/chat", undefined, { progress, signal });
    expect(asked).toHaveLength(3);
  });

  test.each([
    ["is busy", 'error parsing HTTP 429 response body: unexpected end of JSON input: ""', 2],
    ["fails for a moment", "received unexpected HTTP status: 503 Service Unavailable", 2],
    ["refuses it", "denied: requested access to the resource is denied", 1],
  ])("to a registry that %s is begun again only if that passes", async (_, error, times) => {
    let left = 1;
    const { env, asked } = await engineAt((_, response) => {
      left -= 1;
      response.end(left < 0 ? done : `${JSON.stringify({ error })}\n`);
    });
    const engine = await connectEngine(env);
    const pushing = pushImage(engine, { repository: "team/chat", tag: "1" }, undefined, { progress, signal });
    if (times > 1) await pushing;
    else expect((await failureOf(pushing)).message).toBe(`pushing team/chat:1 failed: ${error}`);
    expect(asked).toHaveLength(times);
  });

  test.each<[what: string, answer: RequestListener]>([
    ["never begins", () => {}],
    ["stops in the middle", (_, response) => void response.write('{"id":"a","status":"Waiting"}\n')],
  ])("that %s is told, then ended, with what it may wait for", async (_, answer) => {
    const { env } = await engineAt(answer);
    const notes: string[] = [];
    const pushing = pushImage(await connectEngine(env), { repository: "team/chat", tag: "1" }, undefined, {
      progress,
      note: (text) => notes.push(text),
      signal,
      stalledMs: 100,
      silentMs: 300,
    });
    expect(await failureOf(pushing)).toMatchObject({
      message: expect.stringMatching(/^pushing team\/chat:1 has made no progress for 0.3 s: /),
      hint: expect.stringContaining("registry"),
    });
    expect(notes).toEqual([expect.stringMatching(/^pushing team\/chat:1 has made no progress for 0.1 s: /)]);
  });

  test("goes on as long as something is heard of it", async () => {
    const { env } = await engineAt((_, response) => {
      let left = 8;
      const timer = setInterval(() => {
        left -= 1;
        if (left > 0) return response.write(done);
        clearInterval(timer);
        return response.end(done);
      }, 100);
    });
    await pullImage(await connectEngine(env), "team/chat", undefined, { progress, signal, silentMs: 600 });
  });

  test("that the engine refuses is told in its words, once", async () => {
    const { env, asked } = await engineAt((_, response) => response.end('{"error":"denied: no right"}\n'));
    const failure = await failureOf(pullImage(await connectEngine(env), "x/y", undefined, { progress, signal }));
    expect(failure.message).toBe("pulling x/y failed: denied: no right");
    expect(asked).toHaveLength(1);
  });
});
