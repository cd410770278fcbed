import { dirname } from "node:path/posix";
import { parse } from "yaml";
import { isPathOf } from "../dockerfile/ignored.ts";
import { lockfiles } from "../packs/node/package-managers.ts";
import { recordOf } from "../packs/shared/compose-file.ts";
import { type Found, lineAt, type ProjectTree, subtree } from "../packs/tree.ts";
import { isBeside } from "./beside.ts";
import { builtFromFolder, builtFromTop, isBuiltFromTop } from "./context.ts";
import type { Candidate } from "./member.ts";
import { dotless, nameOfFolder } from "./names.ts";

/** Packages that are installed together: each is built from the top, by the lock file there. */
export function workspaceCandidates(tree: ProjectTree): Candidate[] {
  const patterns = workspacePatterns(tree);
  return packageFolders(tree, patterns).flatMap((folder) => {
    const own = subtree(tree, folder);
    if (isBeside(folder) || lockfiles().some((file) => own.paths.includes(file))) return [];
    const at = patterns.find(({ value }) => isMatch(folder, value))?.at ?? "package.json";
    return [
      {
        name: nameOfFolder(folder),
        folder,
        at,
        ...(isBuiltFromTop(tree, folder) === false ? builtFromFolder(folder, own) : builtFromTop(tree, folder, own)),
      },
    ];
  });
}

/** Folders with a package that the patterns name; the later ones with `!` take some away. */
export function packageFolders(tree: ProjectTree, patterns: readonly Found<string>[]): string[] {
  if (patterns.length === 0) return [];
  const folders = tree.paths.filter((path) => path.endsWith("/package.json")).map((path) => dirname(path));
  const [taken, excluded] = [false, true].map((isOut) =>
    patterns.filter(({ value }) => value.startsWith("!") === isOut).map(({ value }) => value.replace(/^!/, "")),
  );
  const isIn = (folder: string, list: readonly string[] = []) => list.some((pattern) => isMatch(folder, pattern));
  return folders.filter((folder) => isIn(folder, taken) && !isIn(folder, excluded));
}

const isMatch = (folder: string, pattern: string) => isPathOf(folder.split("/"), dotless(pattern).split("/"));

/** What npm, yarn and bun read in package.json, and pnpm in its own file. */
export function workspacePatterns({ texts }: ProjectTree): Found<string>[] {
  return [...patternsIn(texts, "pnpm-workspace.yaml", "packages"), ...patternsIn(texts, "package.json", "workspaces")];
}

function patternsIn(texts: ProjectTree["texts"], file: string, key: string): Found<string>[] {
  const text = texts.get(file) ?? "";
  const said = parsed(text)[key];
  const list = Array.isArray(said) ? said : recordOf(said).packages;
  const at = `${file}:${lineAt(text, text.indexOf(key))}`;
  return (Array.isArray(list) ? list : []).map((value) => ({ value: String(value), at }));
}

/** JSON is YAML, too; a broken manifest is told of by its pack. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(parse(text, { logLevel: "silent" }));
  } catch {
    return {};
  }
}
