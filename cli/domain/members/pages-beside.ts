import { dirname, relative } from "node:path/posix";
import { embeddedBy } from "../packs/go/embedded.ts";
import { goLanguage } from "../packs/go/language.ts";
import { manifestFile } from "../packs/node/manifest.ts";
import { isFree, writtenAbove } from "../packs/node/pages.ts";
import { sourcesOf } from "../packs/shared/scan.ts";
import { below, isOutOfSight, type ProjectTree, subtree } from "../packs/tree.ts";

/** The folder, outside of a Go module, whose pages that takes into itself: it builds them right there. */
export function pagesBeside(tree: ProjectTree, folder: string): string | undefined {
  const module = subtree(tree, folder);
  const embedded = embeddedBy(sourcesOf(module, goLanguage)).filter(({ value }) => isFree(module, value));
  if (embedded.length === 0) return undefined;
  const places = embedded.map(({ value }) => below(folder, value));
  const others = tree.paths
    .filter((path) => path.endsWith(`/${manifestFile}`) && !path.startsWith(`${folder}/`))
    .map((path) => dirname(path))
    .filter((other) => !isOutOfSight(other));
  return others.find((other) => {
    const written = writtenAbove(subtree(tree, other), other)?.value;
    return written !== undefined && places.some((place) => `${written}/`.startsWith(`${place}/`));
  });
}

/** A project with a folder beside it, as it is seen from there. */
export function withFolder(
  own: ProjectTree,
  tree: ProjectTree,
  { folder, other }: { folder: string; other: string },
): ProjectTree {
  const seen = tree.paths
    .filter((path) => path.startsWith(`${other}/`))
    .map((path) => [relative(folder, path), tree.texts.get(path)] as const);
  return {
    ...own,
    paths: [...own.paths, ...seen.map(([path]) => path)],
    texts: new Map([
      ...own.texts,
      ...seen.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])),
    ]),
  };
}
