import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { buildFlags, requireBuildable, secretArguments } from "./build-keys.ts";
import type { ComposeBuild } from "./compose-model.ts";

test("an image that is built with another service's is refused: Compose alone knows that one", async () => {
  await expect(check({ additional_contexts: { base: "service:web" } })).rejects.toMatchObject({
    message: "the Compose file builds the image with that of another service, as base in `additional_contexts`",
  });
});

const check = async (build: ComposeBuild) => requireBuildable({ context: "/p", ...build });

test("a build that is not going to be as Compose does it is refused by what it asks for", async () => {
  const failure = await failureOf(check({ entitlements: ["network.host"], privileged: true, target: "jobs" }));
  expect(failure.message).toContain("what is not supported: entitlements, privileged");
  expect(failure.hint).toContain("`build`");
});

test("an argument that looks like a secret is warned of, by its name alone", () => {
  const [text] = secretArguments({ args: { NPM_TOKEN: "tok-123", NODE_ENV: "production" } }) ?? [];
  expect(text).toMatch(/can read them: NPM_TOKEN$/);
  expect(secretArguments({ args: { NODE_ENV: "production" } })).toBeUndefined();
});

test("what changes nothing in the image is no reason to refuse a build", async () => {
  await check({
    cache_from: ["a/b"],
    no_cache: true,
    tags: ["c/d"],
    privileged: false,
    "x-own": 1,
    labels: { a: "b" },
  });
});

test("a build is told where it is made and whom it reaches, in each form that Compose prints", () => {
  expect(buildFlags({ network: "host", extra_hosts: ["db=1.2.3.4"], ssh: ["default"] })).toEqual(
    buildFlags({ network: "host", extra_hosts: { db: "1.2.3.4" }, ssh: { default: null } }),
  );
  expect(buildFlags({ network: "host", extra_hosts: ["db=1.2.3.4"], ssh: ["default"] })).toEqual([
    "--network",
    "host",
    "--add-host",
    "db=1.2.3.4",
    "--ssh",
    "default",
  ]);
  expect(buildFlags({ platforms: ["linux/arm64"] })).toEqual(["--platform", "linux/arm64"]);
  expect(buildFlags({ platforms: ["linux/arm64", "linux/amd64"] })).toEqual([]);
});
