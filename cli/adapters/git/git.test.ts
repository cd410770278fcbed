import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder, listed, read, writeAll } from "../../../testing/fixtures/folder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { sharedRepository } from "../../../testing/git/shared-repository.ts";
import { checkOut } from "./clone.ts";
import { commitFiles } from "./commit.ts";
import { commitsBetween } from "./commits.ts";
import { GitFailure, gitIn, holds } from "./git.ts";
import { commitDate, fileAt, headCommit, isAncestor, openRepository, tagger, uncommittedFiles } from "./repository.ts";

afterEach(() => void vi.unstubAllEnvs());

const { signal } = new AbortController();
const access = { env: process.env, signal };

describe("a repository", () => {
  test("is opened from its root, from a folder below, and with spaces in its path", async () => {
    const directory = repository({ "services/my chat/a.txt": "a" }, { name: "my project" });
    expect(await openRepository(directory, access)).toMatchObject({ root: directory, prefix: "" });
    const below = await openRepository(join(directory, "services/my chat"), access);
    expect(below).toMatchObject({ root: directory, prefix: "services/my chat/" });
    expect(await fileAt(below, await headCommit(below), "a.txt")).toBe("a\n");
  });

  test("is said to be missing, with what to do", async () => {
    const failure = await failureOf(openRepository(folder(), access));
    expect(failure).toMatchObject({
      reason: "precondition",
      message: expect.stringMatching(/is not in a Git repository$/),
    });
    expect(failure.hint).toContain("git init");
  });

  test("without a commit says so", async () => {
    const directory = folder();
    git(directory, "init", "--quiet");
    const failure = await failureOf(headCommit(await openRepository(directory, access)));
    expect(failure).toMatchObject({ reason: "precondition", message: "the repository has no commit yet" });
  });

  test("may have no remote", async () => {
    expect(await (await openRepository(repository(), access)).url()).toBeUndefined();
  });

  test("is not the one of the hook that chatops was started from", async () => {
    const other = repository({}, { name: "other" });
    vi.stubEnv("GIT_DIR", join(other, ".git"));
    vi.stubEnv("GIT_WORK_TREE", other);
    vi.stubEnv("GIT_INDEX_FILE", join(other, ".git/index"));
    const directory = folder({}, "plain");
    const failure = await failureOf(openRepository(directory, access));
    expect(failure.message).toContain("is not in a Git repository");
  });
});

describe("what is not committed", () => {
  test("is found below the project: changed, new, deleted, renamed", async () => {
    const directory = repository({ "app/a.txt": "a", "app/b.txt": "b", "app/c d.txt": "c", "other/x.txt": "x" });
    writeAll(directory, { "app/a.txt": "changed", "app/new.txt": "new", "other/x.txt": "changed" });
    git(directory, "rm", "--quiet", "app/b.txt");
    git(directory, "mv", "app/c d.txt", "app/e f.txt");
    const found = await uncommittedFiles(await openRepository(join(directory, "app"), access));
    expect(found.sort()).toEqual(["app/a.txt", "app/b.txt", "app/c d.txt", "app/e f.txt", "app/new.txt"]);
  });

  test("is nothing in a clean repository, ignored files included", async () => {
    const directory = repository({ ".gitignore": "dist/\n" });
    writeAll(directory, { "dist/main.js": "" });
    expect(await uncommittedFiles(await openRepository(directory, access))).toEqual([]);
  });
});

