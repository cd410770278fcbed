import type { Found, ProjectTree } from "../tree.ts";

/** The first line of a file that a pattern matches. */
export function lineWith(tree: ProjectTree, path: string, pattern: RegExp): Found<string> | undefined {
  const lines = (tree.texts.get(path) ?? "").split("\n");
  const index = lines.findIndex((line) => pattern.test(line));
  const value = pattern.exec(lines[index] ?? "")?.[1];
  return value === undefined ? undefined : { value, at: `${path}:${index + 1}` };
}
