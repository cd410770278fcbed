import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { redact } from "../../lib/secrets.ts";
import { failureOf } from "../../testing/chatops/failure.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { credentialsFor, helmCredentialsFor } from "./docker-credentials.ts";

afterEach(() => void vi.unstubAllEnvs());

const auth = (text: string) => Buffer.from(text).toString("base64");
const robot = { username: "robot", password: "pass-word" };

/** Helm's own place on this system. */
const usualFile = `${process.platform === "darwin" ? "Library/Preferences" : ".config"}/helm/registry/config.json`;

/** The user's environment with this in Docker's config.json. */
const loggedIn = (config: object | string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  DOCKER_CONFIG: folder({ "config.json": config }),
});

describe("credentials of config.json", () => {
  test.each<[what: string, registry: string, config: object, found: object | undefined]>([
    ["a registry", "ghcr.io", { auths: { "ghcr.io": { auth: auth("robot:pass-word") } } }, robot],
    [
      "a registry with a port",
      "localhost:5000",
      { auths: { "localhost:5000": { auth: auth("robot:pass-word") } } },
      robot,
    ],
    ["a registry as a URL", "ghcr.io", { auths: { "https://ghcr.io": { auth: auth("robot:pass-word") } } }, robot],
    ["a plain http registry", "reg:5000", { auths: { "http://reg:5000": { auth: auth("robot:pass-word") } } }, robot],
    ["Docker Hub", "docker.io", { auths: { "https://index.docker.io/v1/": { auth: auth("robot:pass-word") } } }, robot],
    ["a user and password in full", "ghcr.io", { auths: { "ghcr.io": robot } }, robot],
    [
      "a password with colons",
      "ghcr.io",
      { auths: { "ghcr.io": { auth: auth("robot:a:b:c") } } },
      { username: "robot", password: "a:b:c" },
    ],
    [
      "a registry as an old URL",
      "ghcr.io",
      { auths: { "https://ghcr.io/v1/": { auth: auth("robot:pass-word") } } },
      robot,
    ],
    [
      "a login that left a token",
      "team.azurecr.io",
      { auths: { "team.azurecr.io": { auth: auth("00000000:"), identitytoken: "refresh-0123" } } },
      { username: "00000000", password: "", identityToken: "refresh-0123" },
    ],
    [
      "a token of the registry",
      "ghcr.io",
      { auths: { "ghcr.io": { registrytoken: "ready-0123" } } },
      { username: "", password: "", registryToken: "ready-0123" },
    ],
    ["another registry", "ghcr.io", { auths: { "quay.io": { auth: auth("robot:pass-word") } } }, undefined],
    ["a logout that left its entry", "ghcr.io", { auths: { "ghcr.io": {} } }, undefined],
    ["nobody", "ghcr.io", {}, undefined],
  ])("for %s", async (_, registry, config, found) => {
    expect(await credentialsFor(registry, loggedIn(config))).toEqual(found);
  });

  test("are none where there is no file", async () => {
    expect(await credentialsFor("ghcr.io", { DOCKER_CONFIG: folder() })).toBeUndefined();
  });

  test("are masked from then on, wherever they show up", async () => {
    await credentialsFor("ghcr.io", loggedIn({ auths: { "ghcr.io": { auth: auth("robot:s3cret-of-robot") } } }));
    expect(redact("login with s3cret-of-robot")).toBe("login with [hidden]");
  });

  test("that cannot be read are a mistake in the file that is named", async () => {
    const env = loggedIn("{ not json");
    const failure = await failureOf(credentialsFor("ghcr.io", env));
    expect(failure).toMatchObject({ reason: "usage", message: `${env.DOCKER_CONFIG}/config.json is not valid JSON` });
  });
});

describe("credentials of DOCKER_AUTH_CONFIG", () => {
  const variable = JSON.stringify({ auths: { "ghcr.io": { auth: auth("robot:pass-word") } } });

  test.each<[what: string, config: object]>([
    ["come first", { auths: { "ghcr.io": { auth: auth("other:other") } } }],
    ["are found where config.json does not know the registry", { auths: { "quay.io": { auth: auth("a:b") } } }],
  ])("%s", async (_, config) => {
    expect(await credentialsFor("ghcr.io", { ...loggedIn(config), DOCKER_AUTH_CONFIG: variable })).toEqual(robot);
  });

  test("leave other registries to config.json", async () => {
    const env = { ...loggedIn({ auths: { "quay.io": robot } }), DOCKER_AUTH_CONFIG: variable };
    expect(await credentialsFor("quay.io", env)).toEqual(robot);
  });

  test("that cannot be read are named, without their contents", async () => {
    const failure = await failureOf(credentialsFor("ghcr.io", { ...loggedIn({}), DOCKER_AUTH_CONFIG: "secret{" }));
    expect(failure).toMatchObject({ reason: "usage", message: "DOCKER_AUTH_CONFIG is not valid JSON", details: [] });
  });
});

