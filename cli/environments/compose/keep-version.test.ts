import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { type Files, folder, read, writeAll } from "../../../testing/fixtures/folder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { copyByContent } from "../../adapters/file-copies.ts";
import { openRepository } from "../../adapters/git/repository.ts";
import type { ComposeModel } from "../../domain/deployment/compose-model.ts";
import { keepNamed } from "./keep-version.ts";
import { commitTree } from "./source-tree.ts";

const { signal } = new AbortController();
const access = { env: process.env, signal };

const committed = { "app.conf": "one", "data.json": "{}", "empty.db": "", "binary.db": "\0", "data/.gitkeep": "" };

/** The variables that are kept of a commit, if the working tree has others. */
async function variablesOf(files: Files, changed: Files, tracked: boolean) {
  const root = repository({ "compose.yaml": "", ...files });
  const commit = git(root, "rev-parse", "HEAD");
  writeAll(root, changed);
  if (tracked) git(root, "add", ".env");
  const tree = await commitTree(await openRepository(root, access), commit, root, access);
  const keeper = { keepFile: async (path: string) => path, keep: async () => [], dispose: async () => {} };
  const keeping = { keeper, isSeen: async () => true, warn: () => {} };
  const source = { name: "x", directory: tree.directory, calledBy: root, file: "compose.yaml", ...access };
  const { envText } = await keepNamed({ model: {}, tree, source }, keeping);
  await tree.dispose();
  return envText;
}

test("the variables of a version are those of its commit, none if it has none, and the user's if Git has none", async () => {
  const other = { ".env": "A=2" };
  expect(await variablesOf({ ".env": "A=1" }, other, true)).toBe("A=1");
  expect(await variablesOf({}, other, true)).toBe("");
  expect(await variablesOf({}, other, false)).toBeUndefined();
});

test("the variables beside a Compose file below a folder come after those of the project", async () => {
  const root = repository({ ".env": "A=1\n", "deploy/.env": "A=2\nB=2\n", "deploy/prod.yaml": "" });
  const tree = await commitTree(await openRepository(root, access), git(root, "rev-parse", "HEAD"), root, access);
  const keeper = { keepFile: async (path: string) => path, keep: async () => [], dispose: async () => {} };
  const source = { name: "x", directory: tree.directory, calledBy: root, file: "deploy/prod.yaml", ...access };
  const keeping = { keeper, isSeen: async () => true, warn: () => {} };
  const { envText } = await keepNamed({ model: {}, tree, source }, keeping);
  await tree.dispose();
  // The last value of a name counts.
  expect(envText).toBe("A=2\nB=2\n\nA=1\n");
});

/** What a commit's service mounts, after the working tree changed, and what was warned of. */
async function mountedOf(isReadOnly: boolean) {
  const root = repository(committed);
  const commit = git(root, "rev-parse", "HEAD");
  writeAll(root, { "data.json": '{"users":1}' });
  const tree = await commitTree(await openRepository(root, access), commit, root, access);
  const names = ["app.conf", "data.json", "empty.db", "binary.db", "data"];
  const volumes = names.map((name) => ({
    type: "bind",
    source: join(tree.directory, name),
    target: `/${name}`,
    read_only: isReadOnly,
  }));
  const to = folder();
  const keeper = {
    keepFile: (path: string, { isWritable }: { isWritable: boolean }) => copyByContent(path, to, isWritable),
    keep: async () => [],
    dispose: async () => {},
  };
  const warnings: string[] = [];
  const keeping = { keeper, isSeen: async () => true, warn: (text: string) => warnings.push(text) };
  const source = { name: "x", directory: tree.directory, calledBy: root, file: "compose.yaml", ...access };
  const { model } = await keepNamed({ model: { services: { app: { volumes } } }, tree, source }, keeping);
  await tree.dispose();
  const places = (model.services?.app?.volumes ?? []).map(({ source = "" }) => source);
  return { root, warnings, places, users: names.filter((name) => places.includes(join(root, name))) };
}

test("what a version mounts read-only is its own copy", async () => {
  const { users, places, warnings } = await mountedOf(true);
  expect(users).toEqual([]);
  expect(read(places[1] ?? "", "")).toBe("{}");
  expect(warnings).toEqual([]);
});

