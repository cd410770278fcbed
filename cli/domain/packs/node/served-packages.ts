import { basename, join } from "node:path/posix";
import type { Source } from "../shared/scan.ts";
import { type ProjectTree, subtree } from "../tree.ts";
import type { ServedPackage } from "./findings.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { servedAt } from "./served-pages.ts";
import { detectSinglePage } from "./single-page.ts";
import { type Workspace, workspaceOf } from "./workspace.ts";

/** The package of pages that a program of a workspace names by its folder and by what its build writes. */
export function servedPackage(
  { root, folder, folders, needs }: Workspace,
  sources: readonly Source[],
): ServedPackage | undefined {
  const known = new Set([folder, ...needs.map((one) => one.folder)]);
  for (const other of folders.filter((one) => !known.has(one))) {
    const own = packageTree(root, other);
    const manifest = readManifest(own);
    const output = detectSinglePage(manifest, own)?.output.value;
    if (!output) continue;
    const at = servedAt(sources, basename(other), output);
    const brings = at ? undefined : broughtBy(manifest, other, folder);
    const found = at ?? (brings && `${other}/${manifest.at("scripts", brings)}`);
    if (found) {
      const isOwnScript = brings !== undefined && !/^(?:post)?build$/.test(brings);
      return { folder: other, output: `${basename(other)}/${output}`, at: found, ...(isOwnScript && { brings }) };
    }
  }
  return undefined;
}

const copies = /\b(?:cp|cpx|cpy|copyfiles|rsync|mv)\s[^&|;]{0,200}?\s(\.\.\/[\w./-]{1,120})/g;

/** The script that copies what was built into the folder of a program: `cp -r dist/* ../server/static`. */
const broughtBy = ({ scripts }: Manifest, from: string, into: string): string | undefined =>
  Object.keys(scripts).find((name) =>
    [...(scripts[name] ?? "").matchAll(copies)].some(([, place = ""]) =>
      `${join(from, place)}/`.startsWith(`${into}/`),
    ),
  );

const packageTree = (root: ProjectTree, folder: string): ProjectTree => ({
  ...subtree(root, folder),
  within: { repository: root, folder },
});

/** The workspace of a program that needs these pages as well, which are built after what they need themselves. */
export function withServed(workspace: Workspace, { folder, brings }: ServedPackage): Workspace {
  const own = packageTree(workspace.root, folder);
  const needed = [...(workspaceOf(own)?.needs ?? []), { folder, manifest: readManifest(own), brings }];
  const known = new Set([workspace.folder, ...workspace.needs.map((one) => one.folder)]);
  return { ...workspace, needs: [...workspace.needs, ...needed.filter((one) => !known.has(one.folder))] };
}
