import { type Found, lineAt, type ProjectTree } from "../tree.ts";

/** What go.mod says; a program from before modules has none. */
export interface Module {
  /** Its import path. */
  path: Found<string>;
  /** The language's version, such as 1.22. */
  go: Found<string> | undefined;
  requires: ReadonlySet<string>;
  exists: boolean;
  /** A folder of the project stands for one of them, or for all, as `vendor` does: without its files, not even the others can be fetched. */
  readsFolders: boolean;
}

export const moduleFile = "go.mod";

export function readModule(tree: ProjectTree): Module {
  const text = tree.texts.get(moduleFile);
  if (text === undefined)
    return { path: pathOfImports(tree), go: undefined, requires: importedBy(tree), exists: false, readsFolders: false };
  const path = /^module\s+"?([^\s"]+)/m.exec(text);
  const go = /^go\s+(\d+\.\d+)/m.exec(text);
  const requires = [...text.matchAll(/^(?:require |\t)([\w./~-]{1,200}) v(?![^\n]{0,200}\/\/ indirect)/gm)];
  return {
    path: { value: path?.[1] ?? tree.folder, at: `${moduleFile}:${path ? lineAt(text, path.index) : 1}` },
    go: go ? { value: go[1] ?? "", at: `${moduleFile}:${lineAt(text, go.index)}` } : undefined,
    requires: new Set(requires.map(([, name = ""]) => name)),
    exists: true,
    readsFolders: tree.paths.includes("vendor/modules.txt") || /=>[ \t]{1,9}\.{1,2}(?:[/\s]|$)/.test(text),
  };
}

function* importsOf(tree: ProjectTree): Generator<Found<string>> {
  for (const [path, text] of tree.texts)
    if (path.endsWith(".go"))
      for (const match of text.matchAll(/^(?:import\s+|\t)(?:[\w.]+\s+)?"([\w.-]+\.[a-z]+\/[^"]+)"/gm))
        yield { value: match[1] ?? "", at: `${path}:${lineAt(text, match.index)}` };
}

const importedBy = (tree: ProjectTree) => new Set([...importsOf(tree)].map(({ value }) => value));

/** Old code imports its own packages by the path that it was checked out below. */
function pathOfImports(tree: ProjectTree): Found<string> {
  const folders = new Set(
    tree.paths.filter((path) => path.endsWith(".go")).map((path) => path.split("/").slice(0, -1).join("/")),
  );
  for (const { value, at } of importsOf(tree)) {
    const parts = value.split("/");
    for (let count = 1; count < parts.length - 1; count += 1)
      if (folders.has(parts.slice(-count).join("/"))) return { value: parts.slice(0, -count).join("/"), at };
  }
  return { value: tree.folder.replace(/[^\w.-]/g, "-"), at: "folder" };
}
