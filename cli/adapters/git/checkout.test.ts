import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder } from "../../../testing/fixtures/folder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { readCheckout } from "./checkout.ts";

const { signal } = new AbortController();
const access = { env: process.env, signal };
const branchOf = async (directory: string) => (await readCheckout(directory, access))?.branch;

/** A clone of a repository whose default branch is `trunk`. */
function clone(): string {
  const origin = repository({}, { branch: "trunk", name: "origin" });
  git(dirname(origin), "clone", "--quiet", origin, "clone");
  return join(dirname(origin), "clone");
}

describe("the branch that releases are made from", () => {
  test("is the remote's default branch, whatever is checked out", async () => {
    const directory = clone();
    git(directory, "checkout", "--quiet", "-b", "feature/login");
    git(directory, "pack-refs", "--all");
    expect(await branchOf(directory)).toBe("trunk");
  });

  test("is the remote's also in a worktree", async () => {
    const directory = clone();
    git(directory, "worktree", "add", "--quiet", "-b", "hotfix", "../hotfix");
    expect(await branchOf(join(dirname(directory), "hotfix"))).toBe("trunk");
  });

  test("is the one that is checked out, if there is no remote", async () => {
    expect(await branchOf(repository({}, { branch: "feature/login" }))).toBe("feature/login");
  });

  test("is known before the first commit", async () => {
    const directory = folder();
    git(directory, "init", "--quiet", "--initial-branch", "trunk");
    expect(await branchOf(directory)).toBe("trunk");
  });

  test("is not known of a remote that does not say it", async () => {
    const directory = repository({}, { branch: "feature/login" });
    git(directory, "remote", "add", "upstream", "https://example.com/shop.git");
    expect(await branchOf(directory)).toBeUndefined();
  });

  test("is not known if only a commit is checked out", async () => {
    const directory = repository();
    git(directory, "checkout", "--quiet", "--detach");
    expect(await branchOf(directory)).toBeUndefined();
  });

  test("is read from a repository that keeps its references in one table", async ({ skip }) => {
    const directory = folder();
    const init = ["init", "--quiet", "--initial-branch", "trunk", "--ref-format=reftable"];
    skip(spawnSync("git", init, { cwd: directory }).status !== 0, "needs Git 2.45");
    expect(await branchOf(directory)).toBe("trunk");
  });
});

test("a project below the repository's root is known by its folder", async () => {
  const directory = join(repository(), "services/my chat");
  mkdirSync(directory, { recursive: true });
  expect(await readCheckout(directory, access)).toEqual({ branch: "main", folder: "services/my chat" });
});

test("a folder of no repository has none", async () => {
  expect(await readCheckout(folder(), access)).toBeUndefined();
});
