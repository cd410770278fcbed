import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { recorder } from "../../../testing/chatops/recorder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { sharedRepository, writeHook } from "../../../testing/git/shared-repository.ts";
import { noSsh, signWith, sshKey } from "../../../testing/git/signing.ts";
import { runSteps } from "../../core/steps.ts";
import { namingOf } from "../../domain/release/naming.ts";
import type { Release } from "../../domain/release/release.ts";
import { tagMessage } from "../../domain/release/tag-message.ts";
import { publish, verifyPushable } from "./publish.ts";
import { findReleased } from "./released.ts";
import { reserve } from "./reservation.ts";
import { readOverview, readSource, type Source } from "./source.ts";
import { chooseVersion } from "./version.ts";

const { signal } = new AbortController();
const naming = namingOf({ name: "chat" });
const asked = { version: undefined, bump: undefined, pre: undefined };
const place = { branch: "main", naming };
const read = async (directory: string) =>
  readSource(await readOverview(directory, place, { env: process.env, signal }), place);

/** A release of the commit with everything of it that is in Git. */
async function released(directory: string) {
  const source = await read(directory);
  const { version } = chooseVersion(source, asked);
  const told = recorder();
  await runSteps({ listener: told.listener, dryRun: false, signal }, async (steps) => {
    await verifyPushable(steps, source, version);
    const reserved = await reserve(steps, source, version);
    await publish({ steps }, source, taggedAs(source, version), reserved);
  });
  return { version, titles: told.titles("finished") };
}

function taggedAs({ commit }: Source, version: string) {
  const image = { repository: "team/chat", digest: "sha256:aa", id: "sha256:bb" };
  const made: Release = { version, commit, image, chart: undefined };
  return { made, message: tagMessage(made, "- notes") };
}

const refsOf = (directory: string) => git(directory, "for-each-ref", "--format=%(refname) %(objecttype)").split("\n");

describe("a release on a tag of somebody else", () => {
  test.each<[what: string, tag: string[]]>([
    ["lightweight", ["v1.2.3"]],
    ["annotated", ["--annotate", "--message", "Version 1.2.3\n\nImage: somebody/else:9\nImage-Id: x", "v1.2.3"]],
  ])("is recorded beside it, and found by the next run: %s", async (_, tag) => {
    const { directory, remote, clone } = sharedRepository();
    git(directory, "tag", ...tag);
    git(directory, "push", "--quiet", "origin", "v1.2.3");
    const before = git(remote, "rev-parse", "v1.2.3");
    const { version, titles } = await released(directory);
    expect({ version, last: titles.at(-1) }).toEqual({ version: "1.2.3", last: "Record the release beside v1.2.3" });
    expect(git(remote, "rev-parse", "v1.2.3")).toBe(before);
    expect(refsOf(remote)).toEqual([
      "refs/chatops/releases/v1.2.3 tag",
      "refs/heads/main commit",
      expect.stringMatching(/^refs\/tags\/v1\.2\.3 /),
    ]);
    const source = await read(clone());
    expect(findReleased(source, asked)).toMatchObject({ version: "1.2.3", release: { image: { id: "sha256:bb" } } });
  });

  test("is an ordinary one if its name is not the one that we use", async () => {
    const { directory, remote } = sharedRepository();
    git(directory, "push", "--quiet", "origin", "HEAD:refs/tags/1.2.3");
    expect((await released(directory)).version).toBe("1.2.3");
    expect(refsOf(remote)).toEqual(["refs/heads/main commit", "refs/tags/1.2.3 commit", "refs/tags/v1.2.3 tag"]);
  });

  test("is recorded in this repository if there is no remote", async () => {
    const directory = repository();
    git(directory, "tag", "v1.2.3");
    await released(directory);
    expect(refsOf(directory)).toContain("refs/tags/v1.2.3 commit");
    expect(findReleased(await read(directory), asked)).toMatchObject({ release: { version: "1.2.3" } });
  });

  test("is refused before anything is made, where the remote keeps nothing beside it", async () => {
    const { directory, remote } = sharedRepository();
    git(directory, "push", "--quiet", "origin", "HEAD:refs/tags/v1.2.3");
    git(remote, "config", "receive.hideRefs", "refs/chatops");
    expect((await failureOf(released(directory))).message).toBe(
      "the tag v1.2.3 is somebody else's, and the remote keeps nothing of ours beside it",
    );
  });
});

