import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { filesWith, watchCommandLines } from "../../../testing/chatops/secret-traces.ts";
import { docker, imagesOf } from "../../../testing/docker/docker.ts";
import { dockerConfig, loggedInTo } from "../../../testing/docker/docker-config.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { type Project, project, tagsOf } from "../../../testing/git/git-project.ts";
import { serveGit } from "../../../testing/git/git-server.ts";
import { git } from "../../../testing/git/repository.ts";
import { type Auth, ownServers, type Published } from "../../../testing/servers/own-servers.ts";
import { few } from "../../../testing/setup/short-run.ts";

const auth: Auth = { user: "robot", password: "pa55-wörd-of-servers" };
const token = "ghp-t0ken-of-the-remote";
const npmToken = "npm-t0ken-of-the-user";
const forms = (secret: string) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")];
const pairOf = ({ user, password }: Auth) => Buffer.from(`${user}:${password}`).toString("base64");
const secrets = [...new Set([auth.password, token, npmToken].flatMap(forms)), pairOf(auth)];

const publish = ownServers({ auth });
const chartCredentials = (password = auth.password) => ({
  CHARTMUSEUM_CREDS_USR: auth.user,
  CHARTMUSEUM_CREDS_PSW: password,
  NPM_TOKEN: npmToken,
});

const loggedIn = (password = auth.password) => loggedInTo({ [publish.registry]: { ...auth, password } });

/** `docker login` that keeps the password in a program, as on a desktop. */
function loggedInByHelper(): NodeJS.ProcessEnv {
  const programs = folder({}, "programs");
  const answer = JSON.stringify({ ServerURL: publish.registry, Username: auth.user, Secret: auth.password });
  const helper = join(programs, "docker-credential-test");
  writeFileSync(helper, `#!/bin/sh\ncat > /dev/null\necho '${answer}'\n`, { mode: 0o755 });
  const settings = dockerConfig({ credHelpers: { [publish.registry]: "test" } });
  return { ...settings, PATH: `${programs}:${process.env.PATH}` };
}

/** The project's remote gets a URL with a token in it. */
async function behindToken({ directory, remote = "" }: Project, userInfo: string, auth: Auth): Promise<void> {
  const base = await serveGit(dirname(remote), auth, 100);
  git(remote, "config", "http.receivepack", "true");
  git(directory, "remote", "set-url", "origin", `${base.replace("//", `//${userInfo}@`)}/${remote.split("/").at(-1)}`);
}

function expectNowhere({ directory, name, remote = "", user }: Project): void {
  const ours = join(directory, ".git/config");
  expect(filesWith(secrets, directory).filter((file) => file !== ours)).toEqual([]);
  expect(filesWith(secrets, user.home)).toEqual([]);
  expect(filesWith(secrets, remote)).toEqual([]);
  const [image = ""] = imagesOf(name);
  const unpacked = join(user.home, "image");
  mkdirSync(unpacked);
  execFileSync("sh", [
    "-c",
    `docker save "$0" | tar -x -C "$1"; cd "$1"; for l in */layer.tar; do mkdir "$l.d"; tar -x -C "$l.d" -f "$l"; done`,
    image,
    unpacked,
  ]);
  expect(filesWith(["hello 1"], unpacked)).not.toEqual([]);
  expect(filesWith(secrets, unpacked)).toEqual([]);
  expect(docker("history", "--no-trunc", image)).not.toMatch(new RegExp(secrets.join("|")));
}

describe("secrets", () => {
  const everything = { Dockerfile: "FROM scratch\nCOPY . /\n" };
  const logins = { "Docker's configuration": loggedIn, "a credential helper": loggedInByHelper };
  test.each(few(Object.entries(logins), 1))("of remote and servers stay hidden: registry's in %s", async (_, login) => {
    const place = project({ publish, files: everything, env: { ...chartCredentials(), ...login() } });
    await behindToken(place, `robot:${token}`, { user: "robot", password: token });
    const run = (...args: string[]) => watchCommandLines(secrets, () => place.chatops("release", ...args));
    const [{ exitCode, stdout, stderr }, lines] = await run("--verbose");

    expect({ exitCode, lines, stderr }).toMatchObject({ exitCode: 0, lines: [] });

    const [json, more] = await run("--json", "--verbose");
    expect({ exitCode: json.exitCode, lines: more }).toEqual({ exitCode: 0, lines: [] });
    for (const text of [stdout, stderr, json.stdout, json.stderr]) {
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
    expect(tagsOf(place.remote ?? "")).toEqual(["v0.1.0"]);
    expectNowhere(place);
    const chart = await fetch(`${publish.charts}/charts/${place.name}-0.1.0.tgz`, {
      headers: { authorization: `Basic ${pairOf(auth)}` },
    });
    const files = execFileSync("tar", ["-xzO"], { input: Buffer.from(await chart.arrayBuffer()), encoding: "utf8" });
    for (const secret of secrets) expect(files).not.toContain(secret);
  });

  test("a token that is the URL's user, without a password, stays hidden when the remote refuses it", async () => {
    const place = project({ publish, env: { ...chartCredentials(), ...loggedIn() } });
    await behindToken(place, token, { user: "robot", password: "another" });
    const ran = await place.chatops("release", "--json", "--verbose");
    expect(ran.exitCode).toBe(3);
    expect(errorOf(ran)?.message).toMatch(/^the remote http:\/\/.+ refuses you$/);
    expect(ran.stdout).not.toContain(token);
  });
});

describe("servers that refuse", () => {
  const refusals: Record<string, () => { env: NodeJS.ProcessEnv; names: keyof Published }> = {
    "the registry, a wrong password": () => ({
      env: { ...chartCredentials(), ...loggedIn("wrong-pass") },
      names: "registry",
    }),
    "the registry, nobody logged in": () => ({
      env: { ...chartCredentials(), ...dockerConfig({}) },
      names: "registry",
    }),
    "the chart repository, a wrong password": () => ({
      env: { ...chartCredentials("wrong-pass"), ...loggedIn() },
      names: "charts",
    }),
    "the chart repository, no password": () => ({ env: { ...loggedIn() }, names: "charts" }),
  };
  test.each(Object.entries(refusals))("%s: nothing is changed, and the way out named", async (_, make) => {
    const { env, names } = make();
    const place = project({ publish, env });
    const ran = await place.chatops("release", "--json");
    expect(ran.exitCode).toBe(3);
    const error = errorOf(ran);
    expect(error?.message).toContain(publish[names]);
    expect(error?.message).toMatch(/refuses ((the login of )?user robot|anonymous users)/);
    expect(error?.hint).toContain(names === "registry" ? "docker login" : "CHARTMUSEUM_CREDS_USR");
    expect(ran.events.filter((event) => "kind" in event && event.kind === "change")).toEqual([]);
    expect(ran.stdout).not.toContain("wrong-pass");
  });
});

test("a secret in a file is found by these tests", () => {
  const place = folder({ "a/b": `x${token}x` });
  expect(filesWith(secrets, place)).toEqual([join(place, "a/b")]);
  expect(readFileSync(join(place, "a/b"), "utf8")).toContain(token);
});
