import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, writeAll } from "../../../testing/fixtures/folder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { openRepository } from "./repository.ts";
import { isEdited, untrackedPaths, writeTree } from "./tree.ts";

const { signal } = new AbortController();
const access = { env: process.env, signal };

test("the files of a commit are written as it has them, and the user's own stay as they are", async () => {
  const root = repository({
    "a.txt": "one\n",
    "deep/b.txt": "$Id$\n",
    ".gitattributes": "*.txt ident\n",
    run: "#!/bin/sh\n",
  });
  const commit = git(root, "rev-parse", "HEAD");
  writeAll(root, { "a.txt": "two\n", "new.txt": "", ".gitattributes": "" });
  git(root, "add", "new.txt");
  const before = git(root, "status", "--porcelain");
  const directory = folder({});
  await writeTree(await openRepository(root, access), commit, { directory, scratch: folder({}), signal });
  expect(readFileSync(join(directory, "a.txt"), "utf8")).toBe("one\n");
  expect(readFileSync(join(directory, "deep/b.txt"), "utf8")).toMatch(/^\$Id: [0-9a-f]{40} \$\n$/);
  expect(git(root, "status", "--porcelain")).toBe(before);
});

test("what Git does not track is listed, ignored files too, and whole folders once", async () => {
  const root = repository({ "a.txt": "", ".gitignore": ".env\nnode_modules\n" });
  writeAll(root, { ".env": "", "node_modules/x/y.js": "", "new.txt": "" });
  writeFileSync(join(root, "a.txt"), "changed");
  const paths = await untrackedPaths(await openRepository(root, access), signal);
  expect(paths.sort()).toEqual([".env", "new.txt", "node_modules"]);
});

test("a file is edited if the working tree has another one than the commit", async () => {
  const root = repository({ "a [1].txt": "", "same.txt": "", ignored: "" });
  writeAll(root, { "a [1].txt": "changed", ".gitignore": "ignored\n" });
  git(root, "rm", "--quiet", "--cached", "ignored");
  git(root, "commit", "--quiet", "--message", "Keep data out");
  const opened = await openRepository(root, access);
  const edited = (path: string) => isEdited(opened, join(root, path), signal);
  expect(await Promise.all(["a [1].txt", "same.txt", "ignored"].map(edited))).toEqual([true, false, true]);
});
