import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder, listed, read } from "../../../testing/fixtures/folder.ts";
import { git } from "../../../testing/git/repository.ts";
import { sharedRepository, writeHook } from "../../../testing/git/shared-repository.ts";
import { bringToCommit } from "./served-clone.ts";

const { signal } = new AbortController();
const access = { env: process.env, signal };

test("a clone is at the commit that is wanted, with nothing else in it", async () => {
  const { remote, commit } = sharedRepository();
  const clone = join(folder(), "clone");
  const bring = (wanted: string) =>
    bringToCommit(clone, { url: `file://${remote}`, branch: "main", commit: wanted }, access);
  const first = commit("First", { "a.txt": "1", ".gitignore": "kept\n" });
  expect(await bring(first)).toBe(true);
  writeFileSync(join(clone, "left.txt"), "left");
  writeFileSync(join(clone, "kept"), "ignored");
  writeFileSync(join(clone, "a.txt"), "changed");
  const second = commit("Second", { "a.txt": "2" });
  expect(await bring(second)).toBe(true);
  expect({ files: listed(clone), text: read(clone, "a.txt") }).toEqual({ files: [".gitignore", "a.txt"], text: "2" });
  expect(git(clone, "rev-parse", "HEAD")).toBe(second);
  expect(git(clone, "remote", "get-url", "origin")).toBe(`file://${remote}`);
});

test("a commit that the remote has no more is told from one that is there", async () => {
  const { directory, remote, commit } = sharedRepository();
  const first = commit("First");
  const lost = git(directory, "commit-tree", "-m", "never pushed", `${first}^{tree}`);
  const wanted = { url: remote, branch: "main", commit: lost };
  expect(await bringToCommit(join(folder(), "clone"), wanted, access)).toBe(false);
});

test("what a killed run left of a clone is made anew", async () => {
  const { remote, commit } = sharedRepository();
  const wanted = { url: remote, branch: "main", commit: commit("First", { "a.txt": "1" }) };
  const clone = join(folder(), "clone");
  await bringToCommit(clone, wanted, access);
  writeFileSync(join(clone, ".git", "index.lock"), "");
  expect(await bringToCommit(clone, wanted, access)).toBe(true);
  expect(existsSync(join(clone, ".git", "index.lock"))).toBe(false);
  rmSync(join(clone, ".git", "objects"), { recursive: true });
  expect(await bringToCommit(clone, wanted, access)).toBe(true);
});

test("a clone is kept while its remote is out of reach", async () => {
  const { remote, commit } = sharedRepository();
  const wanted = { url: remote, branch: "main", commit: commit("First") };
  const clone = join(folder(), "clone");
  await bringToCommit(clone, wanted, access);
  const failure = await failureOf(bringToCommit(clone, { ...wanted, url: `${remote}.gone` }, access));
  expect(failure.message).toBe("git fetch failed");
  expect(existsSync(join(clone, ".git", "HEAD"))).toBe(true);
});

test("hooks of the machine's settings do not run in it", async () => {
  const { remote, commit } = sharedRepository();
  const wanted = { url: remote, branch: "main", commit: commit("First") };
  const ran = join(folder(), "ran");
  const hooks = folder({}, "template");
  git(hooks, "init", "--quiet", "--bare", ".");
  writeHook(hooks, "post-checkout", `touch '${ran}'`);
  const env = {
    ...process.env,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.hooksPath",
    GIT_CONFIG_VALUE_0: `${hooks}/hooks`,
  };
  expect(await bringToCommit(join(folder(), "clone"), wanted, { env, signal })).toBe(true);
  expect(existsSync(ran)).toBe(false);
});