test.skipIf(noSsh)("what is signed is signed beside a tag of somebody else, too", async () => {
  const { directory, remote } = sharedRepository();
  signWith(directory, sshKey());
  git(directory, "config", "tag.gpgSign", "true");
  git(directory, "push", "--quiet", "origin", "HEAD:refs/tags/v1.2.3");
  await released(directory);
  const text = git(remote, "cat-file", "tag", "refs/chatops/releases/v1.2.3");
  expect(text).toMatch(/^tag v1\.2\.3$/m);
  expect(text).toContain("BEGIN SSH SIGNATURE");
  expect(git(directory, "tag", "--list")).toBe("");
});

test("the user's hook is asked once, for the tag", async () => {
  const { directory, remote } = sharedRepository();
  writeHook(`${directory}/.git`, "pre-push", "cat >> .git/told");
  await released(directory);
  const told = readFileSync(join(directory, ".git/told"), "utf8").trim().split("\n");
  expect(told).toEqual([expect.stringContaining("refs/tags/v0.1.0")]);
  expect(refsOf(remote)).toEqual(["refs/heads/main commit", "refs/tags/v0.1.0 tag"]);
});

describe("what changes on the remote while a release is made:", () => {
  type Shared = ReturnType<typeof sharedRepository>;

  /** A release, with what others do once it has reserved its version. */
  async function reserving(at: Shared, meanwhile: (at: Shared) => void): Promise<void> {
    at.commit("feat: rooms", { file: "2" });
    const source = await read(at.directory);
    const { version } = chooseVersion(source, asked);
    const { listener } = recorder();
    await runSteps({ listener, dryRun: false, signal }, async (steps) => {
      const reserved = await reserve(steps, source, version);
      meanwhile(at);
      await reserved.verifyHeld();
      await publish({ steps }, source, taggedAs(source, version), reserved);
    });
  }
  const other = (directory: string) => git(directory, "commit-tree", "-m", "Other", "HEAD^{tree}");

  test.each<[what: string, meanwhile: (at: Shared) => void, says: RegExp]>([
    [
      "a branch that lost the commit",
      ({ directory }) => git(directory, "push", "--quiet", "--force", "origin", "HEAD~1:refs/heads/main"),
      /^commit \w{7} is not in origin\/main any more: it was written anew meanwhile$/,
    ],
    [
      "a branch that is gone",
      ({ remote }) => git(remote, "update-ref", "-d", "refs/heads/main"),
      /^commit \w{7} is not in origin\/main any more/,
    ],
    [
      "a tag of that name",
      ({ remote }) => git(remote, "tag", "v0.1.0", other(remote)),
      /^somebody has pushed a tag v0\.1\.0 meanwhile/,
    ],
  ])("%s ends it, and nothing is left reserved", async (_, meanwhile, says) => {
    const at = sharedRepository({ file: "1" });
    expect((await failureOf(reserving(at, meanwhile))).message).toMatch(says);
    expect(refsOf(at.remote).join()).not.toContain("reservations");
  });

  test("a branch that went on is as good as before", async () => {
    const at = sharedRepository({ file: "1" });
    await reserving(at, ({ directory }) => {
      const next = git(directory, "commit-tree", "-p", "HEAD", "-m", "Next", "HEAD^{tree}");
      git(directory, "push", "--quiet", "origin", `${next}:refs/heads/main`);
    });
    expect(refsOf(at.remote)).toContain("refs/tags/v0.1.0 tag");
  });
});
