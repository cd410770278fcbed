import { dirname } from "node:path/posix";
import { manifestFile } from "../packs/node/manifest.ts";
import { isFree, writtenAbove } from "../packs/node/pages.ts";
import { isOutOfSight, type ProjectTree, subtree } from "../packs/tree.ts";

/** The folder whose pages are written into a program beside it, where nobody committed them. */
export function pagesInto(tree: ProjectTree, folder: string): string | undefined {
  return tree.paths
    .filter((path) => path.endsWith(`/${manifestFile}`) && !path.startsWith(`${folder}/`))
    .map((path) => dirname(path))
    .find((other) => {
      if (isOutOfSight(other)) return false;
      const written = writtenAbove(subtree(tree, other), other)?.value;
      return written?.startsWith(`${folder}/`) && isFree(tree, written);
    });
}
