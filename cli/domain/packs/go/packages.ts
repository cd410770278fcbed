import { dirname } from "node:path/posix";
import { type ProjectTree, withoutPaths } from "../tree.ts";

/** The module without the packages that a program in this folder of it does not import; the top is an empty one. */
export function ofProgram(tree: ProjectTree, module: string, folder: string): ProjectTree {
  const folders = new Set([folder]);
  for (const next of folders) for (const imported of importsOf(tree, module, next)) folders.add(imported);
  return withoutPaths(tree, (path) => path.endsWith(".go") && !folders.has(parentOf(path)));
}

function* importsOf({ texts }: ProjectTree, module: string, folder: string): Generator<string> {
  for (const [path, text] of texts) {
    if (!path.endsWith(".go") || parentOf(path) !== folder) continue;
    for (const [, imported = ""] of text.matchAll(/"([\w.~/-]{1,200})"/g)) {
      if (imported === module) yield "";
      if (imported.startsWith(`${module}/`)) yield imported.slice(module.length + 1);
    }
  }
}

const parentOf = (path: string) => (path.includes("/") ? dirname(path) : "");