test.each(["conf/app.bin", "conf"])("what only stands for a file's contents is not mounted: %s", async (path) => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
  const root = repository({ "compose.yaml": "", "conf/app.bin": pointer, "conf/other": "1" });
  const tree = await commitTree(await openRepository(root, access), git(root, "rev-parse", "HEAD"), root, access);
  const keeper = { keepFile: async (file: string) => file, keep: async () => [], dispose: async () => {} };
  const keeping = { keeper, isSeen: async () => true, warn: () => {} };
  const source = { name: "x", directory: tree.directory, calledBy: root, file: "compose.yaml", ...access };
  const volumes = [{ type: "bind", source: join(tree.directory, path), target: "/conf", read_only: true }];
  const failure = await failureOf(keepNamed({ model: { services: { app: { volumes } } }, tree, source }, keeping));
  expect(failure.message).toMatch(/app\.bin of the commit is an LFS pointer/);
  await tree.dispose();
});

test("what containers may write to and did, or are going to, is the user's own, and a copy of other files is warned of", async () => {
  const { root, users, warnings } = await mountedOf(false);
  expect(users).toEqual(["data.json", "empty.db", "binary.db", "data"]);
  expect(warnings).toEqual([
    `containers may write to a copy of ${join(root, "app.conf")}, which a version with another one does not see`,
    `${join(root, "data.json")} is not as Git has it, and containers may write to it: it is mounted as it is`,
  ]);
});

/** A commit without files that it names, and the user's folder in which another version has them. */
async function absentOf(model: ComposeModel) {
  const root = repository({ "compose.yaml": "", ".gitignore": "ignored*\nstate/\n" });
  const commit = git(root, "rev-parse", "HEAD");
  const later = { "extra.env": "MODE=new\n", "extra.conf": "new", "sub/extra.conf": "new", "extra.secret": "new" };
  writeAll(root, { ...later, "users.env": "MODE=mine\n" });
  git(root, "add", ...Object.keys(later));
  const tree = await commitTree(await openRepository(root, access), commit, root, access);
  const warnings: string[] = [];
  const to = folder();
  const keepFile = (path: string) => copyByContent(path, to);
  const keeper = { keepFile, keep: async () => [], dispose: async () => {} };
  const keeping = { keeper, isSeen: async () => true, warn: (text: string) => warnings.push(text) };
  const source = { name: "x", directory: tree.directory, calledBy: root, file: "compose.yaml", ...access };
  const inTree = JSON.parse(JSON.stringify(model).replaceAll("/t/", `${tree.directory}/`));
  try {
    return { root, to, warnings, ...(await keepNamed({ model: inTree, tree, source }, keeping)) };
  } finally {
    await tree.dispose();
  }
}

test("what a commit does not have is not read from the user's folder, unless Git leaves it there", async () => {
  const env_file = ["extra", "ignored", "users", "none"].map((name) => ({ path: `/t/${name}.env`, required: false }));
  const sources = ["extra.conf", "sub/extra.conf", "none", "ignored.conf", "state"];
  const volumes = sources.map((name) => ({ type: "bind", source: `/t/${name}`, target: "/x", read_only: true }));
  const { root, to, warnings, model } = await absentOf({ services: { app: { env_file, volumes } } });
  const { app } = model.services ?? {};
  expect(app?.env_file).toEqual(
    ["ignored", "users"].map((name) => ({ path: join(root, `${name}.env`), required: false })),
  );
  const places = (app?.volumes ?? []).map(({ source = "" }) => source);
  expect(places.slice(3)).toEqual([join(root, "ignored.conf"), join(root, "state")]);
  for (const place of places.slice(0, 3)) {
    expect(place.startsWith(to), place).toBe(true);
    expect(readdirSync(place)).toEqual([]);
  }
  const words = (name: string) =>
    `the version does not have ${join(root, name)}: containers get an empty folder in its place`;
  expect(warnings).toEqual(["extra.conf", "sub/extra.conf", "none"].map(words));
});

test("a secret that a commit does not have is refused, unless Git leaves it to the user's folder", async () => {
  const secrets = (name: string): ComposeModel => ({ secrets: { key: { file: `/t/${name}` } } });
  await expect(absentOf(secrets("extra.secret"))).rejects.toThrow("the version does not have");
  const { root, model } = await absentOf(secrets("ignored.secret"));
  expect(model.secrets?.key?.file).toBe(join(root, "ignored.secret"));
});
