import { describe, expect, test } from "vitest";
import { failureOf } from "../../testing/chatops/failure.ts";
import { withDocker } from "../../testing/docker/own-docker.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { findEndpoint, machineOf } from "./engine-endpoint.ts";

const saying = (text: string, exitCode = 0) =>
  withDocker(
    `(${exitCode} ? process.stderr : process.stdout).write(${JSON.stringify(text)}); process.exitCode = ${exitCode};`,
  );

test("the engine is that of the current context", async () => {
  const context = { Endpoints: { docker: { Host: "ssh://robot@elsewhere" } }, TLSMaterial: {} };
  expect(await findEndpoint(saying(JSON.stringify([context])))).toMatchObject({ host: "ssh://robot@elsewhere" });
});

test("a docker that cannot say which engine it talks to is told in its words: no other engine is taken", async () => {
  const words = 'context "server": context not found';
  const failure = await failureOf(findEndpoint(saying(words, 1)));
  expect(failure).toMatchObject({ reason: "precondition", details: [words] });
  expect(failure.message).toMatch(/^docker does not say which engine it talks to: /);
  expect(await findEndpoint({ ...saying(words, 1), DOCKER_HOST: "tcp://10.0.0.1:2375" })).toMatchObject({
    host: "tcp://10.0.0.1:2375",
  });
});

test.each<[env: NodeJS.ProcessEnv, endpoint: object]>([
  [{}, { isSecure: false }],
  [{ DOCKER_TLS_VERIFY: "1" }, { isSecure: true, trustsAll: false, certificates: "/home/robot/.docker" }],
  [
    { DOCKER_TLS_VERIFY: "0", DOCKER_CERT_PATH: "/certs" },
    { isSecure: true, trustsAll: false, certificates: "/certs" },
  ],
  [{ DOCKER_TLS: "1" }, { isSecure: true, trustsAll: true }],
  [
    { DOCKER_TLS_VERIFY: "1", DOCKER_CONFIG: "/config" },
    { isSecure: true, certificates: "/config" },
  ],
])("DOCKER_HOST over tcp with %j", async (env, endpoint) => {
  const found = await findEndpoint({ HOME: "/home/robot", DOCKER_HOST: "tcp://10.0.0.1:2375", ...env });
  expect(found).toMatchObject({ host: "tcp://10.0.0.1:2375", ...endpoint });
});

describe("the usual engine of this machine is taken", () => {
  test.each<[what: string, env: () => NodeJS.ProcessEnv]>([
    ["if there is no docker", () => ({ PATH: folder() })],
    ["if docker is too old for contexts", () => saying("docker: 'context' is not a docker command.", 1)],
    ["if something else is called docker", () => saying("Error: unrecognized command `podman context`", 125)],
  ])("%s", async (_, env) => {
    expect(await findEndpoint(env())).toBeUndefined();
  });
});

test.each<[host: string, machine: string | undefined]>([
  ["unix:///run/docker.sock", undefined],
  ["npipe:////./pipe/docker_engine", undefined],
  ["tcp://localhost:2375", undefined],
  ["tcp://127.0.0.1:2375", undefined],
  ["tcp://[::1]:2375", undefined],
  ["tcp://docker:2375", "docker"],
  ["tcp://10.0.0.1:2376", "10.0.0.1"],
  ["tcp://[fd00::1]:2376", "[fd00::1]"],
  ["https://build.example.com:2376", "build.example.com"],
  ["ssh://robot@build.example.com:2222", "build.example.com"],
  ["ssh://elsewhere", "elsewhere"],
])("the engine at %s is on %s", async (host, machine) => {
  expect(machineOf(await findEndpoint({ HOME: "/home/robot", DOCKER_HOST: host }))).toBe(machine);
});
