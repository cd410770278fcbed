import type { Evidence } from "../packs/pack.ts";
import { evidence } from "../packs/shared/evidence.ts";
import { type ProjectTree, withoutPaths } from "../packs/tree.ts";

/** A template of one has a placeholder there. */
const named = /^name:[ \t]{0,9}["']?[a-z][a-z0-9-]{0,62}["']?[ \t]{0,9}(?:#.{0,200})?$/m;

/** Folders with a chatops.yaml of their own: they are imported and released by themselves, and say nothing of what is around them. */
export function withoutOtherProjects(tree: ProjectTree): { tree: ProjectTree; evidence: Evidence[] } {
  const settings = tree.paths.filter(
    (path) => path.endsWith("/chatops.yaml") && named.test(tree.texts.get(path) ?? ""),
  );
  const folders = settings.map((path) => path.slice(0, path.lastIndexOf("/") + 1));
  const isOutermost = (folder: string) => !folders.some((other) => other !== folder && folder.startsWith(other));
  return {
    tree: folders.length > 0 ? withoutPaths(tree, (path) => folders.some((folder) => path.startsWith(folder))) : tree,
    evidence: settings.flatMap((at, index) => {
      const folder = folders[index] ?? "";
      return isOutermost(folder) ? [evidence("another project", { value: folder.slice(0, -1), at }, "certain")] : [];
    }),
  };
}