describe("commits", () => {
  test("are told newest first, with what they break, without merges and without those that do not touch the project", async () => {
    const directory = repository({ "app/a.txt": "1", "other/x.txt": "1" });
    const start = git(directory, "rev-parse", "HEAD");
    const change = (path: string, ...message: string[]) => {
      writeAll(directory, { [path]: message.join() });
      git(directory, "add", "--all");
      git(directory, "commit", "--quiet", ...message.flatMap((text) => ["--message", text]));
    };
    change("app/a.txt", "feat: one", "Why.\n\nBREAKING CHANGE: all");
    change("other/x.txt", "fix: elsewhere");
    git(directory, "checkout", "--quiet", "-b", "topic");
    change("app/b.txt", "fix: two");
    git(directory, "checkout", "--quiet", "main");
    git(directory, "merge", "--quiet", "--no-ff", "--message", "Merge topic", "topic");
    const opened = await openRepository(join(directory, "app"), access);
    const commits = await commitsBetween(opened, start, await headCommit(opened));
    expect(commits.map(({ subject, bump }) => [subject, bump])).toEqual([
      ["fix: two", "patch"],
      ["feat: one", "major"],
    ]);
    expect(await commitsBetween(opened, undefined, start)).toHaveLength(1);
    expect(await commitsBetween(opened, start, start)).toEqual([]);
  });

  test("that are empty count for a project at the root, since people make them to release anew", async () => {
    const { directory, commit } = sharedRepository({ "app/a.txt": "1" });
    const start = git(directory, "rev-parse", "HEAD");
    const empty = commit("feat: nothing but a release");
    const [root, below] = await Promise.all(
      [directory, join(directory, "app")].map((at) => openRepository(at, access)),
    );
    expect(root && (await commitsBetween(root, start, empty))).toMatchObject([
      { subject: "feat: nothing but a release" },
    ]);
    expect(below && (await commitsBetween(below, start, empty))).toEqual([]);
  });

  test("answer yes or no to being an ancestor, and fail where they are none", async () => {
    const directory = repository();
    const first = git(directory, "rev-parse", "HEAD");
    git(directory, "commit", "--quiet", "--allow-empty", "--message", "Second");
    const second = git(directory, "rev-parse", "HEAD");
    const opened = await openRepository(directory, access);
    expect(await isAncestor(opened, first, second)).toBe(true);
    expect(await isAncestor(opened, second, first)).toBe(false);
    expect(await failureOf(isAncestor(opened, "0".repeat(40), first))).toMatchObject({ reason: "precondition" });
  });

  test("have a date, and files of their own", async () => {
    const directory = repository({ "a.txt": "one" });
    const opened = await openRepository(directory, access);
    const commit = await headCommit(opened);
    writeAll(directory, { "a.txt": "not committed" });
    expect(await commitDate(opened, commit)).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+(Z|[+-]\d\d:\d\d)$/);
    expect(await fileAt(opened, commit, "a.txt")).toBe("one\n");
    expect(await fileAt(opened, commit, "b.txt")).toBeUndefined();
  });

  test("of chosen files leave everything else that is staged alone", async () => {
    const directory = repository({ "a.txt": "1", "b.txt": "1" });
    writeAll(directory, { "a.txt": "2", "b.txt": "2", "c.txt": "new" });
    git(directory, "add", "b.txt");
    await commitFiles(directory, ["a.txt", "c.txt"], "Change a", access);
    expect(git(directory, "show", "--name-only", "--format=").split("\n")).toEqual(["a.txt", "c.txt"]);
    expect(git(directory, "status", "--porcelain")).toBe("M  b.txt");
  });
});

describe("a checkout of a commit", () => {
  test("holds the commit and nothing uncommitted, in a folder with spaces, with the URL of the real remote", async () => {
    const { directory, remote } = sharedRepository({ "a.txt": "committed" });
    const opened = await openRepository(directory, access);
    writeAll(directory, { "a.txt": "changed", "secret.env": "x" });
    const target = join(folder(), "a copy");
    await checkOut(opened, await headCommit(opened), target, signal);
    expect(listed(target)).toEqual(["a.txt"]);
    expect(read(target, "a.txt")).toBe("committed");
    expect(git(target, "remote", "get-url", "origin")).toBe(remote);
  });

  test("may be of a commit that no branch has, as in CI", async () => {
    const { directory } = sharedRepository({ "a.txt": "1" });
    git(directory, "checkout", "--quiet", "--detach");
    writeAll(directory, { "a.txt": "2" });
    git(directory, "commit", "--quiet", "--all", "--message", "On no branch");
    const opened = await openRepository(directory, access);
    const target = join(folder(), "copy");
    await checkOut(opened, await headCommit(opened), target, signal);
    expect(read(target, "a.txt")).toBe("2");
  });

  test("has its submodules, found relative to the real remote", async () => {
    vi.stubEnv("GIT_CONFIG_COUNT", "1");
    vi.stubEnv("GIT_CONFIG_KEY_0", "protocol.file.allow");
    vi.stubEnv("GIT_CONFIG_VALUE_0", "always");
    const { directory, remote } = sharedRepository({ "a.txt": "1" });
    const library = repository({ "lib.txt": "from the submodule" }, { name: "library" });
    git(directory, "clone", "--quiet", "--bare", library, join(remote, "../library.git"));
    git(directory, "submodule", "--quiet", "add", "../library.git", "lib");
    git(directory, "commit", "--quiet", "--message", "Add a submodule");
    const opened = await openRepository(directory, access);
    const target = join(folder(), "copy");
    await checkOut(opened, await headCommit(opened), target, signal);
    expect(read(target, "lib/lib.txt")).toBe("from the submodule");
  });

  test("does not care how the user's clones call their remote", async () => {
    const { directory } = sharedRepository({ "a.txt": "1" });
    const home = folder({ ".gitconfig": "[clone]\n\tdefaultRemoteName = upstream\n" });
    vi.stubEnv("GIT_CONFIG_GLOBAL", join(home, ".gitconfig"));
    const opened = await openRepository(directory, access);
    const target = join(folder(), "copy");
    await checkOut(opened, await headCommit(opened), target, signal);
    expect(existsSync(join(target, "a.txt"))).toBe(true);
  });
});

