import { dirname } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { serveGit } from "../../../testing/git/git-server.ts";
import { git } from "../../../testing/git/repository.ts";
import { sharedRepository } from "../../../testing/git/shared-repository.ts";
import { readHeads } from "./heads.ts";
import { credentialsFor } from "./url-credentials.ts";

const { signal } = new AbortController();
const access = { env: process.env, signal };

test("the newest commits of branches are asked of the remote, and of no branch whose name only ends so", async () => {
  const { directory, remote, commit } = sharedRepository();
  const head = commit("Change it");
  git(directory, "push", "--quiet", "origin", "HEAD:refs/heads/refs/heads/other", "HEAD:refs/heads/release/2.x");
  const heads = await readHeads(folder(), `file://${remote}`, ["main", "release/2.x", "other"], access);
  expect([...heads]).toEqual([
    ["main", head],
    ["release/2.x", head],
  ]);
  expect((await readHeads(folder(), remote, ["none"], access)).size).toBe(0);
});

test("a remote that is not there is said to be", async () => {
  const failure = await failureOf(readHeads(folder(), `${folder()}/none.git`, ["main"], access));
  expect(failure.message).toBe("git ls-remote failed");
});

test("a login is used that stands in no argument", async () => {
  const { remote, commit } = sharedRepository();
  const head = commit("Change it");
  const login = { username: "robot@example.com", password: "p@ss/word: 1" };
  const host = await serveGit(dirname(remote), { user: login.username, password: login.password });
  const url = `${host}/origin.git`;
  const env = { ...process.env, ...credentialsFor(url, login, process.env) };
  expect((await readHeads(folder(), url, ["main"], { env, signal })).get("main")).toBe(head);
  await failureOf(readHeads(folder(), url, ["main"], access));
});
