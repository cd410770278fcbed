import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { freePort } from "../../../../sandbox/ports.ts";
import { composeFile, composeProject } from "../../../../testing/docker/compose-project.ts";
import { docker } from "../../../../testing/docker/docker.ts";
import { startGitea } from "../../../../testing/git-hosts/gitea.ts";
import { ask, logIn, people, tokenVariables } from "../../../../testing/serve/page.ts";
import { serving } from "../../../../testing/serve/serving.ts";
import { needs } from "../../../../testing/setup/needs-programs.ts";
import { full, isFull } from "../../../../testing/setup/short-run.ts";

if (isFull) needs("gitea");

/** Answers with all that it was given, and counts as healthy from then on. */
const tellingServer = (words: string) => `const { writeFileSync } = require("node:fs");
require("node:http")
  .createServer((request, response) => response.end(JSON.stringify({ ...process.env, WORDS: ${JSON.stringify(words)} })))
  .listen(3000, () => writeFileSync("/tmp/ready", ""));
process.on("SIGTERM", () => process.exit());
`;

const production = "the password of production";
const harmless = "a password of previews";
const patience = { timeout: 120_000, interval: 200 };

/** A project with previews on Compose in a real Gitea, served, and people who change it there. */
async function served() {
  const place = composeProject({ remote: true });
  const { name, directory, user, commit } = place;
  const environment = { LEAK: "${SHOP_PASSWORD:-nothing}", GIVEN: "${PREVIEW_PASSWORD:-nothing}" };
  commit({
    "server.js": tellingServer("main"),
    "compose.yaml": composeFile(name, { more: { environment } }),
    "chatops.yaml": { name, preview: { compose: {}, observe: "1s" } },
  });
  const projects = () =>
    docker("ps", "--all", "--format", '{{.Label "com.docker.compose.project"}}')
      .split("\n")
      .filter((project) => project.startsWith(`${name}-pr-`));
  onTestFinished(() => {
    for (const project of new Set(projects())) docker("compose", "--project-name", project, "down", "--volumes");
    const left = docker("volume", "ls", "--quiet", "--filter", `name=${name}-pr-`).split("\n").filter(Boolean);
    if (left.length > 0) docker("volume", "rm", ...left);
  });
  const gitea = await startGitea();
  const url = await gitea.host(directory, name);
  const token = { env: "API_TOKEN" };
  const serve = await serving({
    user,
    listen: `127.0.0.1:${await freePort()}`,
    repositories: {
      shop: {
        url,
        secret: "the secret of a webhook",
        variables: { SHOP_PASSWORD: { env: "SHOP_PASSWORD" } },
        previews: { variables: { PREVIEW_PASSWORD: { env: "PREVIEW_PASSWORD" } } },
        credentials: { username: "robot", password: token },
        api: { token },
      },
    },
    page: { people },
    env: { ...tokenVariables, API_TOKEN: gitea.token, SHOP_PASSWORD: production, PREVIEW_PASSWORD: harmless },
  });
  const { api } = gitea;
  const of = (owner: string) => `/repos/${owner}/${name}`;
  const as = (who: string) => `sudo=${who}`;
  const login = { password: "a long password", email: "stranger@example.com", must_change_password: false };
  await api("POST", "/admin/users", { username: "stranger", ...login });
  /** Commits a file to a branch, which is made of main if it is not there. Returns the commit. */
  const change = async (who: string, path: string, content: string, branch: string): Promise<string> => {
    const found = await api("GET", `${of(who)}/contents/${path}?ref=${branch}`).catch(() => undefined);
    const before = found ?? (await api("GET", `${of(who)}/contents/${path}?ref=main`));
    const where = found ? { branch } : { branch: "main", new_branch: branch };
    const body = { content: Buffer.from(content).toString("base64"), sha: before.sha, message: "Change it", ...where };
    return (await api("PUT", `${of(who)}/contents/${path}?${as(who)}`, body)).commit.sha;
  };
  const comments = async (number: number): Promise<string[]> =>
    (await api("GET", `${of("robot")}/issues/${number}/comments`)).map(({ body }: { body: string }) => body);
  return {
    ...place,
    ...gitea,
    serve,
    change,
    comments,
    fork: () => api("POST", `${of("robot")}/forks?${as("stranger")}`, {}),
    open: async (who: string, head: string): Promise<number> =>
      (await api("POST", `${of("robot")}/pulls?${as(who)}`, { base: "main", head, title: "Change it" })).number,
    close: (number: number) => api("PATCH", `${of("robot")}/pulls/${number}`, { state: "closed" }),
    say: (who: string, number: number, body: string) =>
      api("POST", `${of("robot")}/issues/${number}/comments?${as(who)}`, { body }),
    /** Waits until the one comment of a pull request says something. */
    said: async (number: number, words: string): Promise<string> => {
      await expect.poll(async () => (await comments(number)).join("\n"), patience).toContain(words);
      const ours = (await comments(number)).filter((text) => text.startsWith("**Preview of shop**"));
      expect(ours).toHaveLength(1);
      return ours[0] ?? "";
    },
    images: (number: number) =>
      docker("images", "--format", "{{.Tag}}", name)
        .split("\n")
        .filter((tag) => tag.includes(`pr-${number}-`)),
    containers: (number: number) => projects().filter((project) => project === `${name}-pr-${number}`),
  };
}