describe("the user's own environment", () => {
  test("reaches Git: the SSH command that a CI system sets is the one that runs", async () => {
    const directory = repository();
    const said = join(folder(), "said");
    const ssh = join(folder(), "my-ssh");
    writeFileSync(ssh, `#!/bin/sh\necho "$@" > '${said}'\nexit 255\n`);
    chmodSync(ssh, 0o755);
    git(directory, "remote", "add", "origin", "ssh://git@host.invalid/team/chat.git");
    vi.stubEnv("GIT_SSH_COMMAND", ssh);
    vi.stubEnv("GIT_EDITOR", "vi");
    vi.stubEnv("GIT_PAGER", "less");
    vi.stubEnv("GIT_ASKPASS", "/bin/true");
    const failure = await failureOf(gitIn(directory, access)(["ls-remote", "origin"]));
    expect(failure.message).toBe("git ls-remote failed");
    expect(readFileSync(said, "utf8")).toContain("git-upload-pack '/team/chat.git'");
  });

  test("must say who the user is", async () => {
    const directory = repository();
    git(directory, "config", "--unset", "user.name");
    git(directory, "config", "--unset", "user.email");
    git(directory, "config", "user.useConfigOnly", "true");
    vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null");
    vi.stubEnv("GIT_CONFIG_SYSTEM", "/dev/null");
    for (const name of ["GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"]) vi.stubEnv(name, undefined);
    const failure = await failureOf(openRepository(directory, access).then(tagger));
    expect(failure).toMatchObject({
      reason: "precondition",
      message: expect.stringContaining("does not know who you are"),
    });
    expect(failure.hint).toContain("git config user.name");
  });

  test("says who the user is, with the time", async () => {
    expect(await tagger(await openRepository(repository(), access))).toMatch(
      /^Test <test@example\.com> \d+ [+-]\d{4}$/,
    );
  });
});

describe("a Git command that fails", () => {
  test("says which, and what Git said", async () => {
    const failure = await failureOf(gitIn(repository(), access)(["switch", "nowhere"]));
    expect(failure).toMatchObject({ reason: "precondition", message: "git switch failed" });
    expect(failure.details).toEqual(["fatal: invalid reference: nowhere"]);
  });

  test("shows no password and no control sequence, and only the last lines", () => {
    const said = [...Array(20).keys(), "fatal: https://robot:hunter22@host/\u001b[31ma.git"].join("\n");
    const { details, output } = new GitFailure("git fetch failed", said, 128);
    expect(details).toEqual(["13", "14", "15", "16", "17", "18", "19", "fatal: https://[hidden]@host/a.git"]);
    expect(output).toBe(said);
  });

  test("is told from a no", async () => {
    const inside = gitIn(repository(), access);
    expect(await holds(inside(["check-ref-format", "--branch", "main"]))).toBe(true);
    expect(await holds(inside(["show-ref", "--quiet", "refs/heads/nope"]))).toBe(false);
    expect(await failureOf(holds(inside(["merge-base", "--is-ancestor", "nope", "main"])))).toMatchObject({
      status: 128,
    });
  });

  test("in a run that is being stopped ends as the run does", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const controller = new AbortController();
    const reason = new Error("stopped");
    silent.once("connection", () => controller.abort(reason));
    const inside = gitIn(repository(), { env: process.env, signal: controller.signal });
    const running = failureOf(inside(["ls-remote", `git://127.0.0.1:${port}/a.git`]));
    expect(await running).toBe(reason);
    silent.close();
  });
});
