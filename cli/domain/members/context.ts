import { relative } from "node:path/posix";
import { parseDockerfile } from "../dockerfile/parse.ts";
import { copiedPaths } from "../packs/dockerfile/warnings.ts";
import { below, type ProjectTree, subtree } from "../packs/tree.ts";

/**
 * Whether a Dockerfile in a folder is built from the top of the repository: what it copies is there, and not in the folder.
 * Undefined where it copies nothing that tells.
 */
export function isBuiltFromTop(
  tree: ProjectTree,
  folder: string,
  dockerfile = `${folder}/Dockerfile`,
): boolean | undefined {
  const found = copiesFound(tree, dockerfile);
  if (!found || found("") === found(folder)) return undefined;
  return found("") > found(folder);
}

/** How many of the paths that a Dockerfile names are in a folder. */
function copiesFound(tree: ProjectTree, dockerfile: string): ((folder: string) => number) | undefined {
  const text = tree.texts.get(dockerfile);
  if (text === undefined) return undefined;
  const copied = copiedPaths(parseDockerfile(text)).filter((path) => path !== "." && !/[*?[$]/.test(path));
  const isThere = (path: string) => tree.paths.some((known) => known === path || known.startsWith(`${path}/`));
  return (folder) => copied.filter((path) => isThere(below(folder, path))).length;
}

/** The folder between its own and the top that most of what a Dockerfile copies is in: that of a solution, or of a part of the repository. */
function contextBetween(tree: ProjectTree, folder: string): string | undefined {
  const found = copiesFound(tree, `${folder}/Dockerfile`);
  if (!found) return undefined;
  const parts = folder.split("/");
  const between = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
  return between.findLast((context) => found(context) > Math.max(found(""), found(folder)));
}

/** How a folder with a Dockerfile is built: from the top, from a folder between, or from itself. */
export function placeOf(tree: ProjectTree, folder: string, own: ProjectTree) {
  const between = contextBetween(tree, folder);
  if (between !== undefined) return builtFromBetween(tree, between, { folder, own });
  return isBuiltFromTop(tree, folder) ? builtFromTop(tree, folder, own) : builtFromFolder(folder, own);
}

function builtFromBetween(tree: ProjectTree, context: string, { folder, own }: { folder: string; own: ProjectTree }) {
  const inside = relative(context, folder);
  return {
    tree: { ...own, within: { repository: subtree(tree, context), folder: inside } },
    build: { context, dockerfile: `${inside}/Dockerfile` },
  };
}

/** A folder of a repository whose image is built from the top. */
export const builtFromTop = (tree: ProjectTree, folder: string, own: ProjectTree) => ({
  tree: { ...own, within: { repository: tree, folder } },
  build: { context: ".", dockerfile: `${folder}/Dockerfile` },
});

/** And one whose image is built from itself. */
export const builtFromFolder = (folder: string, own: ProjectTree) => ({
  tree: own,
  build: { context: folder, dockerfile: "Dockerfile" },
});
