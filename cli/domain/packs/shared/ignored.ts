import type { ProjectTree } from "../tree.ts";

/** Which of these folders nobody wrote by hand, as far as the project's .gitignore says so. */
export function ignoredFolders(tree: ProjectTree, folders: readonly string[]): string[] {
  const lines = (tree.texts.get(".gitignore") ?? "").split("\n");
  const ignored = new Set(lines.map((line) => line.trim().replace(/^\/|\/$/g, "")));
  return folders.filter((folder) => ignored.has(folder));
}
