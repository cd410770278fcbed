import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findProgram } from "../../../sandbox/programs.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { sharedRepository, writeHook } from "../../../testing/git/shared-repository.ts";
import { namingOf } from "../../domain/release/naming.ts";
import type { Release } from "../../domain/release/release.ts";
import { tagMessage } from "../../domain/release/tag-message.ts";
import { createTag, deleteTag, objectAt, publishTag, pushReservation, verifyArrived } from "./publish.ts";
import { fetchReleases, localTag, readTags, remoteBranch, reservations, versionTags } from "./releases.ts";
import { headCommit, openRepository, type Repository, tagger } from "./repository.ts";
import { writeTagObject } from "./tag-object.ts";

const { signal } = new AbortController();
const access = { env: process.env, signal };
const naming = namingOf({ name: "chat" });
const version = "1.4.0";
const tag = "v1.4.0";
const ref = "refs/chatops/reservations/v1.4.0";

/** A tag object of its own on the repository's commit, as each run writes one. */
async function tagObject(opened: Repository, who: string): Promise<string> {
  const commit = await headCommit(opened);
  return writeTagObject(opened, { commit, name: "v1.4.0", message: `Holder: ${who}`, tagger: await tagger(opened) });
}

const refsOf = (remote: string) => git(remote, "for-each-ref", "--format=%(refname)").split("\n");
const open = (directory: string) => openRepository(directory, access);

