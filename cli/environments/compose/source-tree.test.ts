import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { writeAll } from "../../../testing/fixtures/folder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { openRepository } from "../../adapters/git/repository.ts";
import { commitTree } from "./source-tree.ts";

const { signal } = new AbortController();
const access = { env: process.env, signal };

const committed = {
  "app/compose.yaml": "one",
  "app/conf/a": "one",
  "app/mixed/tracked": "one",
  "shared/b": "one",
  ".gitignore": ".env\nkey\n",
};

async function treeOf() {
  const root = repository(committed);
  const commit = git(root, "rev-parse", "HEAD");
  writeAll(root, { "app/conf/a": "dirty", "app/.env": "A=1", "app/mixed/key": "", "app/compose.override.yaml": "" });
  const project = join(root, "app");
  return { project, root, tree: await commitTree(await openRepository(project, access), commit, project, access) };
}

test("a tree has the files of the commit, and by links what Git does not track", async () => {
  const { tree } = await treeOf();
  expect(readFileSync(join(tree.directory, "conf/a"), "utf8")).toBe("one");
  expect(readFileSync(join(tree.directory, ".env"), "utf8")).toBe("A=1");
  // Compose would read it by itself.
  expect(() => readFileSync(join(tree.directory, "compose.override.yaml"))).toThrow();
  await tree.dispose();
  expect(() => readFileSync(join(tree.directory, "conf/a"))).toThrow();
});

test("what is the version's own is told from what is the user's", async () => {
  const { tree, project, root } = await treeOf();
  const own = async (path: string) => {
    const place = await tree.ownPlace(path);
    return place && relative(tree.directory, place);
  };
  const inTree = (path: string) => join(tree.directory, path);
  expect(await own(inTree("conf/a"))).toBe("conf/a");
  expect(await own(inTree("conf"))).toBe("conf");
  expect(await own(inTree("../shared/b"))).toBe("../shared/b");
  expect(await own(join(project, "conf/a"))).toBe("conf/a");
  for (const path of [".env", "mixed", "absent", "."]) expect(await own(inTree(path)), path).toBeUndefined();
  expect(await own("/etc/hostname")).toBeUndefined();
  expect(tree.usersPlace(inTree("data"))).toBe(join(project, "data"));
  expect(tree.usersPlace(inTree("../data"))).toBe(join(root, "data"));
  expect(tree.usersPlace("/etc/hostname")).toBe("/etc/hostname");
  await tree.dispose();
});

test("a folder that is the user's for what Git does not track in it is told if it has other files than the version", async () => {
  const { tree, root } = await treeOf();
  const outdated = (path: string) => tree.isOutdated(join(tree.directory, path));
  expect(await outdated("mixed")).toBe(false);
  writeAll(root, { "app/mixed/tracked": "two" });
  expect(await outdated("mixed")).toBe(true);
  // The version's own, and what is in no version.
  for (const path of ["conf", ".env", "absent", "../../absent"]) expect(await outdated(path), path).toBe(false);
  await tree.dispose();
});

test("what stands around the repository is the user's own, found by relative paths, and outlives the tree", async () => {
  const root = repository(committed);
  const commit = git(root, "rev-parse", "HEAD");
  writeAll(dirname(root), { "shared.env": "A=1", "data/kept": "" });
  const project = join(root, "app");
  const tree = await commitTree(await openRepository(project, access), commit, project, access);
  const inTree = (path: string) => join(tree.directory, path);
  expect(readFileSync(inTree("../../shared.env"), "utf8")).toBe("A=1");
  for (const path of ["../../shared.env", "../../data", "../../absent", "../../../absent"]) {
    expect(await tree.ownPlace(inTree(path)), path).toBeUndefined();
    expect(tree.usersPlace(inTree(path))).toBe(join(project, path));
  }
  // There is nothing above the root of a file system.
  const out = "../".repeat(project.split("/").length);
  expect(tree.usersPlace(inTree(`${out}data`))).toBe("/data");
  await tree.dispose();
  expect(existsSync(join(dirname(root), "data/kept"))).toBe(true);
});

test("files of submodules are the user's own, also in a folder that is the version's otherwise", async () => {
  const root = repository({ "conf/own": "" });
  const inner = repository({ "their.conf": "theirs" });
  git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "conf/theirs");
  git(root, "commit", "--quiet", "--message", "Add theirs");
  const tree = await commitTree(await openRepository(root, access), git(root, "rev-parse", "HEAD"), root, access);
  const inTree = (path: string) => join(tree.directory, path);
  expect(readFileSync(inTree("conf/theirs/their.conf"), "utf8")).toBe("theirs");
  for (const path of ["conf/theirs", "conf/theirs/their.conf", "conf"])
    expect(await tree.ownPlace(inTree(path)), path).toBeUndefined();
  expect(await tree.ownPlace(inTree("conf/own"))).toBe(inTree("conf/own"));
  await tree.dispose();
});
