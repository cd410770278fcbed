import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAll } from "../../../testing/fixtures/folder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { openRepository } from "../../adapters/git/repository.ts";
import { sourceOf } from "./mount-source.ts";
import { commitTree } from "./source-tree.ts";

const { signal } = new AbortController();
const access = { env: process.env, signal };

test("a folder that is not the version's for one untracked file is warned of if the version has other files in it", async () => {
  const root = repository({ "conf/app.conf": "one", ".gitignore": ".DS_Store\n" });
  const commit = git(root, "rev-parse", "HEAD");
  writeAll(root, { "conf/app.conf": "two", "conf/.DS_Store": "" });
  const tree = await commitTree(await openRepository(root, access), commit, root, access);
  const warnings: string[] = [];
  const named = { path: join(tree.directory, "conf"), isWritable: false, isMounted: true, isNeeded: false };
  expect(await sourceOf(tree, named.path, named, (text) => warnings.push(text))).toBeUndefined();
  expect(warnings).toEqual([`${join(root, "conf")} has other files than the version, and is mounted as it is`]);
  await tree.dispose();
});

test("a folder that containers may write to is warned of by name if the version has files in it", async () => {
  const root = repository({ "compose.yaml": "", "src/server.js": "", "data/.gitkeep": "", "mixed/tracked": "" });
  writeAll(root, { "mixed/untracked": "", "free/file": "" });
  const tree = await commitTree(await openRepository(root, access), git(root, "rev-parse", "HEAD"), root, access);
  const warnings: string[] = [];
  for (const name of ["src", "data", "mixed", "free", "none", "."]) {
    const named = { path: join(tree.directory, name), isWritable: true, isMounted: true, isNeeded: false };
    expect(await sourceOf(tree, named.path, named, (text) => warnings.push(text))).toBeUndefined();
  }
  const words = "is mounted as it is, and not with the files that the version has there: containers may write to it";
  expect(warnings).toEqual(["src", "mixed", "."].map((name) => `${join(root, name)} ${words}`));
  await tree.dispose();
});
