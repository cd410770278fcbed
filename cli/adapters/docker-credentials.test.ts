import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { redact } from "../../lib/secrets.ts";
import { failureOf } from "../../testing/chatops/failure.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { credentialsFor } from "./docker-credentials.ts";

afterEach(() => void vi.unstubAllEnvs());

const auth = (text: string) => Buffer.from(text).toString("base64");
const robot = { username: "robot", password: "pass-word" };

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

  test.each<[what: string, body: string, message: string | RegExp]>([
    ["fails", "echo 'keychain is locked' >&2; exit 1", /docker-credential-test/],
    ["talks nonsense", "echo hello", "docker-credential-test does not answer in JSON"],
  ])("that %s are said to be so", async (_, body, message) => {
    helper("test", body);
    const failure = await failureOf(credentialsFor("ghcr.io", loggedIn({ credsStore: "test" })));
    expect(failure.message).toMatch(message);
    expect(failure.reason).toMatch(/^(usage|precondition)$/);
  });

  test("that is not installed name it", async () => {
    const failure = await failureOf(credentialsFor("ghcr.io", loggedIn({ credsStore: "absent" })));
    expect(failure.message).toBe("docker-credential-absent is not installed, or not in PATH");
  });
});