const addressIn = (text: string): string => /http:\/\/[\w.:-]+/.exec(text)?.[0] ?? expect.fail(text);

full("a pull request in Gitea is previewed, updated and closed, and one comment says so", async () => {
  const { serve, change, open, said, close, containers, api, name, token } = await served();
  await serve.chatops("--install");
  const [hook] = await api("GET", `/repos/robot/${name}/hooks`);
  expect(hook.events).toEqual(expect.arrayContaining(["push", "pull_request", "pull_request_comment"]));
  const first = await change("robot", "server.js", tellingServer("first"), "change");
  const number = await open("robot", "change");
  const ready = await said(number, `Commit ${first} runs at http://`);
  const answer = await (await fetch(addressIn(ready))).json();
  // What is secret in production is not in reach of what builds and runs a proposal.
  expect(answer).toMatchObject({ WORDS: "first", LEAK: "nothing", GIVEN: harmless });
  const second = await change("robot", "server.js", tellingServer("second"), "change");
  const updated = await said(number, `Commit ${second} runs at http://`);
  const shown = async () => {
    const cookie = await logIn(serve.page(), "carla");
    const { repositories } = JSON.parse((await ask(serve.page(), "/api/overview", { cookie })).body);
    return repositories[0].previews;
  };
  const here = { number, state: "ready", commit: second, address: addressIn(updated), until: expect.any(String) };
  await expect.poll(shown).toEqual([here]);
  expect(await serve.metrics()).toContain('chatops_serve_previews_total{repository="shop",outcome="done"} 2');
  expect(await (await fetch(addressIn(updated))).json()).toMatchObject({ WORDS: "second" });
  // All that serve keeps is lost: what runs is known again, and nothing is built twice.
  await serve.kill();
  rmSync(join(serve.state, "repositories", "shop", "previews"), { recursive: true });
  await serve.start();
  const record = join(serve.state, "repositories", "shop", "previews", "pulls", String(number), "pull.json");
  await expect.poll(() => existsSync(record) && readFileSync(record, "utf8"), patience).toContain('"outcome":"done"');
  await expect.poll(shown).toEqual([here]);
  await close(number);
  await said(number, "It was removed, as this is closed.");
  expect(containers(number)).toEqual([]);
  await expect.poll(shown).toEqual([]);
  expect(serve.log().split(`${second.slice(0, 7)}: begins`)).toHaveLength(2);
  const log = `${serve.log()}${ready}${updated}`;
  for (const secret of [production, token]) expect(log).not.toContain(secret);
});

full("nothing of a fork is built before somebody who may write lets that very commit be built", async () => {
  const { serve, change, fork, open, said, say, images, containers, comments } = await served();
  await serve.chatops("--install");
  await fork();
  const hostile = 'FROM node:24-slim\nRUN touch /stolen\nCOPY server.js /\nCMD ["node", "/server.js"]\n';
  const first = await change("stranger", "Dockerfile", hostile, "change");
  const number = await open("stranger", "stranger:change");
  await said(number, `/ok-to-test ${first}`);
  // By somebody who may not write, and of another commit.
  await say("stranger", number, `/ok-to-test ${first}`);
  await say("stranger", number, "/ok-to-test");
  await say("robot", number, `/ok-to-test ${"a".repeat(40)}`);
  // A comment of somebody who has read the first commit, while another one is pushed.
  const second = await change("stranger", "server.js", tellingServer("second"), "change");
  await say("robot", number, `/ok-to-test ${first}`);
  await said(number, `/ok-to-test ${second}`);
  await pause(3_000);
  expect((await comments(number)).join()).not.toContain("is being built");
  expect([images(number), containers(number)]).toEqual([[], []]);
  await say("robot", number, `I have read it.\n\n/ok-to-test ${second}`);
  const ready = await said(number, `Commit ${second} runs at http://`);
  expect(await (await fetch(addressIn(ready))).json()).toMatchObject({ WORDS: "second", LEAK: "nothing" });
  for (const tag of images(number)) expect(tag).toContain(`0.0.0-pr-${number}-${second.slice(0, 12)}`);
  // A further commit has to be read again; what was let runs on.
  const third = await change("stranger", "server.js", tellingServer("third"), "change");
  await said(number, `/ok-to-test ${third}`);
  await pause(3_000);
  expect(images(number).some((tag) => tag.includes(third.slice(0, 12)))).toBe(false);
  expect(await (await fetch(addressIn(ready))).json()).toMatchObject({ WORDS: "second" });
});
