import { chmodSync, chownSync, existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { filesWith, watchCommandLines } from "../../../testing/chatops/secret-traces.ts";
import { folder, read } from "../../../testing/fixtures/folder.ts";
import { serveGit } from "../../../testing/git/git-server.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { sharedRepository } from "../../../testing/git/shared-repository.ts";
import { checkOut, cloneRepository } from "./clone.ts";
import { headCommit, openRepository } from "./repository.ts";

afterEach(() => void vi.unstubAllEnvs());

const { signal } = new AbortController();
const access = { env: process.env, signal };

/** The commit that is checked out, as a release gets it. */
async function checkedOut(directory: string): Promise<string> {
  const opened = await openRepository(directory, access);
  const target = join(folder(), "copy");
  await checkOut(opened, await headCommit(opened), target, signal);
  return target;
}

/** Settings as the user has them for all repositories. */
function usersSettings(settings: Record<string, string>): void {
  const file = join(folder({}), ".gitconfig");
  writeFileSync(file, "");
  for (const [key, value] of Object.entries({ "user.name": "Test", "user.email": "t@example.com", ...settings }))
    git(dirname(file), "config", "--file", file, key, value);
  vi.stubEnv("GIT_CONFIG_GLOBAL", file);
}

describe("a project that is cloned to be imported", () => {
  test("is cloned with the password of the URL, which is in no argument and no file", async () => {
    const auth = { user: "robot", password: "hunter-22 of the host" };
    const secrets = [auth.password, encodeURIComponent(auth.password)];
    const remote = join(folder(), "shop.git");
    repository({ "server.js": "1\n" }, { remote });
    const base = await serveGit(dirname(remote), auth, 100);
    const url = `${base.replace("//", `//robot:${encodeURIComponent(auth.password)}@`)}/shop.git`;
    const clone = join(folder(), "shop");
    const [, lines] = await watchCommandLines(secrets, () => cloneRepository(url, clone, access));
    expect(lines).toEqual([]);
    expect(read(clone, "server.js")).toBe("1\n");
    expect(read(clone, ".git/config")).toContain(`url = ${base}/shop.git`);
    expect(filesWith(secrets, clone)).toEqual([]);
  });
});

describe("a checkout to build from, with what the user's checkout knows:", () => {
  const token = "t0ken-0123456789-abcdef";
  const basic = Buffer.from(`robot:${token}`).toString("base64");

  /** A project with a private submodule beside it, behind a server that wants the token; `url` gets its address. */
  async function privateProject(settle: (directory: string, base: string) => void): Promise<string> {
    const { directory, remote } = sharedRepository({ "a.txt": "1" });
    const library = repository({ "lib.txt": "private" }, { name: "library" });
    git(directory, "clone", "--quiet", "--bare", library, join(remote, "../library.git"));
    git(directory, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../library.git", "lib");
    git(directory, "commit", "--quiet", "--message", "Add a submodule");
    settle(directory, await serveGit(dirname(remote), { user: "robot", password: token }));
    return directory;
  }
  const remoteIs = (directory: string, url: string) => git(directory, "remote", "set-url", "origin", url);

  test.each<[what: string, settle: (directory: string, base: string) => void]>([
    [
      "a header, as a pipeline's checkout has it",
      (directory, base) => {
        remoteIs(directory, `${base}/origin.git`);
        git(directory, "config", `http.${base}/.extraheader`, `AUTHORIZATION: Basic ${basic}`);
      },
    ],
    [
      "user and password in the URL",
      (at, base) => remoteIs(at, `${base.replace("//", `//robot:${token}@`)}/origin.git`),
    ],
    [
      "a rewritten URL",
      (directory, base) => {
        remoteIs(directory, "team:origin.git");
        git(directory, "config", `url.${base.replace("//", `//robot:${token}@`)}/.insteadOf`, "team:");
      },
    ],
    [
      "a credential helper of its own, and a user in the URL",
      (directory, base) => {
        remoteIs(directory, `${base.replace("//", "//robot@")}/origin.git`);
        git(directory, "config", "credential.helper", `!f() { echo password=${token}; }; f`);
      },
    ],
  ])("%s", async (_, settle) => {
    const target = await checkedOut(await privateProject(settle));
    expect(read(target, "lib/lib.txt")).toBe("private");
    expect(filesWith([token, basic], target)).toEqual([]);
    expect(git(target, "config", "remote.origin.url")).not.toContain("robot");
  });

  test("a helper of a file's contents that only this checkout has", async () => {
    const directory = repository({ ".gitattributes": "*.txt filter=shout\n", "a.txt": "quiet" });
    git(directory, "config", "filter.shout.smudge", "tr a-z A-Z");
    expect(read(await checkedOut(directory), "a.txt")).toBe("QUIET");
  });
});

describe("a checkout to build from is the commit's, on every machine:", () => {
  test("line ends, attributes, hooks, templates and a trust in few protocols are the user's own", async () => {
    const traces = folder({});
    const hooks = folder({ "post-checkout": `#!/bin/sh\ntouch '${traces}/ran'\n` });
    chmodSync(join(hooks, "post-checkout"), 0o755);
    const template = folder({ "hooks/post-checkout": "#!/bin/sh\n", "user.txt": "mine" });
    const attributes = folder({ attributes: "*.txt text eol=crlf\n" });
    const directory = sharedRepository({ "a.txt": "one\ntwo\n" }).directory;
    usersSettings({
      "core.autocrlf": "true",
      "core.attributesFile": join(attributes, "attributes"),
      "core.hooksPath": hooks,
      "init.templateDir": template,
      "protocol.file.allow": "never",
      "clone.rejectShallow": "true",
      "submodule.recurse": "true",
    });
    const target = await checkedOut(directory);
    expect(read(target, "a.txt")).toBe("one\ntwo\n");
    expect(existsSync(join(target, ".git/user.txt"))).toBe(false);
    expect(existsSync(join(traces, "ran"))).toBe(false);
  });

  test("what its own attributes say holds", async () => {
    const directory = repository({ ".gitattributes": "*.bat eol=crlf\n", "run.bat": "one\n" });
    expect(read(await checkedOut(directory), "run.bat")).toBe("one\r\n");
  });

  test.each<[what: string, clone: (directory: string, remote: string, place: string) => void]>([
    ["a worktree", (directory, _, place) => git(directory, "worktree", "add", "--quiet", "--detach", place)],
    [
      "a clone without contents",
      (directory, remote, place) => {
        git(remote, "config", "uploadpack.allowFilter", "true");
        git(directory, "clone", "--quiet", "--filter=blob:none", "--no-checkout", `file://${remote}`, place);
      },
    ],
    ["a shallow clone", (at, remote, place) => git(at, "clone", "--quiet", "--depth", "1", `file://${remote}`, place)],
    ["a clone with borrowed objects", (at, remote, place) => git(at, "clone", "--quiet", "--shared", remote, place)],
  ])("from %s", async (_, clone) => {
    const { directory, remote, commit } = sharedRepository({ "a.txt": "1" });
    commit("Second", { "a.txt": "2" });
    const place = join(folder(), "place");
    clone(directory, remote, place);
    expect(read(await checkedOut(place), "a.txt")).toBe("2");
  });

  test("submodules however deep, but none with `update = none`", async () => {
    usersSettings({ "protocol.file.allow": "always" });
    const [inner, other] = [repository({ "inner.txt": "1" }), repository({ "other.txt": "1" })];
    const library = repository({ "lib.txt": "1" });
    git(library, "submodule", "--quiet", "add", inner, "in [1]");
    git(library, "commit", "--quiet", "--message", "Add one");
    const directory = repository({ "a.txt": "1" });
    git(directory, "submodule", "--quiet", "add", library, "lib");
    git(directory, "submodule", "--quiet", "add", other, "data");
    git(directory, "config", "--file", ".gitmodules", "submodule.data.update", "none");
    git(directory, "commit", "--quiet", "--all", "--message", "Add them");
    const target = join(folder(), "target");
    const { filled, unnamed } = await checkOut(await openRepository(directory, access), "HEAD", target, signal);
    expect([filled, unnamed]).toEqual([["lib", "lib/in [1]"], []]);
    expect(read(target, "lib/in [1]/inner.txt")).toBe("1");
    expect(existsSync(join(target, "data/other.txt"))).toBe(false);
  });

  test.each([[true], [false]])(
    "repositories that .gitmodules does not name are empty; others beside them: %s",
    async (others) => {
      usersSettings({ "protocol.file.allow": "always" });
      const directory = repository({ "a.txt": "1" });
      if (others) git(directory, "submodule", "--quiet", "add", repository({ "lib.txt": "1" }), "lib");
      const head = git(directory, "rev-parse", "HEAD");
      git(directory, "update-index", "--add", "--cacheinfo", `160000,${head},vendor/stray`);
      git(directory, "commit", "--quiet", "--message", "Add a clone by mistake");
      const target = join(folder(), "target");
      const { filled, unnamed } = await checkOut(await openRepository(directory, access), "HEAD", target, signal);
      expect([filled, unnamed]).toEqual([others ? ["lib"] : [], ["vendor/stray"]]);
      expect(existsSync(join(target, "lib/lib.txt"))).toBe(others);
    },
  );

  test("from a repository with longer hashes", async () => {
    const directory = folder({ "a.txt": "1" });
    git(directory, "init", "--quiet", "--object-format=sha256");
    git(directory, "add", "--all");
    git(directory, "commit", "--quiet", "--message", "Start");
    expect(read(await checkedOut(directory), "a.txt")).toBe("1");
  });

  test.runIf(process.getuid?.() === 0)("from a folder of another user that this run trusts", async () => {
    const directory = repository({ "a.txt": "1" });
    for (const path of ["", ".git"]) chownSync(join(directory, path), 12_345, 12_345);
    expect(await failureOf(openRepository(directory, access))).toMatchObject({
      message: `Git does not trust ${directory}, since it belongs to another user`,
      hint: expect.stringContaining("safe.directory"),
    });
    vi.stubEnv("GIT_CONFIG_COUNT", "1");
    vi.stubEnv("GIT_CONFIG_KEY_0", "safe.directory");
    vi.stubEnv("GIT_CONFIG_VALUE_0", directory);
    expect(read(await checkedOut(directory), "a.txt")).toBe("1");
  });
});

describe("what only stands for a file's contents is not released:", () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";

  test.each([
    ["lfs", pointer, "big.bin is an LFS pointer; git-lfs is missing"],
    ["git-crypt", "\0GITCRYPT\0\x01\x02", "big.bin is encrypted by git-crypt; git-crypt is missing"],
    ["annex", "/annex/objects/SHA256E-s1--ab", "big.bin is a pointer of git-annex; git-annex is missing"],
  ])("by %s", async (filter, contents, message) => {
    const directory = repository({
      ".gitattributes": `*.bin filter=${filter}\n`,
      "big.bin": contents,
      "a.txt": pointer,
    });
    expect(await failureOf(checkedOut(directory))).toMatchObject({ reason: "precondition", message, details: [] });
  });

  test.each([
    ["git-lfs filter-process", "files of the commit are kept with LFS; git-lfs is missing"],
    ["echo 'remote missing object' >&2; exit 2", "a file's filter fails"],
  ])("with `%s` as a filter that fails", async (program, message) => {
    const directory = repository({ ".gitattributes": "*.bin filter=lfs\n", "big.bin": pointer });
    git(directory, "config", program.includes("process") ? "filter.lfs.process" : "filter.lfs.smudge", program);
    git(directory, "config", "filter.lfs.required", "true");
    expect(await failureOf(checkedOut(directory))).toMatchObject({ message, hint: expect.stringMatching(/lfs/) });
  });

  test("in a submodule", async () => {
    const directory = repository({ "a.txt": "1" });
    const library = repository({ ".gitattributes": "*.bin filter=lfs\n", "big.bin": pointer });
    usersSettings({ "protocol.file.allow": "always" });
    git(directory, "submodule", "--quiet", "add", library, "lib");
    git(directory, "commit", "--quiet", "--message", "Add a library");
    expect((await failureOf(checkedOut(directory))).message).toMatch(/^lib\/big\.bin is an LFS pointer; /);
  });

  test("in a folder below, with others of its kind; what its program has fetched is", async () => {
    const directory = repository({ ".gitattributes": "*.bin filter=lfs\n", "a/1.bin": pointer, "a/2.bin": pointer });
    const failure = await failureOf(checkedOut(directory));
    expect(failure.message).toMatch(/^a\/1\.bin is an LFS pointer; /);
    expect(failure.details).toEqual(["so is a/2.bin"]);
    git(directory, "config", "filter.lfs.smudge", "cat > /dev/null; echo fetched");
    expect(read(await checkedOut(directory), "a/1.bin")).toBe("fetched\n");
  });
});
