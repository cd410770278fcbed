import { dirname } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { serveGit } from "../../../testing/git/git-server.ts";
import { git } from "../../../testing/git/repository.ts";
import { sharedRepository } from "../../../testing/git/shared-repository.ts";
import { closedPort, httpServer } from "../../../testing/servers/http-server.ts";
import { lookAtHeads } from "./http-heads.ts";
import { credentialsFor } from "./url-credentials.ts";

const { signal } = new AbortController();
const login = { username: "robot@example.com", password: "p@ss/word: ü" };
/** No program is found by it: whatever answers, Git does not. */
const noGit = { PATH: "/nowhere" };

/** A remote with some branches that is asked over http, and the environment that logs in. */
async function remoteByHttp() {
  const { directory, remote, commit } = sharedRepository();
  const head = commit("Change it");
  git(directory, "push", "--quiet", "origin", "HEAD", "HEAD:refs/heads/main2", "HEAD:refs/heads/release/ü");
  const host = await serveGit(dirname(remote), { user: login.username, password: login.password });
  const url = `${host}/origin.git`;
  const env = (own: NodeJS.ProcessEnv) => ({ ...own, ...credentialsFor(url, login, own) });
  return { url, head, env };
}

test("a remote is asked over http without Git, and names no branch but those that are meant", async () => {
  const { url, head, env } = await remoteByHttp();
  const heads = await lookAtHeads(folder(), url, ["main", "release/ü", "none"], { env: env(noGit), signal });
  expect([...heads]).toEqual([
    ["main", head],
    ["release/ü", head],
  ]);
  expect((await lookAtHeads(folder(), `${url}/`, ["none"], { env: env(noGit), signal })).size).toBe(0);
});

test("where that is not answered Git is asked, which says what is wrong", async () => {
  const { url, head, env } = await remoteByHttp();
  // A login that only Git knows of.
  const asked: string[] = [];
  const proxy = await httpServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.method === "POST" && asked.length === 1) return response.writeHead(403).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = request.headers as Record<string, string>;
    const answer = await fetch(`${url.replace("/origin.git", "")}${request.url}`, {
      method: request.method ?? "GET",
      headers: {
        ...headers,
        authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`,
      },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const type = answer.headers.get("content-type") ?? "";
    response.writeHead(answer.status, { "content-type": type }).end(Buffer.from(await answer.arrayBuffer()));
  });
  const elsewhere = `http://${proxy.host}/origin.git`;
  const look = () => lookAtHeads(folder(), elsewhere, ["main"], { env: process.env, signal });
  expect((await look()).get("main")).toBe(head);
  expect(asked[0]).toBe("POST /origin.git/git-upload-pack");
  expect(asked[1]).toMatch(/^GET /);
  // From then on Git is asked at once.
  asked.splice(0);
  expect((await look()).get("main")).toBe(head);
  expect(asked[0]).toMatch(/^GET /);
  const wrong = await failureOf(lookAtHeads(folder(), url, ["main"], { env: process.env, signal }));
  expect(wrong.message).toBe("git ls-remote failed");
  const gone = `http://${await closedPort()}/origin.git`;
  expect((await failureOf(lookAtHeads(folder(), gone, ["main"], { env: env(process.env), signal }))).message).toBe(
    "git ls-remote failed",
  );
});

test.each([
  ["a page", "text/html", "<html>0000</html>"],
  ["cut off", "application/x-git-upload-pack-result", "003d"],
  ["without its end", "application/x-git-upload-pack-result", `003d${"a".repeat(40)} refs/heads/main\n`],
  ["an error", "application/x-git-upload-pack-result", "000cERR no0000"],
  ["nothing", "application/x-git-upload-pack-result", ""],
])("an answer that is %s is no answer, and Git is asked", async (_, type, body) => {
  const { host, requests } = await httpServer((_, response) =>
    response.writeHead(200, { "content-type": type }).end(body),
  );
  await lookAtHeads(folder(), `http://${host}/shop.git`, ["main"], { env: process.env, signal }).catch(() => {});
  expect(requests.map(({ method, url }) => `${method} ${url}`).slice(0, 2)).toEqual([
    "POST /shop.git/git-upload-pack",
    "GET /shop.git/info/refs?service=git-upload-pack",
  ]);
});
