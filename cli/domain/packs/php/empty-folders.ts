import type { Found, ProjectTree } from "../tree.ts";

export const scratchNames = /^(?:cache|logs?|tmp|temp|sessions?|page_?cache|runtime|compiled?|templates_c)$/i;
export const keptNames = /^(?:uploads?|files|media|storage|data|attachments|avatars|images)$/i;

/** Folders that are in Git with nothing but files that keep them there, or keep browsers out: the program fills them. */
export function emptyFolders(tree: ProjectTree, names: RegExp): Found<string>[] {
  const keeps = (path: string) => keeper.test(path) || isRefusal(path, tree);
  const found = new Map<string, string>();
  for (const at of tree.paths.filter(keeps)) {
    const parts = at.split("/").slice(0, -1);
    const folder = parts.join("/");
    const isEmpty = parts.length > 0 && !tree.paths.some((path) => path.startsWith(`${folder}/`) && !keeps(path));
    if (isEmpty && names.test(parts.at(-1) ?? "") && !found.has(folder)) found.set(folder, at);
  }
  return [...found].map(([folder, at]) => ({ value: `/app/${folder}`, at }));
}

const keeper = /(?:^|\/)\.(?:git)?(?:keep|ignore|empty)$/;

/** Where Apache is told to give nothing to anybody. */
const isRefusal = (path: string, { texts }: ProjectTree) =>
  path.endsWith("/.htaccess") && /\b(?:Require all denied|Deny from all)\b/i.test(texts.get(path) ?? "");

/** Those that a program fills and no browser may read. */
export const closedFolders = (tree: ProjectTree): string[] =>
  [...emptyFolders(tree, scratchNames), ...emptyFolders(tree, keptNames)]
    .map(({ value }) => value)
    .filter((folder) => isRefusal(`${folder.slice("/app/".length)}/.htaccess`, tree));
