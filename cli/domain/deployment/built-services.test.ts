import { describe, expect, test } from "vitest";
import { buildOptions, buildPlan, builtServices } from "./built-services.ts";
import type { ComposeService } from "./compose-model.ts";

const build = { context: "/p", dockerfile: "Dockerfile" };
const sorted = (services: Record<string, ComposeService>) => builtServices({ services }, ["web"], "/p");

describe("the release's image runs in", () => {
  test.each<[what: string, services: Record<string, ComposeService>, released: string[]]>([
    ["the project's own service alone", { web: { build }, redis: { image: "redis" } }, ["web"]],
    ["one that is built in the same way", { web: { build }, worker: { build: { context: "/p" } } }, ["web", "worker"]],
    ["one that is called alike", { web: { build, image: "x" }, worker: { image: "x" } }, ["web", "worker"]],
    ["one that is built where the own one is not", { web: { image: "x" }, worker: { build } }, ["web", "worker"]],
    ["no other of an image that is not built", { web: { image: "x" }, worker: { image: "x" } }, ["web"]],
    [
      "one whose image differs only in its cache and labels",
      { web: { build }, worker: { build: { ...build, cache_from: ["x"], labels: { a: "b" } } } },
      ["web", "worker"],
    ],
    [
      "none that is built with another network",
      { web: { build }, worker: { build: { ...build, network: "host" }, image: "j" } },
      ["web"],
    ],
    [
      "none with another target",
      { web: { build }, worker: { build: { ...build, target: "jobs" }, image: "j" } },
      ["web"],
    ],
  ])("%s", (_, services, released) => {
    expect(sorted(services)).toMatchObject({
      released: new Map(released.map((service) => [service, "web"])),
      elsewhere: [],
    });
  });
});

test("of several images each runs in its own service, and in what is built or called like that", () => {
  const worker = { context: "/p/worker" };
  const services = {
    web: { build },
    worker: { build: worker, image: "jobs" },
    copy: { build },
    cron: { image: "jobs" },
    other: { build: { context: "/p/other" } },
    plain: { image: "plain" },
  };
  const { released, builds, elsewhere } = builtServices({ services }, ["web", "worker", "plain"], "/p");
  expect([...released]).toEqual([
    ["web", "web"],
    ["worker", "worker"],
    ["plain", "plain"],
    ["copy", "web"],
    ["cron", "worker"],
  ]);
  expect(builds).toEqual(
    new Map([
      ["web", build],
      ["worker", worker],
      ["plain", { context: "/p" }],
    ]),
  );
  expect(elsewhere).toEqual([{ service: "other", from: "./other" }]);
});

test("what is built elsewhere is named with its place", () => {
  const services = {
    web: { build },
    one: { build: { context: "/p/one" } },
    two: { build: { ...build, dockerfile: "two.Dockerfile", target: "jobs" } },
    three: { build: { context: "/p/three" }, image: "pushed/three" },
    four: { build: { context: "https://github.com/team/four.git", args: { A: "1" } } },
  };
  expect(sorted(services).elsewhere).toEqual([
    { service: "one", from: "./one" },
    { service: "two", from: ". (two.Dockerfile, target jobs)" },
    { service: "four", from: "https://github.com/team/four.git (args A)" },
  ]);
});

test("a build is told from where its files stand", () => {
  const contexts = { shared: "/p/shared", base: "docker-image://node", above: "/" };
  const options = buildOptions({ context: "/p/web", target: "jobs", additional_contexts: contexts }, "/p", "/copy");
  expect(options).toMatchObject({
    context: "/copy/web",
    target: "jobs",
    contexts: { shared: "/copy/shared", base: "docker-image://node", above: "/" },
  });
  expect(buildOptions(undefined, "/p")).toMatchObject({ context: "/p", args: {} });
});

test.each([
  [{}, undefined, "docker buildx build --tag a:1 ."],
  [{ context: "/p", dockerfile: "Web" }, undefined, "docker buildx build --tag a:1 --file Web ."],
  [
    { context: "/p/web", dockerfile: "Dockerfile", target: "final" },
    ["linux/amd64", "linux/arm64"],
    "docker buildx build --push --platform linux/amd64,linux/arm64 --tag a:1 --file web/Dockerfile --target final web",
  ],
  [{ context: "https://example.com/r.git" }, undefined, "docker buildx build --tag a:1 https://example.com/r.git"],
])("the build %j is told in short", (build, platforms, plan) => {
  expect(buildPlan(build, "/p", "a:1", platforms)).toBe(plan);
});
