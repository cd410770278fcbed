import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder, writeAll } from "../../../testing/fixtures/folder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { sharedRepository } from "../../../testing/git/shared-repository.ts";
import { namingBeforePrefix, namingOf } from "../../domain/release/naming.ts";
import { tagMessage } from "../../domain/release/tag-message.ts";
import { readOverview, readSource } from "./source.ts";

const naming = namingOf({ name: "chat" });
const { signal } = new AbortController();
const access = { env: process.env, signal };
const read = async (
  directory: string,
  { branch = "main", of = naming, outside = async (): Promise<string[]> => [] } = {},
) => readSource(await readOverview(directory, { branch, naming: of }, access), { branch, outside });
const readIn = (directory: string, branch = "main") => read(directory, { branch });
const tag = (directory: string, name: string, commit: string) =>
  git(directory, "push", "--quiet", "origin", `${commit}:refs/tags/${name}`);

/** As chatops tags what it has released. */
function released(directory: string, name: string, commit: string): void {
  const image = { repository: "registry.example.com/team/chat", digest: "sha256:aa", id: "sha256:bb" };
  const message = tagMessage({ version: name.slice(1), commit, image, chart: undefined }, "");
  git(directory, "tag", "--annotate", "--message", message, name, commit);
  git(directory, "push", "--quiet", "origin", name);
}

describe("what a release is made from", () => {
  test("is the commit that is checked out, with the commits since the newest release before it", async () => {
    const { directory, commit, remote } = sharedRepository();
    tag(directory, "v1.3.0", git(directory, "rev-parse", "HEAD"));
    tag(directory, "v1.4.0", commit("feat: released"));
    tag(directory, "v1.5.0-rc.0", commit("feat: tried"));
    const head = commit("fix: new");
    writeAll(directory, { "new.txt": "not committed" });
    expect(await readIn(directory)).toMatchObject({
      commit: head,
      remote,
      date: expect.stringMatching(/^\d{4}-/),
      commits: [{ subject: "fix: new" }, { subject: "feat: tried" }],
      tags: [{ version: "1.3.0" }, { version: "1.4.0" }, { version: "1.5.0-rc.0" }],
      containing: [],
      reservations: [],
      uncommitted: ["new.txt"],
      tagger: expect.stringMatching(/^Test <test@example\.com> \d+ /),
    });
  });

  test("may be a detached, shallow clone whose remote is ahead, as in CI", async () => {
    const { commit, clone } = sharedRepository();
    const built = commit("feat: to release");
    const place = clone("--depth", "1");
    git(place, "checkout", "--quiet", "--detach");
    commit("feat: newer");
    const source = await readIn(place);
    expect(source.commit).toBe(built);
    expect(source.commits.map(({ subject }) => subject)).toEqual(["feat: to release", "Start"]);
  });

  test("counts the commits from its own line of releases, not from a newer version of another branch", async () => {
    const { directory, commit } = sharedRepository();
    tag(directory, "v1.0.0", git(directory, "rev-parse", "HEAD"));
    git(directory, "checkout", "--quiet", "-b", "next");
    tag(directory, "v2.0.0", commit("feat!: next"));
    git(directory, "checkout", "--quiet", "main");
    commit("fix: a");
    expect((await readIn(directory)).commits.map(({ subject }) => subject)).toEqual(["fix: a"]);
  });

  test("knows the releases that contain it, though its branch is gone", async () => {
    const { directory, commit } = sharedRepository();
    git(directory, "checkout", "--quiet", "-b", "old");
    const head = commit("fix: on a branch");
    released(directory, "v1.0.1", head);
    git(directory, "push", "--quiet", "origin", "--delete", "old");
    expect((await readIn(directory)).containing).toMatchObject([{ version: "1.0.1", release: { commit: head } }]);
  });

  test("tells tags of its line from those of others, and from those that mean no version", async () => {
    const { directory, commit } = sharedRepository();
    tag(directory, "1.0.0", git(directory, "rev-parse", "HEAD"));
    git(directory, "checkout", "--quiet", "-b", "next");
    tag(directory, "v2.0.0", commit("feat!: next"));
    git(directory, "checkout", "--quiet", "main");
    const head = commit("fix: a");
    for (const name of ["v1.0.1", "release-7", "latest"]) tag(directory, name, head);
    const source = await readIn(directory);
    expect(source).toMatchObject({
      commit: head,
      otherTags: ["latest", "release-7"],
      before: [{ name: "1.0.0" }],
      containing: [{ name: "v1.0.1", release: undefined }],
      commits: [{ subject: "fix: a" }],
    });
    expect(source.tags.map(({ name }) => name)).toEqual(["1.0.0", "v1.0.1", "v2.0.0"]);
  });

  test("goes on from what was released before its tags had a prefix, and names the tags of others", async () => {
    const { directory, commit } = sharedRepository();
    released(directory, "v3.2.0", git(directory, "rev-parse", "HEAD"));
    tag(directory, "v4.0.0", commit("feat: somebody else's"));
    commit("fix: new");
    const config = { name: "chat", image: { push: "team/chat", pull: "team/chat" }, release: { tagPrefix: "api/" } };
    const asked = { branch: "main", naming: namingOf(config), earlier: namingBeforePrefix(config) };
    const readAgain = async () => readSource(await readOverview(directory, asked, access), asked);
    await readAgain();
    expect(await readAgain()).toMatchObject({
      tags: [],
      otherTags: ["v4.0.0"],
      before: [{ name: "v3.2.0" }],
      commits: [{ subject: "fix: new" }, { subject: "feat: somebody else's" }],
    });
    tag(directory, "api/v0.1.0", git(directory, "rev-parse", "HEAD~1"));
    expect(await readAgain()).toMatchObject({ before: [{ name: "api/v0.1.0" }], commits: [{ subject: "fix: new" }] });
  });

  test("of a tag that somebody pushed beside the branch is refused as any other commit", async () => {
    const { directory, commit } = sharedRepository();
    git(directory, "checkout", "--quiet", "-b", "topic");
    tag(directory, "v1.0.0", commit("feat: on a topic"));
    expect((await failureOf(readIn(directory))).message).toMatch(/is not in origin\/main$/);
  });

  test("needs no remote, nor a branch there", async () => {
    const directory = repository();
    git(directory, "checkout", "--quiet", "-b", "whatever");
    expect(await readIn(directory)).toMatchObject({ remote: undefined, tags: [], commits: [{ subject: "Start" }] });
  });
});

