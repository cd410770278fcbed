import type { ProjectTree } from "../tree.ts";
import { manifestFile, readManifest } from "./manifest.ts";
import { type ChosenManager, choosePackageManager } from "./package-managers.ts";

/** A package of several is installed as the top says, if there is one; a Dockerfile may as well be built from above. */
export function managerOf(tree: ProjectTree): ChosenManager {
  const root = tree.within?.repository;
  if (!root?.paths.includes(manifestFile)) return choosePackageManager(readManifest(tree), tree);
  const chosen = choosePackageManager(readManifest(root), root);
  return { ...chosen, at: `${chosen.at}${chosen.at.startsWith(manifestFile) ? ", at the top" : ""}` };
}
