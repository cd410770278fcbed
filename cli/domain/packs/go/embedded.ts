import { dirname } from "node:path/posix";
import { gitIgnores } from "../../dockerfile/ignored.ts";
import { detectPages, isFree } from "../node/pages.ts";
import type { Warning } from "../pack.ts";
import { namedFolder } from "../shared/named-folder.ts";
import { matchesOf, type Source } from "../shared/scan.ts";
import { documentationOf } from "../static/mkdocs.ts";
import { below, type Found, isOutOfSight, type ProjectTree } from "../tree.ts";

/** What the compiler puts into a program: files and folders, by their paths in the module. */
export const embeddedBy = (sources: readonly Source[]): Found<string>[] =>
  [...matchesOf(sources, /^[ \t]{0,9}\/\/go:embed ([^\n]{1,400})/gm)].flatMap(({ groups: [patterns = ""], at }) => {
    const folder = dirname(at);
    return patterns
      .trim()
      .split(/\s+/)
      .map((pattern) => plain(pattern))
      .flatMap((path) => (path === "" ? [] : [{ value: below(folder === "." ? "" : folder, path), at }]));
  });

/** `all:dist/*` is all of dist. */
function plain(pattern: string): string {
  const parts = pattern
    .replace(/^["`]|["`]$/g, "")
    .replace(/^all:/, "")
    .split("/");
  const open = parts.findIndex((part) => /[*?[]/.test(part));
  return (open === -1 ? parts : parts.slice(0, open)).join("/");
}

/** Pages that the program takes into itself, or reads while it runs. */
export function pagesOf(tree: ProjectTree, sources: readonly Source[], embedded: readonly Found<string>[]) {
  const pages = detectPages(tree, { embedded, named: (folder) => namedFolder(sources, folder) });
  return pages && { ...pages, isEmbedded: embedded.some(({ at }) => at === pages.output.at) };
}

/** Its documentation, if it takes that into itself and nobody committed it. */
export function documentationIn(tree: ProjectTree, embedded: readonly Found<string>[]) {
  const documentation = tree.within ? undefined : documentationOf(tree);
  const found = embedded.find(({ value }) => value === documentation?.folder && isFree(tree, value));
  return documentation && found && { ...documentation, at: found.at };
}

/** What the compiler does not find, unless the image makes it. */
export function missingWarnings(
  { paths, texts }: ProjectTree,
  embedded: readonly Found<string>[],
  allMade: readonly string[],
): Warning[] {
  const isThere = (path: string) => path === "" || paths.some((one) => one === path || one.startsWith(`${path}/`));
  const missing = embedded.filter(
    ({ value }) =>
      (!isOutOfSight(value) || gitIgnores(texts.get(".gitignore"), value)) &&
      !isThere(value) &&
      !allMade.some((made) => made === value || made.startsWith(`${value}/`) || value.startsWith(`${made}/`)),
  );
  return missing.map(({ value, at }) => ({
    text: `${at} takes ${value} into the program, which is not in the repository: the build ends there`,
    hint: "Commit it, or write a Dockerfile that makes it before `go build`.",
  }));
}
