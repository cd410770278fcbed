import { request } from "node:http";
import { expect, test } from "vitest";
import { failureOf } from "../../testing/chatops/failure.ts";
import { docker, removeAfterwards } from "../../testing/docker/docker.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { httpServer } from "../../testing/servers/http-server.ts";
import { ownServers } from "../../testing/servers/own-servers.ts";
import { connectEngine } from "./engine.ts";
import { pushImage } from "./image-transfer.ts";

const own = ownServers();

/** The registry, behind a door that lets no layer pass; the same command completes the push once it is opened. */
async function withStalls() {
  let isStalled = true;
  const { host } = await httpServer((incoming, response) => {
    const { method, url = "", headers } = incoming;
    if (isStalled && method === "PATCH") return void incoming.resume();
    const [name, port] = own.registry.split(":");
    const onward = request({ host: name, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    return void incoming.pipe(onward);
  });
  const open = () => {
    isStalled = false;
  };
  return { host, open };
}

test("a push that the registry stalls is told, and ends with what to do; then it is made", async () => {
  const name = `stalled-${process.pid}`;
  removeAfterwards(name);
  const { host, open } = await withStalls();
  const repository = `${host}/team/${name}`;
  docker("build", "--quiet", "--tag", `${repository}:1`, folder({ Dockerfile: "FROM scratch\nCOPY Dockerfile /\n" }));
  const notes: string[] = [];
  const engine = await connectEngine(process.env);
  const { signal } = new AbortController();
  const transfer = { progress: () => {}, note: (text: string) => notes.push(text), signal };
  const pushing = () =>
    pushImage(engine, { repository, tag: "1" }, undefined, { ...transfer, stalledMs: 2_000, silentMs: 6_000 });
  const failure = await failureOf(pushing());
  expect(notes[0]).toMatch(/has made no progress for 2 s: (1 layer under way|the engine waits)/);
  expect(failure.message).toContain("has made no progress for 6 s: ");
  open();
  await pushImage(engine, { repository, tag: "1" }, undefined, transfer);
});