describe("credentials of `helm registry login`", () => {
  const config = { auths: { "ghcr.io": { auth: auth("robot:pass-word") } } };
  const home = () => folder({ "registry/config.json": config });

  test.each<[what: string, env: () => NodeJS.ProcessEnv]>([
    ["in the file that a variable names", () => ({ HELM_REGISTRY_CONFIG: join(home(), "registry/config.json") })],
    ["in the folder that a variable names", () => ({ HELM_CONFIG_HOME: home() })],
    ["in the user's folder for settings", () => ({ XDG_CONFIG_HOME: folder({ "helm/registry/config.json": config }) })],
    ["in the user's home", () => ({ HOME: folder({ [usualFile]: config }) })],
  ])("are found %s", async (_, env) => {
    expect(await helmCredentialsFor("ghcr.io", env())).toEqual(robot);
    expect(await helmCredentialsFor("quay.io", env())).toBeUndefined();
  });

  test("are none where there is no file, and a mistake in the file if it cannot be read", async () => {
    expect(await helmCredentialsFor("ghcr.io", { HOME: folder() })).toBeUndefined();
    const file = join(folder({ "config.json": "{ not json" }), "config.json");
    const failure = await failureOf(helmCredentialsFor("ghcr.io", { HELM_REGISTRY_CONFIG: file }));
    expect(failure).toMatchObject({ reason: "usage", message: `${file} is not valid JSON` });
  });
});

describe("credentials of a helper", () => {
  /** Puts `docker-credential-<name>` into PATH: a real program, in sh. */
  function helper(name: string, body: string): void {
    const place = folder();
    const file = join(place, `docker-credential-${name}`);
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
    vi.stubEnv("PATH", `${place}:${process.env.PATH}`);
  }
  const answering =
    'test "$1" = get || exit 1; read address || true; echo "{\\"Username\\":\\"robot\\",\\"Secret\\":\\"for $address\\"}"';

  test.each([
    ["of a registry", "ghcr.io", "ghcr.io", { credHelpers: { "ghcr.io": "test" } }],
    ["for all", "quay.io", "quay.io", { credsStore: "test" }],
    ["for Docker Hub", "docker.io", "https://index.docker.io/v1/", { credsStore: "test" }],
    [
      "of a registry, before the one for all",
      "ghcr.io",
      "ghcr.io",
      { credsStore: "missing", credHelpers: { "ghcr.io": "test" } },
    ],
  ])("%s are asked for on its standard input", async (_, registry, address, config) => {
    helper("test", answering);
    const found = await credentialsFor(registry, loggedIn(config));
    expect(found).toEqual({ username: "robot", password: `for ${address}` });
  });

  test("that knows none are looked for in the file", async () => {
    helper("test", "echo 'credentials not found in native keychain'; exit 1");
    expect(await credentialsFor("ghcr.io", loggedIn({ credsStore: "test", auths: { "ghcr.io": robot } }))).toEqual(
      robot,
    );
  });

  test("that has a token in place of a password gives the token", async () => {
    helper("test", `echo '{"Username":"<token>","Secret":"refresh-0123"}'`);
    const found = await credentialsFor("ghcr.io", loggedIn({ credsStore: "test" }));
    expect(found).toEqual({ username: "", password: "", identityToken: "refresh-0123" });
    expect(redact("refresh-0123")).toBe("[hidden]");
  });

  test.each<[what: string, config: object, key: string, body: string, words: string]>([
    ["fails", { credsStore: "test" }, "credsStore", "echo 'keychain is locked' >&2; exit 1", "docker-credential-test"],
    ["talks nonsense", { credsStore: "test" }, "credsStore", "echo hello", "does not answer in JSON"],
    ["is not installed", { credsStore: "absent" }, "credsStore", "", "docker-credential-absent is not installed"],
    [
      "of one registry is not installed",
      { credHelpers: { "ghcr.io": "absent" } },
      'credHelpers["ghcr.io"]',
      "",
      "docker-credential-absent is not installed",
    ],
  ])("that %s are none, as for Docker, and a note says where it is named", async (_, config, key, body, words) => {
    helper("test", body);
    const notes: string[] = [];
    const env = loggedIn(config);
    expect(await credentialsFor("ghcr.io", env, (note) => notes.push(note))).toBeUndefined();
    expect(notes).toEqual([expect.stringContaining(words)]);
    expect(notes[0]).toMatch(`no login from ${key} in ${env.DOCKER_CONFIG}/config.json: `);
    expect(await credentialsFor("ghcr.io", loggedIn({ ...config, auths: { "ghcr.io": robot } }))).toEqual(robot);
  });
});
