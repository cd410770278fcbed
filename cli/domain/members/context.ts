import { parseDockerfile } from "../dockerfile/parse.ts";
import { copiedPaths } from "../packs/dockerfile/warnings.ts";
import { below, type ProjectTree } from "../packs/tree.ts";

/**
 * Whether a Dockerfile in a folder is built from the top of the repository: what it copies is there, and not in the folder.
 * Undefined where it copies nothing that tells.
 */
export function isBuiltFromTop(
  tree: ProjectTree,
  folder: string,
  dockerfile = `${folder}/Dockerfile`,
): boolean | undefined {
  const text = tree.texts.get(dockerfile);
  if (text === undefined) return undefined;
  const copied = copiedPaths(parseDockerfile(text)).filter((path) => path !== "." && !/[*?[$]/.test(path));
  const isThere = (path: string) => tree.paths.some((known) => known === path || known.startsWith(`${path}/`));
  const ofTop = copied.filter((path) => isThere(path) && !isThere(below(folder, path))).length;
  const ofFolder = copied.filter((path) => isThere(below(folder, path)) && !isThere(path)).length;
  return ofTop === ofFolder ? undefined : ofTop > ofFolder;
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
