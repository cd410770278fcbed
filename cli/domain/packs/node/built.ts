import { toolFiles } from "../shared/pinned-tool.ts";
import type { ProjectTree } from "../tree.ts";
import type { Built } from "./findings.ts";
import { managerOf } from "./manager.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { withOldNode } from "./old-builders.ts";
import { detectNode } from "./version.ts";
import { manifestOf, type Workspace, workspaceOf } from "./workspace.ts";

/** How a package.json says that its project is built. */
export function builtOf(tree: ProjectTree): Built {
  const manifest = manifestOf(tree);
  const workspace = workspaceOf(tree);
  return {
    tree,
    manifest,
    chosen: managerOf(tree),
    version: withOldNode(
      detectNode(
        withNode(manifest, workspace),
        workspace ? { ...tree, texts: withVersions(tree, workspace.root) } : tree,
      ),
      manifest,
      tree,
    ),
    workspace,
  };
}

/** The versions that the top allows, if the package says none. */
function withNode(manifest: Manifest, workspace: Workspace | undefined): Manifest {
  if (manifest.node !== undefined || !workspace) return manifest;
  const { node, at } = readManifest(workspace.root);
  return { ...manifest, node, at: (...path) => `${at(...path)}, at the top` };
}

/** The version that the repository pins, if the package pins none. */
const withVersions = ({ texts }: ProjectTree, { texts: above }: ProjectTree) =>
  new Map([...[...above].filter(([path]) => [".nvmrc", ".node-version", ...toolFiles].includes(path)), ...texts]);
