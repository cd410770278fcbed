import { expect, test } from "vitest";
import { mergedBuild, secretsOf } from "./image-build.ts";

const compose = {
  build: { context: "/p/web", dockerfile: "web.Dockerfile", target: "prod", args: { A: "1", B: "2" }, network: "host" },
  secrets: { npm: { environment: "NPM_TOKEN" } },
};

test("the Compose file says what chatops.yaml leaves out", () => {
  expect(mergedBuild(compose, undefined, "/p")).toEqual(compose);
  expect(mergedBuild(compose, { target: "test", args: { B: 3, C: null } }, "/p")).toEqual({
    build: { ...compose.build, target: "test", args: { A: "1", B: "3", C: null } },
    secrets: compose.secrets,
  });
  expect(mergedBuild(compose, { secrets: { npm: { file: "~/.npmrc" }, own: { environment: "X" } } }).secrets).toEqual({
    npm: { file: "~/.npmrc" },
    own: { environment: "X" },
  });
});

test("what a build reaches can be said in chatops.yaml, and goes before what the Compose file says", () => {
  const own = {
    ssh: ["default"],
    network: "none",
    hosts: { "npm.corp": "10.0.0.7" },
    contexts: { shared: "../shared", base: "docker-image://alpine:3.22" },
  };
  const reaches = { ssh: ["default"], network: "none", extra_hosts: { "npm.corp": "10.0.0.7" } };
  const contexts = { shared: "/p/shared", base: "docker-image://alpine:3.22" };
  expect(mergedBuild(undefined, own, "/p/api").build).toEqual({ ...reaches, additional_contexts: contexts });
  const theirs = { build: { ...compose.build, additional_contexts: { docs: "/p/docs" } }, secrets: {} };
  expect(mergedBuild(theirs, own, "/p/api").build).toEqual({
    ...compose.build,
    ...reaches,
    additional_contexts: { docs: "/p/docs", ...contexts },
  });
});

test("a Dockerfile is relative to its own context: both come from one file", () => {
  const { context: _, dockerfile: __, ...others } = compose.build;
  expect(mergedBuild(compose, { context: ".." }, "/p/api").build).toEqual({ ...others, context: "/p" });
  expect(mergedBuild(compose, { dockerfile: "docker/Dockerfile" }, "/p").build).toEqual({
    ...others,
    context: "/p",
    dockerfile: "docker/Dockerfile",
  });
  expect(mergedBuild({ build: { dockerfile_inline: "FROM x" }, secrets: {} }, { context: "." }, "/p").build).toEqual({
    context: "/p",
  });
});

test("without any of both, the Dockerfile in the folder says all", () => {
  expect(mergedBuild(undefined, undefined, "/p")).toEqual({ build: {}, secrets: {} });
});

test.each<[what: string, secrets: unknown, found: object]>([
  ["by its name", ["npm"], { npm: { environment: "NPM_TOKEN" } }],
  ["under another name", [{ source: "key", target: "id_rsa" }], { id_rsa: { file: "/p/key" } }],
  ["that nobody describes", ["other"], {}],
  ["in none", undefined, {}],
])("a build of the Compose file has a secret %s", (_, secrets, found) => {
  const named = { npm: { environment: "NPM_TOKEN" }, key: { name: "p_key", file: "/p/key" } };
  expect(secretsOf({ secrets }, { secrets: named })).toEqual(found);
});
