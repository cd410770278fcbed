import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { writeAll } from "../../../testing/fixtures/folder.ts";
import { project, reservationsOn, tagsOf } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { writeHook } from "../../../testing/git/shared-repository.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { imageInRegistry } from "../../../testing/servers/published-artifacts.ts";
import { few } from "../../../testing/setup/short-run.ts";

const publish = ownServers();

describe("a tag that a person pushed, on the commit that is released,", () => {
  const tags: Record<string, { tag: string[]; asked?: string[]; record: string; tags: string[] }> = {
    "starts the pipeline": { tag: ["v1.2.3"], record: "refs/chatops/releases/v1.2.3", tags: ["v1.2.3"] },
    "is annotated, and its version is asked for": {
      tag: ["--annotate", "--message", "Version 1.2.3", "v1.2.3"],
      asked: ["1.2.3"],
      record: "refs/chatops/releases/v1.2.3",
      tags: ["v1.2.3"],
    },
    "has no v": { tag: ["1.2.3"], record: "refs/tags/v1.2.3", tags: ["1.2.3", "v1.2.3"] },
  };
  test.each(few(Object.entries(tags), 1))("%s: its version is released once, and the tag stays", async (_, given) => {
    const { name, directory, remote = "", user, clone, chatops } = project({ publish });
    git(directory, "tag", ...given.tag);
    git(directory, "push", "--quiet", "origin", "--tags");
    const before = git(remote, "for-each-ref", "refs/tags");
    const ci = clone();
    git(ci, "checkout", "--quiet", "--detach");
    const { exitCode, result } = await user.chatops(ci, "release", ...(given.asked ?? []), "--json");
    expect({ exitCode, version: result?.version }).toEqual({ exitCode: 0, version: "1.2.3" });
    expect(await imageInRegistry(publish.registry, `team/${name}`, "1.2.3")).toMatchObject({
      digest: result.image.digest,
    });
    expect(tagsOf(remote)).toEqual(given.tags);
    expect(git(remote, "for-each-ref", "refs/tags")).toContain(before);
    expect(git(remote, "for-each-ref", "--format=%(contents)", given.record)).toContain(
      `Image-Digest: ${result.image.digest}`,
    );
    expect(reservationsOn(remote)).toEqual([]);
    expect((await chatops("release", "1.2.3")).stdout).toContain("Already released as v1.2.3");
    expect(await chatops("trace", "1.2.3")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("✔ tag     v1.2.3"),
    });
  });
});

test("a fix of an earlier line gets that line's version, and is not taken for the newest", async () => {
  const { name, directory, chatops } = project();
  await chatops("release", "1.0.0");
  git(directory, "commit", "--quiet", "--allow-empty", "--message", "feat!: new world");
  git(directory, "push", "--quiet", "origin", "HEAD:main");
  await chatops("release");
  git(directory, "checkout", "--quiet", "-b", "1.x", "v1.0.0");
  writeAll(directory, { "chatops.yaml": { name, release: { branch: "1.x" } }, message: "hot\n" });
  git(directory, "commit", "--quiet", "--all", "--message", "fix: hot");
  git(directory, "push", "--quiet", "origin", "1.x");
  const { exitCode, result } = await chatops("release", "--json");
  expect(exitCode).toBe(0);
  expect(result).toMatchObject({ version: "1.0.1", next: "chatops deploy --version 1.0.1" });
});

test("the user's hook is asked once, before anything is written, and its refusal is said to be that", async () => {
  const { directory, remote = "", chatops } = project();
  writeHook(`${directory}/.git`, "pre-push", "echo 'branch names must match feature/*' >&2; exit 1");
  const ran = await chatops("release", "--json");
  expect(ran.exitCode).toBe(3);
  expect(errorOf(ran)).toMatchObject({ message: "the pre-push hook of this repository refuses the tag v0.1.0" });
  expect(ran.events.filter((event) => "kind" in event && event.kind === "change")).toEqual([]);
  writeHook(`${directory}/.git`, "pre-push", `cat >> '${directory}.hook'`);
  expect(await chatops("release")).toMatchObject({ exitCode: 0 });
  expect(readFileSync(`${directory}.hook`, "utf8").match(/refs\//g)).toHaveLength(1);
  expect(tagsOf(remote)).toEqual(["v0.1.0"]);
});

test("a tag of the next version that only this repository has is named, with both ways out", async () => {
  const { directory, remote = "", chatops, commit } = project();
  git(directory, "tag", "v0.1.0");
  commit();
  const ran = await chatops("release", "--json");
  expect(errorOf(ran)).toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/^the tag v0\.1\.0 stands on commit [0-9a-f]{7} here, and origin has no such tag$/),
    hint: expect.stringContaining("git tag --delete v0.1.0"),
  });
  expect(ran.events.filter((event) => "kind" in event && event.kind === "change")).toEqual([]);
  expect(reservationsOn(remote)).toEqual([]);
});

test("a remote of another name is the remote", async () => {
  const { directory, remote = "", chatops } = project();
  git(directory, "remote", "rename", "origin", "upstream");
  expect(await chatops("release")).toMatchObject({ exitCode: 0 });
  expect(tagsOf(remote)).toEqual(["v0.1.0"]);
});
