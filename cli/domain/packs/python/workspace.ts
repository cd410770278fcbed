import { isPathOf } from "../../dockerfile/ignored.ts";
import type { ProjectTree } from "../tree.ts";

const manifest = "pyproject.toml";
const lock = "uv.lock";

const lists = /^(members|exclude)\s{0,9}=\s{0,9}\[([^\]]{0,2000})\]/gm;

/** Whether a folder is a package of a workspace of uv: it is installed by the lock file at the top. */
export function isOfWorkspace({ paths, texts }: ProjectTree, folder: string): boolean {
  const [, after = ""] = (texts.get(manifest) ?? "").split(/^\[tool\.uv\.workspace\]$/m, 2);
  const [section = ""] = after.split(/^\[/m, 1);
  const said = [...section.matchAll(lists)].flatMap(([, list, words = ""]) =>
    [...words.matchAll(/["']([^"'\n]{1,200})["']/g)].map(([, pattern = ""]) => ({ list, pattern })),
  );
  const isIn = (name: string) =>
    said.some(({ list, pattern }) => list === name && isPathOf(folder.split("/"), pattern.split("/")));
  return paths.includes(lock) && paths.includes(`${folder}/${manifest}`) && isIn("members") && !isIn("exclude");
}

/** A package of a workspace with what the top says of its packages and its Python. */
export function withTopFiles(tree: ProjectTree): ProjectTree {
  const { within } = tree;
  if (!within || !isOfWorkspace(within.repository, within.folder)) return tree;
  const texts = new Map(tree.texts);
  for (const file of [lock, ".python-version"]) {
    const text = within.repository.texts.get(file);
    if (text !== undefined && !texts.has(file)) texts.set(file, text);
  }
  return { ...tree, paths: [...new Set([...tree.paths, ...texts.keys()])], texts };
}

/** What installs one package of a workspace, with those of the others that it needs. */
export function memberInstall(tree: ProjectTree): string | undefined {
  if (!tree.within || !isOfWorkspace(tree.within.repository, tree.within.folder)) return undefined;
  const name = /^name\s{0,9}=\s{0,9}["']([\w.-]{1,100})["']/m.exec(tree.texts.get(manifest) ?? "")?.[1];
  return name && `pip install uv && uv sync --frozen --no-dev --active --package ${name}`;
}