describe("a reservation", () => {
  test("is the first run's alone: the second on the same commit finds it taken", async () => {
    const { directory, remote, clone } = sharedRepository();
    const [mine, theirs] = await Promise.all([open(directory), open(clone())]);
    const [first, second] = await Promise.all([tagObject(mine, "robot"), tagObject(theirs, "other")]);
    expect(await pushReservation(mine, ref, first, undefined)).toBe("reserved");
    expect(await pushReservation(theirs, ref, second, undefined)).toBe("taken");
    expect(git(remote, "rev-parse", ref)).toBe(first);
    expect(await objectAt(theirs, ref)).toBe(first);
  });

  test("is won by one of two runs at the same moment", async () => {
    const { directory, clone } = sharedRepository();
    const runs = await Promise.all([directory, clone(), clone()].map(open));
    const outcomes = await Promise.all(
      runs.map(async (run, index) => pushReservation(run, ref, await tagObject(run, `run ${index}`), undefined)),
    );
    expect(outcomes.sort()).toEqual(["reserved", "taken", "taken"]);
  });

  test("of a dead run is taken over by one that has seen it, and by no one else", async () => {
    const { directory, clone } = sharedRepository();
    const [dead, next, late] = await Promise.all([open(directory), open(clone()), open(clone())]);
    const left = await tagObject(dead, "dead");
    await pushReservation(dead, ref, left, undefined);
    const [taken, tooLate] = [await tagObject(next, "next"), await tagObject(late, "late")];
    expect(await pushReservation(next, ref, taken, left)).toBe("reserved");
    expect(await pushReservation(late, ref, tooLate, left)).toBe("taken");
    expect(await objectAt(dead, ref)).toBe(taken);
  });

  test("that is pushed to another repository than it is read from is told", async () => {
    const { directory, remote } = sharedRepository();
    const elsewhere = sharedRepository().remote;
    git(directory, "remote", "set-url", "--push", "origin", elsewhere);
    const mine = await open(directory);
    const object = await tagObject(mine, "robot");
    expect(await pushReservation(mine, ref, object, undefined)).toBe("reserved");
    expect(await failureOf(verifyArrived(mine, ref, object))).toMatchObject({
      message: `what is pushed to ${elsewhere} does not arrive at ${remote}, which releases are read from`,
      hint: expect.stringContaining("git remote set-url --push origin"),
    });
    git(directory, "remote", "set-url", "--push", "origin", `file://${remote}`);
    await pushReservation(mine, ref, object, undefined);
    await verifyArrived(mine, ref, object);
  });

  test("is read with its commit, object and holder once fetched; one that is gone is forgotten", async () => {
    const { directory, remote, clone } = sharedRepository();
    const mine = await open(directory);
    const object = await tagObject(mine, "robot");
    await pushReservation(mine, ref, object, undefined);
    const other = await open(clone());
    await fetchReleases(other, naming);
    const commit = await headCommit(mine);
    expect(await reservations(other, naming)).toEqual([
      { version, commit, object, message: expect.stringContaining("robot") },
    ]);
    git(remote, "update-ref", "-d", ref);
    await fetchReleases(other, naming);
    expect(await reservations(other, naming)).toEqual([]);
    expect(await objectAt(other, ref)).toBeUndefined();
  });

  test.each<[what: string, refuse: (remote: string) => void]>([
    ["hides such refs", (remote) => git(remote, "config", "receive.hideRefs", "refs/chatops")],
    [
      "has a pre-receive hook",
      (remote) => writeHook(remote, "pre-receive", "echo 'only branches and tags here' >&2; exit 1"),
    ],
    ["has an update hook", (remote) => writeHook(remote, "update", 'case "$1" in refs/chatops/*) exit 1;; esac')],
  ])("is not supported by a host that %s", async (_, refuse) => {
    const { directory, remote } = sharedRepository();
    refuse(remote);
    const mine = await open(directory);
    expect(await pushReservation(mine, ref, await tagObject(mine, "robot"), undefined)).toBe("unsupported");
  });

  test("fails where the host wants a right that the tag wants as well", async () => {
    const { directory, remote } = sharedRepository();
    const words = "refusing to allow a GitHub App to create or update workflow without `workflows` permission";
    writeHook(remote, "pre-receive", `echo '${words}' >&2; exit 1`);
    const mine = await open(directory);
    expect(await failureOf(pushReservation(mine, ref, await tagObject(mine, "robot"), undefined))).toMatchObject({
      message: `the remote ${remote} refuses what is pushed to it`,
      hint: expect.stringContaining("workflows: write"),
    });
  });

  test("fails where the remote does not answer, with its name and what to try", async () => {
    const { directory, remote } = sharedRepository();
    const mine = await open(directory);
    git(directory, "remote", "set-url", "origin", `${remote}-gone`);
    const failure = await failureOf(pushReservation(mine, ref, await tagObject(mine, "robot"), undefined));
    expect(failure).toMatchObject({ reason: "precondition", message: `git push to the remote ${remote}-gone failed` });
    expect(failure.hint).toContain("git ls-remote origin");
  });
});

describe.each([true, false])("publishing the tag, where several refs can be pushed as one: %s;", (isAtomic) => {
  function shared() {
    const place = sharedRepository();
    git(place.remote, "config", "receive.advertiseAtomic", String(isAtomic));
    return place;
  }

  /** A repository with the tag made and the version reserved. */
  async function ready() {
    const place = shared();
    const mine = await open(place.directory);
    const object = await tagObject(mine, "robot");
    await pushReservation(mine, ref, object, undefined);
    await createTag(mine, tag, await headCommit(mine), "Release 1.4.0");
    return { ...place, mine, object };
  }

  test("takes the reservation away in the same moment", async () => {
    const { mine, object, remote } = await ready();
    expect(await publishTag(mine, tag, { ref, object })).toBe(true);
    expect(refsOf(remote)).toEqual(["refs/heads/main", "refs/tags/v1.4.0"]);
  });

  test("does nothing at all where the reservation was taken over", async () => {
    const { mine, object, remote, clone } = await ready();
    const other = await open(clone());
    const taken = await tagObject(other, "other");
    await pushReservation(other, ref, taken, object);
    expect(await publishTag(mine, tag, { ref, object })).toBe(false);
    expect(refsOf(remote)).toEqual([ref, "refs/heads/main"]);
    expect(git(remote, "rev-parse", ref)).toBe(taken);
  });

  test("works without a reservation, once: the tag, created once, decides", async () => {
    const { directory, clone, remote } = shared();
    const [mine, theirs] = await Promise.all([open(directory), open(clone())]);
    await createTag(mine, tag, await headCommit(mine), "Release by robot");
    await createTag(theirs, tag, await headCommit(theirs), "Release by other");
    expect(await publishTag(mine, tag, undefined)).toBe(true);
    expect(await publishTag(theirs, tag, undefined)).toBe(false);
    expect(git(remote, "tag", "--list", "--format=%(contents)")).toBe("Release by robot");
  });

  test("says why the remote refuses it", async () => {
    const { mine, object, remote } = await ready();
    writeHook(remote, "pre-receive", "echo 'tags are protected' >&2; exit 1");
    const failure = await failureOf(publishTag(mine, tag, { ref, object }));
    expect(failure.message).toBe(`the remote ${remote} refuses what is pushed to it`);
    expect(failure.details.join("\n")).toContain("tags are protected");
    expect(failure.hint).toContain("have it allow you the tags of releases");
    expect(refsOf(remote)).toContain(ref);
  });
});

