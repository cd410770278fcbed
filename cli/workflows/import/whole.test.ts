import { chmodSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { importIn } from "../../../testing/chatops/import.ts";
import { folder, listed, read, writeAll } from "../../../testing/fixtures/folder.ts";
import { goOfJenkinsX } from "../../../testing/fixtures/jenkins-x.ts";
import { express } from "../../../testing/fixtures/sample-projects.ts";
import { git, repository } from "../../../testing/git/repository.ts";

const status = (directory: string) => git(directory, "status", "--porcelain");

/** A repository with a remote, whose hooks may refuse. */
function withRemote() {
  const remote = join(folder({}, "remote"), "shop.git");
  return { directory: repository(express, { remote }), remote };
}

const hook = (directory: string, name: string) =>
  writeAll(directory, { [name]: "#!/bin/sh\necho 'not today' >&2\nexit 1\n" });

describe("an import is written whole or not at all", () => {
  test("where the last file cannot be written", async () => {
    const directory = repository(goOfJenkinsX("shop", 2018), { name: "shop" });
    // Stands where the file is written before it gets its name.
    const obstacle = `.chatops.lock.${process.pid}.tmp`;
    mkdirSync(join(directory, obstacle));
    const before = listed(directory);
    const failure = await failureOf(importIn(directory, { migrate: true }));
    expect(failure).toMatchObject({
      reason: "precondition",
      message: expect.stringContaining("cannot write chatops.lock"),
    });
    expect(listed(directory)).toEqual(before);
    expect(status(directory)).toBe("");
    rmSync(join(directory, obstacle), { recursive: true });
    expect((await importIn(directory, { migrate: true })).exitCode).toBe(0);
  });

  test("where a later step fails", async () => {
    const directory = repository(goOfJenkinsX("shop", 2018), { name: "shop" });
    hook(directory, ".git/hooks/pre-commit");
    git(directory, "config", "core.hooksPath", ".git/hooks");
    chmodSync(join(directory, ".git/hooks/pre-commit"), 0o755);
    const before = listed(directory);
    const failure = await failureOf(importIn(directory, { migrate: true, branch: "chatops" }));
    expect(failure.message).toContain("git commit failed");
    expect(listed(directory)).toEqual(before);
    expect(status(directory)).toBe("");
    expect(git(directory, "branch", "--show-current")).toBe("main");
    expect(git(directory, "branch", "--list", "chatops")).toBe("");
  });

  test("where it is stopped in the middle", async () => {
    const directory = repository(goOfJenkinsX("shop", 2018), { name: "shop" });
    const before = listed(directory);
    const seen: string[] = [];
    await expect(
      importIn(directory, {
        migrate: true,
        commit: true,
        onEvent: (event, stop) => {
          if (event.type !== "started") return;
          seen.push(event.title);
          if (event.title.startsWith("Commit")) stop();
        },
      }),
    ).rejects.toThrow("stopped");
    expect(seen.at(-1)).toMatch(/^Commit \d+ files$/);
    expect(listed(directory)).toEqual(before);
    expect(existsSync(join(directory, "chart"))).toBe(false);
    expect(status(directory)).toBe("");
  });
});

describe("--branch and --push", () => {
  test("commit on a new branch, and leave the other one and what is staged alone", async () => {
    const directory = repository(express);
    const main = git(directory, "rev-parse", "main");
    writeAll(directory, { "work.txt": "in progress\n" });
    git(directory, "add", "work.txt");
    await importIn(directory, { branch: "with-chatops" });
    expect(git(directory, "branch", "--show-current")).toBe("with-chatops");
    expect(git(directory, "rev-parse", "main")).toBe(main);
    expect(git(directory, "log", "--format=%s", "main..with-chatops")).toBe("Import with chatops");
    expect(status(directory)).toBe("A  work.txt");
  });

  test("push it to the remote, which it tracks then", async () => {
    const { directory, remote } = withRemote();
    await importIn(directory, { branch: "with-chatops", push: true });
    expect(git(remote, "rev-parse", "with-chatops")).toBe(git(directory, "rev-parse", "HEAD"));
    expect(git(directory, "rev-parse", "--abbrev-ref", "@{upstream}")).toBe("origin/with-chatops");
  });

  test("a commit that the remote refuses is taken back with all files", async () => {
    const { directory, remote } = withRemote();
    hook(remote, "hooks/pre-receive");
    chmodSync(join(remote, "hooks/pre-receive"), 0o755);
    const head = git(directory, "rev-parse", "HEAD");
    const before = listed(directory);
    const failure = await failureOf(importIn(directory, { push: true }));
    expect(failure.details.join("\n")).toContain("not today");
    expect(git(directory, "rev-parse", "HEAD")).toBe(head);
    expect(listed(directory)).toEqual(before);
    expect(status(directory)).toBe("");
  });

  test("work before the first commit", async () => {
    const directory = folder(express);
    git(directory, "init", "--quiet", "--initial-branch", "main");
    git(directory, "config", "user.name", "Test");
    git(directory, "config", "user.email", "test@example.com");
    await importIn(directory, { branch: "start" });
    expect(git(directory, "log", "--format=%s", "start")).toBe("Import with chatops");
  });

  test("a dry run makes neither", async () => {
    const { directory, remote } = withRemote();
    await importIn(directory, { branch: "with-chatops", push: true, dryRun: true });
    expect(git(directory, "branch", "--show-current")).toBe("main");
    expect(git(remote, "branch", "--list", "with-chatops")).toBe("");
    expect(status(directory)).toBe("");
  });

  test.each([
    ["a branch that is there", { branch: "main" }, "the branch main is there already"],
    ["a name that is none", { branch: "a..b" }, "--branch a..b is no name"],
    ["a push without a remote", { push: true }, "--push needs a remote"],
  ])("%s is refused before anything is written", async (_, options, words) => {
    const directory = repository(express);
    expect((await failureOf(importIn(directory, options))).message).toContain(words);
    expect(status(directory)).toBe("");
  });

  test("a push without a branch is refused", async () => {
    const { directory } = withRemote();
    git(directory, "checkout", "--quiet", "--detach");
    expect((await failureOf(importIn(directory, { push: true }))).message).toContain("--push needs a branch");
    await importIn(directory, { branch: "with-chatops" });
    expect(read(directory, ".git/HEAD")).toContain("with-chatops");
  });
});
