import { basename } from "node:path/posix";
import type { Source } from "../shared/scan.ts";
import { type ProjectTree, subtree } from "../tree.ts";
import { readManifest } from "./manifest.ts";
import { servedAt } from "./served-pages.ts";
import { detectSinglePage } from "./single-page.ts";
import { type Workspace, workspaceOf } from "./workspace.ts";

/** Pages of a workspace that a program beside them serves from where they are built. */
export interface ServedPackage {
  folder: string;
  /** From the folder of the program, as it names it. */
  output: string;
  at: string;
}

/** The package of pages that a program of a workspace names by its folder and by what its build writes. */
export function servedPackage(
  { root, folder, folders, needs }: Workspace,
  sources: readonly Source[],
): ServedPackage | undefined {
  const known = new Set([folder, ...needs.map((one) => one.folder)]);
  for (const other of folders.filter((one) => !known.has(one))) {
    const own = packageTree(root, other);
    const output = detectSinglePage(readManifest(own), own)?.output.value;
    const at = output && servedAt(sources, basename(other), output);
    if (at) return { folder: other, output: `${basename(other)}/${output}`, at };
  }
  return undefined;
}

const packageTree = (root: ProjectTree, folder: string): ProjectTree => ({
  ...subtree(root, folder),
  within: { repository: root, folder },
});

/** The workspace of a program that needs these pages as well, which are built after what they need themselves. */
export function withServed(workspace: Workspace, { folder }: ServedPackage): Workspace {
  const own = packageTree(workspace.root, folder);
  const needed = [...(workspaceOf(own)?.needs ?? []), { folder, manifest: readManifest(own) }];
  const known = new Set([workspace.folder, ...workspace.needs.map((one) => one.folder)]);
  return { ...workspace, needs: [...workspace.needs, ...needed.filter((one) => !known.has(one.folder))] };
}
