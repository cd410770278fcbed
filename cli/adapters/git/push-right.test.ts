import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { git } from "../../../testing/git/repository.ts";
import { sharedRepository, writeHook } from "../../../testing/git/shared-repository.ts";
import { verifyPushRight } from "./push-right.ts";
import { openRepository } from "./repository.ts";

const access = { env: process.env, signal: new AbortController().signal };
const ask = async (directory: string) =>
  verifyPushRight(await openRepository(directory, access), git(directory, "rev-parse", "HEAD"), "v1.4.0");

describe("the right to push a tag", () => {
  test("is asked for without pushing, of the user's own hook too", async () => {
    const { directory, remote } = sharedRepository();
    const told = join(folder(), "told");
    writeHook(join(directory, ".git"), "pre-push", `cat > '${told}'`);
    await ask(directory);
    expect(readFileSync(told, "utf8")).toContain("refs/tags/v1.4.0");
    expect(git(remote, "tag", "--list")).toBe("");
  });

  test("is there for a tag that stands on the commit already", async () => {
    const { directory } = sharedRepository();
    git(directory, "push", "--quiet", "origin", "HEAD:refs/tags/v1.4.0");
    await ask(directory);
  });

  test("is refused by a hook in its own words, with the file", async () => {
    const { directory } = sharedRepository();
    const words =
      "echo 'husky - pre-push hook exited with code 1 (error)' >&2; echo 'names must match feature/*' >&2; exit 1";
    writeHook(join(directory, ".git"), "pre-push", words);
    expect(await failureOf(ask(directory))).toMatchObject({
      message: "the pre-push hook of this repository refuses the tag v1.4.0",
      details: ["husky - pre-push hook exited with code 1 (error)", "names must match feature/*"],
      hint: expect.stringContaining(join(directory, ".git/hooks/pre-push")),
    });
  });

  test("is refused by a hook from wherever the user keeps hooks", async () => {
    const { directory } = sharedRepository();
    const hooks = folder({ "pre-push": "#!/bin/sh\nexit 1\n" });
    chmodSync(join(hooks, "pre-push"), 0o755);
    git(directory, "config", "core.hooksPath", hooks);
    expect((await failureOf(ask(directory))).hint).toContain(join(hooks, "pre-push"));
  });

  test("is not a hook's to refuse, if the remote is not there", async () => {
    const { directory, remote } = sharedRepository();
    writeHook(join(directory, ".git"), "pre-push", "exit 1");
    git(directory, "remote", "set-url", "origin", `${remote}-gone`);
    expect((await failureOf(ask(directory))).message).toBe(`git push to the remote ${remote}-gone failed`);
  });
});
