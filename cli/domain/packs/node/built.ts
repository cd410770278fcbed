import type { ProjectTree } from "../tree.ts";
import type { Built } from "./findings.ts";
import { readManifest } from "./manifest.ts";
import { choosePackageManager } from "./package-managers.ts";
import { detectNode } from "./version.ts";

/** How a package.json says that its project is built. */
export function builtOf(tree: ProjectTree): Built {
  const manifest = readManifest(tree);
  return { tree, manifest, chosen: choosePackageManager(manifest, tree), version: detectNode(manifest, tree) };
}
