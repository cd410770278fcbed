import { appendFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect } from "vitest";
import { user } from "../chatops/user.ts";
import { removeAfterwards } from "../docker/docker.ts";
import { loggedInTo } from "../docker/docker-config.ts";
import { folder, writeAll } from "../fixtures/folder.ts";
import { uniqueName } from "../git/git-project.ts";
import { serveGit } from "../git/git-server.ts";
import { git, initRepository } from "../git/repository.ts";
import type { Auth, Published } from "../servers/own-servers.ts";

interface Options {
  publish: Published;
  /** Registry and chart repository ask for it. */
  auth: Auth;
  /** Where in its repository the project lies. */
  folder?: string;
  branch?: string;
  /** Of the agent that builds it. */
  env?: NodeJS.ProcessEnv;
}

/** Password of the remote's user `robot`. */
export const token = "t0ken-of-the-remote";

const files = (name: string) => ({
  "package.json": { name, scripts: { start: "node server.js", test: "node --test" } },
  "package-lock.json": { name, lockfileVersion: 3, requires: true, packages: { "": { name } } },
  "server.js":
    'require("node:http").createServer((_, response) => response.end("hi")).listen(process.env.PORT || 3000);\n',
  "greets.test.js": 'require("node:test").test("greets", () => {});\n',
});

/** A project that knew nothing of chatops, imported and pushed, with a remote and servers that ask for passwords. */
export async function jenkinsProject({ publish, auth, folder: place = ".", branch = "main", env }: Options) {
  const name = uniqueName();
  const directory = folder({}, name);
  const remote = `${directory}.git`;
  writeAll(join(directory, place), files(name));
  removeAfterwards(name);
  const agent = user({ ...loggedInTo({ [publish.registry]: auth }), ...env });
  initRepository(directory, { branch, remote });
  const push = (ref = `refs/heads/${branch}`) => {
    git(directory, "add", "--all");
    git(directory, "commit", "--quiet", "--allow-empty", "--message", "Change it");
    git(directory, "push", "--quiet", "origin", `HEAD:${ref}`);
  };
  push();
  git(directory, "remote", "set-head", "origin", "--auto");
  const places = ["--image", `${publish.registry}/team/${name}`, "--chart-repo", publish.charts];
  expect(await agent.chatops(join(directory, place), "import", ...places)).toMatchObject({ exitCode: 0 });
  push();
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