describe("after its branch was written anew", () => {
  /** Releases 1.0.0 and then 1.1.0, whose commit is amended. */
  function amended(settings = "name: chat\nimage: registry.example.com/team/chat\n") {
    const { directory, commit } = sharedRepository({ "chatops.yaml": settings });
    released(directory, "v1.0.0", commit("feat: one", { file: "1" }));
    released(directory, "v1.1.0", commit("feat: two", { file: "2" }));
    git(directory, "commit", "--quiet", "--amend", "--message", "feat: two, reworded");
    git(directory, "push", "--quiet", "--force", "origin", "HEAD");
    return { directory, commit };
  }

  test("it goes on after what was released from it, with what is new", async () => {
    const { directory, commit } = amended();
    commit("fix: three", { file: "3" });
    expect(await readIn(directory)).toMatchObject({
      rewritten: { version: "1.1.0" },
      before: [{ version: "1.0.0" }, { version: "1.1.0" }],
      commits: [{ subject: "fix: three" }],
    });
  });

  test("what was released from another branch, which is gone, is not of its line", async () => {
    const { directory } = amended("name: chat\nimage: registry.example.com/team/chat\nrelease: { branch: next }\n");
    expect(await readIn(directory)).toMatchObject({ rewritten: undefined, before: [{ version: "1.0.0" }] });
  });

  test.each([
    ["main", "1.1.0", true],
    ["v1", "1.1.0", true],
    ["1.x", "2.0.0", false],
  ])(
    "on %s it goes on after a tag %s of others whose branch was squashed and is gone: %s",
    async (branch, version, goesOn) => {
      const { directory, commit } = sharedRepository();
      tag(directory, "v1.0.0", git(directory, "rev-parse", "HEAD"));
      git(directory, "checkout", "--quiet", "-b", "topic");
      git(directory, "commit", "--quiet", "--allow-empty", "--message", "chore: release");
      tag(directory, `v${version}`, "HEAD");
      git(directory, "checkout", "--quiet", "main");
      commit("chore: release, squashed");
      git(directory, "push", "--quiet", "origin", `main:refs/heads/${branch}`);
      const { rewritten } = await readIn(directory, branch);
      expect(rewritten?.version).toBe(goesOn ? version : undefined);
    },
  );

  test("what a branch still has is another line, and an older release says nothing", async () => {
    const { directory, commit } = amended();
    git(directory, "push", "--quiet", "origin", "v1.1.0^{}:refs/heads/next");
    expect((await readIn(directory)).rewritten).toBeUndefined();
    git(directory, "push", "--quiet", "origin", ":refs/heads/next");
    released(directory, "v1.2.0", commit("feat: four", { file: "4" }));
    commit("fix: five");
    expect((await readIn(directory)).rewritten).toBeUndefined();
  });
});

