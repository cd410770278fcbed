import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { built } from "../testing/chatops/built-chatops.ts";
import { user } from "../testing/chatops/user.ts";
import { folder } from "../testing/fixtures/folder.ts";
import { project } from "../testing/git/git-project.ts";
import { git } from "../testing/git/repository.ts";

describe("a command line that is wrong", () => {
  test("chatops.yaml: every complaint with its line, exit 2, nothing changed", async () => {
    const { directory, chatops, user: person } = project();
    const place = folder({
      "chatops.yaml": "name: Shop_1\nimage: registry.example.com/shop:1.0\nenvironments:\n  prod:\n    colour: red\n",
    });
    git(place, "init", "--quiet");
    for (const command of ["release", "deploy"]) {
      const { exitCode, stderr, stdout } = await person.chatops(place, command);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(stderr).toContain("chatops.yaml is not valid");
      expect(stderr).toMatch(/│ chatops\.yaml:1: name: /);
      expect(stderr).toMatch(/│ chatops\.yaml:2: image: /);
      expect(stderr).toMatch(/│ chatops\.yaml:5: environments\.prod\.colour: is not a known key/);
    }
    const absent = await chatops("release", "--config", "other.yaml");
    expect(absent.exitCode).toBe(2);
    expect(absent.stderr).toContain(`no other.yaml in ${directory}`);
    expect(absent.stderr).toContain("chatops import");
  });

  test("a folder that is no repository, and one without a commit", async () => {
    const { chatops } = user();
    const place = folder({ "chatops.yaml": "name: shop\n" });
    const outside = await chatops(place, "release");
    expect(outside.exitCode).toBe(3);
    expect(outside.stderr).toContain(`${place} is not in a Git repository`);
    expect(outside.stderr).toContain("→ Run `git init`");
    git(place, "init", "--quiet");
    const empty = await chatops(place, "release");
    expect(empty.exitCode).toBe(3);
    expect(empty.stderr).toContain("the repository has no commit yet");
  });

  test("git or docker is not installed", async () => {
    const { user: person, directory } = project({ remote: false });
    const without = (env: NodeJS.ProcessEnv, ...args: string[]) => person.run(args, { cwd: directory, env });
    const noGit = await without({ PATH: "/nowhere" }, "release");
    expect(noGit).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining("✖ git is not installed, or not in PATH"),
    });
    const programs = folder({}, "programs");
    const git = execFileSync("which", ["git"], { encoding: "utf8" }).trim();
    symlinkSync(git, join(programs, "git"));
    const noDocker = await without({ PATH: programs }, "release");
    expect(noDocker).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining("✖ docker is not installed, or not in PATH"),
    });
  });

  test("unknown commands and options are answered with the nearest, exit 2", async () => {
    const { chatops } = user();
    const place = folder();
    const command = await chatops(place, "relase");
    expect(command).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Did you mean release?") });
    const option = await chatops(place, "deploy", "--too", "compose");
    expect(option).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Did you mean --to?") });
    expect((await chatops(place, "deploy", "--to", "moon")).exitCode).toBe(2);
    expect((await chatops(place, "deploy", "--timeout", "5")).exitCode).toBe(2);
  });
});

/** A Node of this machine that is too old; undefined where there is none. */
function oldNode(): string | undefined {
  const releases = (process.env.PATH ?? "")
    .split(":")
    .concat("/usr/bin")
    .map((place) => join(place, "node"));
  return releases.find((file) => {
    const { stdout, error } = spawnSync(file, ["--version"], { encoding: "utf8" });
    return !error && Number(stdout.slice(1).split(".")[0]) < 22;
  });
}

test("a checkout that was not built says how to", async () => {
  const place = folder({}, "unbuilt");
  for (const path of ["bin/chatops.js", "package.json"]) cpSync(join(built, path), join(place, path));
  const ran = await user().run(["status"], { cwd: place, program: join(place, "bin/chatops.js") });
  const stderr = "chatops is not built in this checkout: run `npm run build` there, and try again.\n";
  expect(ran).toMatchObject({ exitCode: 3, stdout: "", stderr });
});

const old = oldNode();

describe.skipIf(!old)(`an old Node (skipped: ${old ? "no" : "there is none older than 22 here"})`, () => {
  test("starts the pinned one in a checkout", async () => {
    const { run } = user();
    const ran = await run(["release", "--help"], { cwd: folder(), node: old ?? "" });
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Usage: chatops release") });
    const failed = await run(["release"], { cwd: folder(), node: old ?? "" });
    expect(failed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("no chatops.yaml") });
  });

  test("is refused in one sentence where there is no other", async () => {
    const place = folder({}, "installed");
    mkdirSync(join(place, "bin"));
    for (const path of ["bin/chatops.js", "package.json", "dist"])
      cpSync(join(built, path), join(place, path), { recursive: true });
    const { run } = user();
    const ran = await run(["release"], { cwd: place, node: old ?? "", program: join(place, "bin/chatops.js") });
    const version = execFileSync(old ?? "", ["--version"], { encoding: "utf8" }).trim();
    expect(ran).toMatchObject({
      exitCode: 3,
      stdout: "",
      stderr: `chatops needs Node 22.19 or newer, and this is ${version}: install a newer Node and try again.\n`,
    });
  });
});
