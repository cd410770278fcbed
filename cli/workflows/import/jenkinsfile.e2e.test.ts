import { appendFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { removeAfterwards } from "../../testing/docker.ts";
import { loggedInTo } from "../../testing/docker-config.ts";
import { folder, git, writeAll } from "../../testing/folders.ts";
import { serveGit } from "../../testing/git-server.ts";
import { build } from "../../testing/jenkins/agent.ts";
import { type Auth, ownServers } from "../../testing/parts.ts";
import { isFull, tagsOf, uniqueName } from "../../testing/projects.ts";
import { needs } from "../../testing/tools.ts";
import { user } from "../../testing/users.ts";

needs("groovy");

const auth: Auth = { user: "robot", password: "pa55-of-the-servers" };
const token = "t0ken-of-the-remote";
const basic = Buffer.from(`${auth.user}:${auth.password}`).toString("base64");
const publish = ownServers({ auth });

const files = (name: string) => ({
  "package.json": { name, scripts: { start: "node server.js", test: "node --test" } },
  "package-lock.json": { name, lockfileVersion: 3, requires: true, packages: { "": { name } } },
  "server.js":
    'require("node:http").createServer((_, response) => response.end("hi")).listen(process.env.PORT || 3000);\n',
  "greets.test.js": 'require("node:test").test("greets", () => {});\n',
});

/** A project that knew nothing of chatops, imported and pushed, with a remote and servers that ask for passwords. */
async function imported({ folder: subfolder = ".", branch = "main" } = {}) {
  const name = uniqueName();
  const directory = folder({}, name);
  const home = join(directory, subfolder);
  const remote = `${directory}.git`;
  writeAll(home, files(name));
  removeAfterwards(name);
  const agent = user(loggedInTo({ [publish.registry]: auth }));
  git(directory, "init", "--quiet", "--initial-branch", branch);
  git(directory, "init", "--quiet", "--bare", "--initial-branch", branch, remote);
  git(directory, "remote", "add", "origin", remote);
  const push = (ref: string) => {
    git(directory, "add", "--all");
    git(directory, "commit", "--quiet", "--allow-empty", "--message", "Change it");
    git(directory, "push", "--quiet", "origin", `HEAD:${ref}`);
  };
  push(`refs/heads/${branch}`);
  git(directory, "remote", "set-head", "origin", "--auto");
  const places = ["--image", `${publish.registry}/team/${name}`, "--chart-repo", publish.charts];
  expect(await agent.chatops(home, "import", ...places)).toMatchObject({ exitCode: 0 });
  push(`refs/heads/${branch}`);
  return { name, directory, remote, agent, push, url: await serveWithToken(remote, agent.home) };
}

/** Serves a bare repository to those who know the token, and tells it to the Git of one home. Returns its URL. */
async function serveWithToken(remote: string, home: string): Promise<string> {
  git(remote, "config", "http.receivepack", "true");
  const base = await serveGit(dirname(remote), { user: "robot", password: token });
  const store = join(home, "git-credentials");
  writeFileSync(store, `${base.replace("//", `//robot:${token}@`)}\n`, { mode: 0o600 });
  appendFileSync(join(home, ".gitconfig"), `[credential]\n\thelper = store --file=${store}\n`);
  return `${base}/${basename(remote)}`;
}

const exists = async (url: string) => (await fetch(url, { headers: { authorization: `Basic ${basic}` } })).ok;

const places = (name: string) => [
  `http://${publish.registry}/v2/team/${name}/manifests/0.1.0`,
  `${publish.charts}/api/charts/${name}/0.1.0`,
];

const credentials = { "jenkins-x-chartmuseum": auth };

describe("the generated Jenkinsfile", () => {
  test("tests and releases the main branch, and tells no secret", async () => {
    const { name, remote, agent, url } = await imported();
    const { exitCode, output, commit } = await build({ url, user: agent, credentials, until: "Release" });
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(output).toMatch(/stage Test[\s\S]+pass 1[\s\S]+stage Release/);
    expect(git(remote, "rev-parse", "v0.1.0^{commit}")).toBe(commit);
    for (const place of places(name)) expect(await exists(place), place).toBe(true);
    for (const secret of [auth.password, token, basic]) expect(output).not.toContain(secret);

    const again = await build({ url, user: agent, credentials, until: "Release" });
    expect(again).toMatchObject({ exitCode: 0, output: expect.stringContaining("Already released") });
    expect(tagsOf(remote)).toEqual(["v0.1.0"]);
  });

  test("tests a pull request, and releases and promotes nothing", async () => {
    const { name, remote, agent, url, push } = await imported();
    push("refs/pull/7/head");
    const { exitCode, output } = await build({ url, user: agent, credentials, pullRequest: 7 });
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(output).toMatch(/pass 1[\s\S]+Release skipped[\s\S]+Promote skipped/);
    expect(tagsOf(remote)).toEqual([]);
    for (const place of places(name)) expect(await exists(place), place).toBe(false);
  });

  test("ends where a test fails", async () => {
    const { directory, remote, agent, url, push } = await imported();
    writeAll(directory, { "greets.test.js": 'require("node:test").test("greets", () => assert.fail());\n' });
    push("refs/heads/main");
    const { exitCode, output } = await build({ url, user: agent, credentials });
    expect({ exitCode, output: output.includes("stage Release") }).toEqual({ exitCode: 1, output: false });
    expect(tagsOf(remote)).toEqual([]);
  });

  test.runIf(isFull)("releases whatever folder of whatever branch is called", async () => {
    const place = { folder: "apps/team's $shop", branch: "team's" };
    const { remote, agent, url } = await imported(place);
    const { exitCode, output } = await build({ url, user: agent, credentials, until: "Release", ...place });
    expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringContaining("pass 1") });
    expect(tagsOf(remote)).toEqual(["v0.1.0"]);
  });
});
