import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { user } from "../testing/chatops/user.ts";
import { removeAfterwards } from "../testing/docker/docker.ts";
import { folder, listed } from "../testing/fixtures/folder.ts";
import { minimal } from "../testing/fixtures/sample-projects.ts";
import { uniqueName } from "../testing/git/git-project.ts";
import { git } from "../testing/git/repository.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const npm = (cwd: string, ...args: string[]) =>
  execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** What somebody gets who installs the packed tarball in an empty folder. */
function install(): string {
  const sources = folder({}, "sources");
  const tracked = git(
    root,
    "ls-files",
    "--cached",
    "--others",
    "--exclude-standard",
    "bin",
    "cli",
    "lib",
    "page",
    "templates",
  );
  for (const path of [...tracked.split("\n"), "package.json", "rolldown.config.ts"]) {
    cpSync(join(root, path), join(sources, path));
  }
  symlinkSync(join(root, "node_modules"), join(sources, "node_modules"));
  npm(sources, "pack", "--silent");
  const [tarball = ""] = readdirSync(sources).filter((name) => name.endsWith(".tgz"));
  const place = folder({ "package.json": {} }, "a folder");
  npm(place, "install", "--omit=dev", "--no-audit", "--no-fund", join(sources, tarball));
  return join(place, "node_modules/chatops");
}

test("the packed tarball, installed in an empty folder, imports and releases", async () => {
  const installed = install();
  const files = listed(installed).filter((path) => !path.startsWith("node_modules/"));
  expect(files).toEqual(
    expect.arrayContaining([
      "bin/chatops.js",
      "dist/cli/licenses.txt",
      "dist/cli/main.js",
      "page/index.html",
      "templates/compose.yaml",
    ]),
  );
  expect(files.filter((path) => /\.test\.|testing|sandbox|\.ts$/.test(path))).toEqual([]);
  // Everything is in the bundle, and nothing of it is built for the machine.
  const packages = readdirSync(join(installed, "..")).filter((entry) => !entry.startsWith("."));
  expect(packages).toEqual(["chatops"]);

  const name = uniqueName();
  removeAfterwards(name);
  const directory = folder({ ...minimal, "package.json": { name } }, name);
  const { run } = user();
  const chatops = (...args: string[]) => run(args, { cwd: directory, program: join(installed, "bin/chatops.js") });
  expect(await chatops("--version")).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  const help = await chatops("--help");
  expect(help.exitCode).toBe(0);
  for (const word of ["import", "release", "deploy", "Exit codes:"]) expect(help.stdout).toContain(word);

  git(directory, "init", "--quiet", "--initial-branch", "main");
  expect(await chatops("import")).toMatchObject({ exitCode: 0 });
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "--message", "Import");
  const released = await chatops("release", "--json");
  expect(released).toMatchObject({ exitCode: 0, result: { version: "0.1.0", outcome: "released" } });
});
