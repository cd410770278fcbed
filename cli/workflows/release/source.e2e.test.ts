import { mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorOf, startedSteps } from "../../../testing/chatops/built-chatops.ts";
import { fileInImage } from "../../../testing/docker/docker.ts";
import { folder, writeAll } from "../../../testing/fixtures/folder.ts";
import { project, reservationsOn, tagsOf } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { tagsInRegistry } from "../../../testing/servers/published-artifacts.ts";
import { isFull } from "../../../testing/setup/short-run.ts";

const publish = ownServers();

describe("what is released", () => {
  test("is the commit, never what is not committed", async () => {
    const { directory, name, chatops } = project({ files: { Dockerfile: "FROM scratch\nCOPY . /\n" } });
    writeAll(directory, { message: "changed\n", "note.txt": "new\n" });
    const { exitCode, stderr, result } = await chatops("release", "--json").then(async (ran) => ({
      ...ran,
      stderr: ran.events.flatMap((event) => (event.type === "warning" ? [event.text] : [])).join("\n"),
    }));
    expect(exitCode).toBe(0);
    expect(stderr).toContain("not in this release, since not committed: message, note.txt");
    expect(fileInImage(result.image.reference, "/message")).toBe("hello 1\n");
    expect(fileInImage(`${name}:0.1.0`, "/note.txt")).toBeUndefined();
  });

  test("holds the submodules of the commit", async () => {
    const library = folder({ "library.js": "// shared\n" }, "library");
    git(library, "init", "--quiet", "--initial-branch", "main");
    git(library, "add", "--all");
    git(library, "commit", "--quiet", "--message", "Start");
    const { directory, chatops, commit } = project();
    git(directory, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "library");
    commit({ Dockerfile: "FROM scratch\nCOPY library /library\n" });
    const { exitCode, result } = await chatops("release", "--json");
    expect(exitCode).toBe(0);
    expect(fileInImage(result.image.reference, "/library/library.js")).toBe("// shared\n");
  });

  test("may lie below the root of its repository", async () => {
    const { directory, name, chatops, user } = project();
    git(directory, "rm", "--quiet", "-r", ".");
    mkdirSync(`${directory}/apps/shop`, { recursive: true });
    writeAll(`${directory}/apps/shop`, {
      "chatops.yaml": { name },
      Dockerfile: "FROM scratch\nCOPY item /\n",
      item: "1",
    });
    git(directory, "add", "--all");
    git(directory, "commit", "--quiet", "--message", "Move");
    git(directory, "push", "--quiet", "origin", "main");
    const { exitCode, result } = await user.chatops(`${directory}/apps/shop`, "release", "--json");
    expect(exitCode).toBe(0);
    expect(fileInImage(result.image.reference, "/item")).toBe("1");
    expect((await chatops("-C", "apps/shop", "release")).stdout).toContain("Already released");
  });
});

describe("where it is released from", () => {
  test("may be a detached, shallow clone whose remote is ahead, as in CI", async () => {
    const { name, directory, remote = "", user, commit, clone } = project({ publish });
    commit({}, "feat: second");
    const built = git(directory, "rev-parse", "HEAD");
    const ci = clone("--depth", "1");
    git(ci, "checkout", "--quiet", "--detach");
    commit({}, "feat: third");
    const { exitCode, result } = await user.chatops(ci, "release", "--json");
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ version: "0.1.0", commit: built });
    expect(git(remote, "rev-parse", "v0.1.0^{commit}")).toBe(built);
    expect(await tagsInRegistry(publish.registry, `team/${name}`)).toContain("0.1.0");
  });

  test.each([
    ["is not pushed", (directory: string) => git(directory, "reset", "--quiet", "--soft", "HEAD")],
    [
      "is on another branch",
      (directory: string) => git(directory, "push", "--quiet", "origin", "HEAD:refs/heads/topic"),
    ],
  ])("a commit that %s is refused, with the way out", async (_, prepare) => {
    const { directory, remote = "", chatops } = project();
    git(directory, "commit", "--quiet", "--allow-empty", "--message", "Here only");
    prepare(directory);
    const ran = await chatops("release", "--json");
    expect(ran.exitCode).toBe(3);
    expect(errorOf(ran)).toMatchObject({
      message: expect.stringMatching(/^commit [0-9a-f]{7} is not in origin\/main$/),
      hint: expect.stringContaining("git push origin HEAD:main"),
    });
    expect(tagsOf(remote)).toEqual([]);
  });

  test("has the branch that chatops.yaml names", async () => {
    const { name, directory, chatops, commit } = project();
    commit({ "chatops.yaml": { name, release: { branch: "stable" } } });
    const ran = await chatops("release", "--json");
    expect(ran.exitCode).toBe(3);
    expect(errorOf(ran)?.message).toBe("origin has no branch stable");
    git(directory, "push", "--quiet", "origin", "HEAD:stable");
    expect(await chatops("release")).toMatchObject({ exitCode: 0 });
  });
});

describe("an image that does not build", () => {
  const broken: Record<string, [dockerfile: string, words: string]> = {
    "a failing step": ["FROM node:24-slim\nRUN echo reading && echo lost-my-config >&2 && exit 7\n", "lost-my-config"],
    ...(isFull && {
      "an unknown base image": ["FROM localhost:1/nobody/has:this\n", "localhost:1/nobody/has:this"],
      "a file that is not there": ["FROM scratch\nCOPY absent.js /\n", "absent.js"],
    }),
  };
  test("for lack of a Dockerfile is refused before a version is reserved, in a dry run as well", async () => {
    const { directory, remote = "", chatops, commit } = project({ publish });
    git(directory, "rm", "--quiet", "Dockerfile");
    commit();
    for (const options of [["--dry-run"], []]) {
      const refused = await chatops("release", "--json", ...options);
      expect(refused.exitCode).toBe(3);
      expect(errorOf(refused)?.message).toBe("there is no Dockerfile to build the image from");
      expect(startedSteps(refused)).not.toContain("Reserve 0.1.0");
    }
    expect(reservationsOn(remote)).toEqual([]);
    commit({ Dockerfile: "FROM scratch\nCOPY message /\n" });
    expect(await chatops("release", "--json")).toMatchObject({ exitCode: 0, result: { version: "0.1.0" } });
  });

  test.each(Object.entries(broken))("says why, and the next commit is released: %s", async (_, [dockerfile, words]) => {
    const { directory, remote = "", chatops, commit } = project({ publish });
    commit({ Dockerfile: dockerfile });
    const failed = await chatops("release", "--json");
    expect(failed.exitCode).toBe(3);
    const { message = "", details = [], hint } = errorOf(failed) ?? {};
    expect([message, ...details].join("\n")).toContain(words);
    expect(`${message} ${hint}`).toContain("Dockerfile");
    expect(tagsOf(remote)).toEqual([]);
    expect(tagsOf(directory)).toEqual([]);
    expect(reservationsOn(remote)).toEqual([]);
    commit({ Dockerfile: "FROM scratch\nCOPY message /\n" });
    const { exitCode, result } = await chatops("release", "--json");
    expect({ exitCode, version: result?.version }).toEqual({ exitCode: 0, version: "0.1.0" });
    expect(tagsOf(remote)).toEqual(["v0.1.0"]);
  });
});