describe("a tag of this repository", () => {
  test("is made anew for an earlier run's, and deleted although the run is being stopped", async () => {
    const directory = repository();
    const controller = new AbortController();
    const mine = await openRepository(directory, { env: process.env, signal: controller.signal });
    const commit = await headCommit(mine);
    await createTag(mine, tag, commit, "Once");
    await createTag(mine, tag, commit, "Twice\n\n# not a comment");
    expect(git(directory, "tag", "--list", "--format=%(contents)")).toBe("Twice\n\n# not a comment");
    expect(await localTag(mine, tag)).toBe(commit);
    controller.abort(new Error("stopped"));
    await deleteTag(mine, tag);
    expect(git(directory, "tag", "--list")).toBe("");
  });

  test("is found with its commit, whether annotated or not, or not at all", async () => {
    const directory = repository();
    const mine = await open(directory);
    const commit = await headCommit(mine);
    git(directory, "tag", "v1.0.0");
    git(directory, "tag", "--annotate", "--message", "x", "v2.0.0");
    expect(await localTag(mine, "v1.0.0")).toBe(commit);
    expect(await localTag(mine, "v2.0.0")).toBe(commit);
    expect(await localTag(mine, "v3.0.0")).toBeUndefined();
  });
});

describe("the tags of releases", () => {
  const release = (commit: string): Release => ({
    version,
    commit,
    image: { repository: "team/chat", digest: "sha256:aa", id: "sha256:bb" },
    chart: undefined,
  });

  test("are those of the remote, not the user's own; those of others have no release", async () => {
    const { directory, clone, remote } = sharedRepository();
    const mine = await open(directory);
    const commit = await headCommit(mine);
    await createTag(mine, tag, commit, tagMessage(release(commit), "- notes"));
    await publishTag(mine, tag, undefined);
    for (const other of ["latest", "1.0.0", "v1.4.0+5", "api/v1.2.0"]) git(remote, "tag", other, commit);
    git(remote, "tag", "v1.3.0", commit);
    const other = await open(clone("--no-tags"));
    git(other.root, "tag", "v9.9.9");
    await fetchReleases(other, naming);
    const found = await versionTags(other, naming);
    expect(found).toMatchObject([
      { name: "1.0.0", version: "1.0.0", commit, release: undefined },
      { name: "v1.3.0", version: "1.3.0", commit, release: undefined },
      { name: tag, version, commit, release: release(commit) },
    ]);
    expect((await readTags(other, naming)).others).toEqual(["api/v1.2.0", "latest"]);
    expect(git(other.root, "tag", "--list")).toBe("v9.9.9");
  });

  test("are the user's own where there is no remote", async () => {
    const mine = await open(repository());
    const commit = await headCommit(mine);
    await createTag(mine, tag, commit, tagMessage(release(commit), ""));
    expect(await versionTags(mine, naming)).toMatchObject([{ name: tag, version, commit, release: release(commit) }]);
  });

  test("that contain a commit are those of its descendants", async () => {
    const { directory, commit } = sharedRepository();
    const first = git(directory, "rev-parse", "HEAD");
    const second = commit("Second");
    git(directory, "push", "--quiet", "origin", `${first}:refs/tags/v1.0.0`, `${second}:refs/tags/v1.1.0`);
    const mine = await open(directory);
    await fetchReleases(mine, naming);
    const versions = async (of: string) =>
      (await versionTags(mine, naming, { contains: of })).map((tag) => tag.version);
    expect(await versions(first)).toEqual(["1.0.0", "1.1.0"]);
    expect(await versions(second)).toEqual(["1.1.0"]);
  });

  test("are read without a PGP signature, which has an empty line of its own", async () => {
    const directory = repository();
    const mine = await open(directory);
    const commit = await headCommit(mine);
    const signature = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAABCAAdFiEE\n-----END PGP SIGNATURE-----";
    const message = `${tagMessage(release(commit), "- notes")}\n${signature}`;
    const object = await writeTagObject(mine, { commit, name: "v1.4.0", message, tagger: await tagger(mine) });
    git(directory, "update-ref", "refs/tags/v1.4.0", object);
    expect(await versionTags(mine, naming)).toMatchObject([{ name: tag, version, commit, release: release(commit) }]);
  });

  const noKeys = !process.env.CI && !findProgram("ssh-keygen");
  test.skipIf(noKeys)("are read below a signature, where the user signs tags (needs ssh-keygen)", async () => {
    const directory = repository();
    const key = join(folder(), "key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    for (const setting of ["gpg.format=ssh", `user.signingKey=${key}.pub`, "tag.gpgSign=true"])
      git(directory, "config", ...setting.split("="));
    const mine = await open(directory);
    const commit = await headCommit(mine);
    await createTag(mine, tag, commit, tagMessage(release(commit), "- notes"));
    expect(git(directory, "cat-file", "-p", "v1.4.0")).toContain("BEGIN SSH SIGNATURE");
    expect(await versionTags(mine, naming)).toMatchObject([{ name: tag, version, commit, release: release(commit) }]);
  });
});

describe("fetching", () => {
  test("completes a shallow clone, so that ancestors are known", async () => {
    const { commit, clone } = sharedRepository();
    for (const message of ["Second", "Third"]) commit(message);
    const place = clone("--depth", "1");
    expect(git(place, "rev-list", "--count", "HEAD")).toBe("1");
    const shallow = await open(place);
    await fetchReleases(shallow, naming);
    expect(git(place, "rev-list", "--count", "HEAD")).toBe("3");
    // As a run does that has lost its version to another one.
    await fetchReleases(shallow, naming);
  });

  test("touches neither the user's branches nor FETCH_HEAD", async () => {
    const { commit, clone } = sharedRepository();
    const place = clone();
    const before = git(place, "for-each-ref", "refs/heads", "refs/tags");
    const second = commit("Second");
    const other = await open(place);
    await fetchReleases(other, naming);
    expect(await remoteBranch(other, "main")).toBe(second);
    expect(git(place, "for-each-ref", "refs/heads", "refs/tags")).toBe(before);
    expect(git(place, "status", "--porcelain")).toBe("");
    expect(() => git(place, "rev-parse", "--verify", "FETCH_HEAD")).toThrow();
  });

  test("finds a branch by its whole name", async () => {
    const { directory } = sharedRepository();
    git(directory, "push", "--quiet", "origin", "HEAD:refs/heads/release/1.x");
    const mine = await open(directory);
    await fetchReleases(mine, naming);
    expect(await remoteBranch(mine, "release/1.x")).toBe(await headCommit(mine));
    expect(await remoteBranch(mine, "release")).toBeUndefined();
    expect(await remoteBranch(mine, "1.x")).toBeUndefined();
  });
});
