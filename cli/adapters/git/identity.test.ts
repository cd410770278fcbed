import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { repository as filesIn } from "../../../testing/git/repository.ts";
import { identityOf, isOfRepository } from "./identity.ts";
import { openRepository } from "./repository.ts";

const open = (directory: string) =>
  openRepository(directory, { env: process.env, signal: new AbortController().signal });
const git = (cwd: string, ...args: string[]) => execFileSync("git", args, { cwd });

test("a repository is known by its remote, and one without by its first commit, also after it got one", async () => {
  const directory = filesIn({ "server.js": "" });
  const alone = await open(directory);
  const first = (await identityOf(alone)) ?? expect.fail("no identity");
  expect(first).toMatch(/^root:[0-9a-f]{40}$/);
  git(directory, "remote", "add", "origin", "https://robot:secret@example.com/team/shop.git");
  const withRemote = await open(directory);
  expect(await identityOf(withRemote)).toBe("example.com/team/shop");
  expect(await isOfRepository(withRemote, first)).toBe(true);
  expect(await isOfRepository(withRemote, "example.com/team/shop")).toBe(true);
  expect(await isOfRepository(withRemote, "example.com/other/shop")).toBe(false);
});

test("a copy with another remote is another repository", async () => {
  const directory = filesIn({ "server.js": "" });
  git(directory, "remote", "add", "origin", "../somewhere/shop.git");
  const found = await identityOf(await open(directory));
  expect(found).toMatch(/^\/.*\/somewhere\/shop$/);
  git(directory, "remote", "set-url", "origin", "../elsewhere/shop.git");
  expect(await isOfRepository(await open(directory), found ?? "")).toBe(false);
});