describe("of several projects in one repository", () => {
  const api = namingOf({ name: "api", release: { tagPrefix: "api/" } });
  const readApi = (root: string, of = api) => read(join(root, "api"), { of });

  test("one counts its own tags alone, and commits that touch its folder", async () => {
    const { directory, commit } = sharedRepository({ "api/file": "1", "web/file": "1" });
    tag(directory, "v3.0.0", git(directory, "rev-parse", "HEAD"));
    tag(directory, "api/v1.0.0", commit("feat: api", { "api/file": "2" }));
    commit("feat!: web", { "web/file": "2" });
    const head = commit("fix: api", { "api/file": "3" });
    const source = await readApi(directory);
    expect(source).toMatchObject({ commit: head, commits: [{ subject: "fix: api" }], untouchedSince: undefined });
    expect(source.tags.map(({ version }) => version)).toEqual(["1.0.0"]);
  });

  test("one that no commit has touched since its release is that release still", async () => {
    const { directory, commit } = sharedRepository({ "api/file": "1" });
    const head = git(directory, "rev-parse", "HEAD");
    const image = { repository: "api", digest: undefined, id: "sha256:bb" };
    const message = tagMessage({ version: "1.0.0", commit: head, project: "api", image, chart: undefined }, "");
    git(directory, "tag", "--annotate", "--message", message, "api/v1.0.0", head);
    git(directory, "push", "--quiet", "origin", "api/v1.0.0");
    commit("feat: web", { "web/file": "2" });
    expect((await readApi(directory)).untouchedSince).toMatchObject({ version: "1.0.0" });
  });

  test("one counts what it is built from as well, if that is outside of its folder", async () => {
    const { directory, commit } = sharedRepository({ "api/file": "1" });
    tag(directory, "api/v1.0.0", git(directory, "rev-parse", "HEAD"));
    commit("feat: shared", { "shared/file": "2" });
    const outside = async () => ["../shared", "../../elsewhere"];
    const source = await read(join(directory, "api"), { of: api, outside });
    expect(source).toMatchObject({ commits: [{ subject: "feat: shared" }], untouchedSince: undefined });
  });

  test("one without a prefix of its own never takes another's release for its own, but leaves its version alone", async () => {
    const { directory, commit } = sharedRepository({ "web/chatops.yaml": "image: team/web", "api/chatops.yaml": "" });
    const image = { repository: "team/web", digest: "sha256:aa", id: "sha256:bb" };
    const head = commit("feat: both", { "api/file": "2" });
    const tags = { "v1.0.0": undefined, "v1.1.0": "web" };
    for (const [name, project] of Object.entries(tags)) {
      const message = tagMessage({ version: name.slice(1), commit: head, project, image, chart: undefined }, "");
      git(directory, "tag", "--annotate", "--message", message, name, head);
      git(directory, "push", "--quiet", "origin", name);
    }
    const found = await readApi(directory, namingOf({ name: "api" }));
    expect(found.tags.map(({ version }) => version)).toEqual(["1.0.0", "1.1.0"]);
    expect(found).toMatchObject({ containing: [], untouchedSince: undefined, commits: [{}, {}] });
    const web = await read(join(directory, "web"), { of: namingOf({ name: "web" }) });
    expect(web.containing.map(({ version }) => version)).toEqual(["1.0.0", "1.1.0"]);
  });
});

describe("it is refused, with what to do:", () => {
  test("a commit that was not pushed", async () => {
    const { directory } = sharedRepository();
    git(directory, "commit", "--quiet", "--allow-empty", "--message", "Only here");
    const failure = await failureOf(readIn(directory));
    expect(failure).toMatchObject({
      reason: "precondition",
      message: expect.stringMatching(/^commit [0-9a-f]{7} is not in origin\/main$/),
    });
    expect(failure.hint).toContain("git push origin HEAD:main");
  });

  test("a branch that the remote does not have", async () => {
    const { directory } = sharedRepository();
    git(directory, "push", "--quiet", "origin", "HEAD:refs/heads/master", "HEAD:refs/heads/next");
    const failure = await failureOf(readIn(directory, "trunk"));
    expect(failure.message).toBe("origin has no branch trunk");
    expect(failure.hint).toContain("The commit is on main, master, next");
    expect(failure.hint).toContain("`release: { branch: main }`");
  });

  test("a commit of another branch", async () => {
    const { directory, commit } = sharedRepository();
    git(directory, "checkout", "--quiet", "-b", "topic");
    commit("feat: on a topic");
    expect((await failureOf(readIn(directory))).message).toMatch(/is not in origin\/main$/);
    expect((await readIn(directory, "topic")).commits[0]?.subject).toBe("feat: on a topic");
  });

  test("a folder that is in no repository", async () => {
    expect(await failureOf(readIn(folder()))).toMatchObject({ reason: "precondition" });
  });

  test("a remote that is gone", async () => {
    const { directory, remote } = sharedRepository();
    git(directory, "remote", "set-url", "origin", `${remote}-gone`);
    expect((await failureOf(readIn(directory))).message).toContain(`${remote}-gone`);
  });
});
