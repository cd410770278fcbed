import { chmodSync, existsSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, read } from "../../../testing/fixtures/folder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { copyTrackedFiles } from "./tracked-files.ts";

const access = { env: process.env, signal: new AbortController().signal };

test("copies what Git tracks as it is now, and names what it does not know", async () => {
  const directory = repository({
    "app/server.js": "1\n",
    "app/gone.js": "1\n",
    "app/run.sh": "#!/bin/sh\n",
    "other/x.js": "1\n",
    ".gitignore": "node_modules\n",
  });
  const app = join(directory, "app");
  chmodSync(join(app, "run.sh"), 0o755);
  symlinkSync("server.js", join(app, "link"));
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "--message", "Add a link");
  writeFileSync(join(app, "server.js"), "2\n");
  writeFileSync(join(app, ".npmrc"), "//registry/:_authToken=abc\n");
  rmSync(join(app, "gone.js"));
  const ignored = join(app, "node_modules");
  writeFileSync(ignored, "");

  const target = folder();
  expect(await copyTrackedFiles(app, target, access)).toEqual([".npmrc"]);
  expect(read(target, "server.js")).toBe("2\n");
  expect(statSync(join(target, "run.sh")).mode & 0o111).not.toBe(0);
  expect(readlinkSync(join(target, "link"))).toBe("server.js");
  for (const name of ["gone.js", ".npmrc", "node_modules", "x.js"]) expect(existsSync(join(target, name))).toBe(false);
});

test("before the first commit all is copied that is not ignored, and a Dockerfile of the import always", async () => {
  const directory = folder({
    "server.js": "1\n",
    Dockerfile: "FROM scratch\n",
    ".gitignore": ".env\n",
    ".env": "A=1\n",
  });
  git(directory, "init", "--quiet");
  const first = folder();
  expect(await copyTrackedFiles(directory, first, access)).toEqual([]);
  expect(read(first, "server.js")).toBe("1\n");
  expect(existsSync(join(first, ".env"))).toBe(false);

  git(directory, "add", "server.js");
  git(directory, "commit", "--quiet", "--message", "Start");
  const second = folder();
  expect(await copyTrackedFiles(directory, second, access)).toEqual([".gitignore"]);
  expect(read(second, "Dockerfile")).toBe("FROM scratch\n");
  // Some builds ask Git for their version.
  git(directory, "tag", "v1.2.0");
  const third = folder();
  await copyTrackedFiles(directory, third, access);
  expect(git(third, "describe", "--tags")).toBe("v1.2.0");
  expect(git(third, "status", "--porcelain")).toBe("?? Dockerfile");
});

test("a folder in no repository has nothing that is tracked", async () => {
  const directory = folder({ "server.js": "1\n" });
  expect(await copyTrackedFiles(directory, folder(), access)).toBeUndefined();
});
