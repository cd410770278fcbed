import { dirname, relative } from "node:path/posix";
import { isOneOfSeveral, type ProjectTree, subtree } from "../tree.ts";
import { javascript } from "./language.ts";
import { isWorkspace, type Manifest, manifestFile, readManifest } from "./manifest.ts";
import { type Prisma, prismaOf } from "./prisma.ts";

/** A package among those that it is installed with. */
export interface Workspace {
  /** The repository, whose lock file they share. */
  root: ProjectTree;
  /** The package's folder in it. */
  folder: string;
  /** Folders of all packages, for an installation reads the manifest of each. */
  folders: readonly string[];
  /** The packages that it needs, each after those that it needs itself. */
  needs: readonly NeededPackage[];
}

export interface NeededPackage {
  folder: string;
  manifest: Manifest;
  /** A script that brings what was built to where it is served. */
  brings?: string | undefined;
}

/** A package.json, with what its sources import of the packages that only the top of its workspace names. */
export function manifestOf(tree: ProjectTree): Manifest {
  const manifest = readManifest(tree);
  const imported = importedFromTop(tree, manifest);
  return imported.length > 0
    ? { ...manifest, dependencies: new Set([...manifest.dependencies, ...imported]) }
    : manifest;
}

/** Whether it runs with packages that are installed for the top alone. */
export const needsTop = (tree: ProjectTree): boolean => importedFromTop(tree, readManifest(tree)).length > 0;

function importedFromTop(tree: ProjectTree, { dependencies, devDependencies }: Manifest): string[] {
  const root = tree.within?.repository;
  if (!root?.paths.includes(manifestFile) || isOneOfSeveral(tree)) return [];
  const open = [...readManifest(root).dependencies].filter(
    (name) => !dependencies.has(name) && !devDependencies.has(name),
  );
  const imported = open.length > 0 ? importedBy(tree) : new Set();
  return open.filter((name) => imported.has(name));
}

const imports = /(?:\bfrom|\brequire\(|\bimport\(?)\s{0,9}["']((?:@[\w.-]{1,80}\/)?[\w.-]{1,80})/g;
const known = new WeakMap<ProjectTree["texts"], ReadonlySet<string>>();

/** Packages that sources name; a name of a file begins with a dot. */
function importedBy({ texts }: ProjectTree): ReadonlySet<string> {
  const before = known.get(texts);
  if (before) return before;
  const found = new Set<string>();
  for (const [path, text] of texts)
    if (javascript.files.test(path) && !javascript.notRun.test(path))
      for (const [, name = ""] of text.matchAll(imports)) found.add(name);
  known.set(texts, found);
  return found;
}

/** The packages that one of them is installed with and built after; undefined for a project by itself. */
export function workspaceOf(tree: ProjectTree): Workspace | undefined {
  const { within } = tree;
  if (!within || isOneOfSeveral(tree)) return undefined;
  const { repository: root, folder } = within;
  const packages = root.paths
    .filter((path) => path.endsWith(`/${manifestFile}`))
    .map((path) => ({ folder: dirname(path), manifest: readManifest(subtree(root, dirname(path))) }));
  const own = packages.find((one) => one.folder === folder);
  const needs = own ? neededBy(own, packages, new Set()).filter((one) => one !== own) : [];
  return { root, folder, folders: packages.map((one) => one.folder), needs };
}

function neededBy(own: NeededPackage, packages: readonly NeededPackage[], seen: Set<NeededPackage>): NeededPackage[] {
  seen.add(own);
  const names = [...own.manifest.dependencies, ...own.manifest.devDependencies];
  const direct = packages.filter((one) => one.manifest.name && names.includes(one.manifest.name) && !seen.has(one));
  return [...direct.flatMap((one) => (seen.has(one) ? [] : neededBy(one, packages, seen))), own];
}

/** What Prisma makes for the package, or for those that it needs. */
export const prismasOf = (workspace: Workspace): Prisma[] =>
  [...workspace.needs.map(({ folder }) => folder), workspace.folder].flatMap((folder) => {
    const own = subtree(workspace.root, folder);
    return prismaOf(readManifest(own), own, folder) ?? [];
  });

/**
 * What the packages depend on that one of several needs: its database may be known to one of them alone. So it is with what is at the
 * top, of which the packages are a part that are no services of their own.
 */
export const neededDependencies = (tree: ProjectTree): string[] => {
  const workspace = workspaceOf(tree);
  const packages = workspace ? workspace.needs.map(({ manifest }) => manifest) : packagesBelow(tree);
  return packages.flatMap(({ dependencies }) => [...dependencies]);
};

const packagesBelow = (tree: ProjectTree): Manifest[] =>
  !tree.within && tree.paths.includes(manifestFile) && isWorkspace(readManifest(tree), tree)
    ? tree.paths
        .filter((path) =>
          /^(?:apps|packages|services|libs|server|backend|api)\/(?:[^/]{1,80}\/)?package\.json$/.test(path),
        )
        .map((path) => readManifest(subtree(tree, dirname(path))))
    : [];

/** The package with the files of those that it needs. */
export function withNeeded(tree: ProjectTree): ProjectTree {
  const workspace = workspaceOf(tree);
  if (!workspace) return tree;
  const { root, folder, needs } = workspace;
  const isNeeded = (path: string) => needs.some((one) => path.startsWith(`${one.folder}/`));
  const texts = [...root.texts].flatMap(([path, text]): [string, string][] =>
    isNeeded(path) ? [[relative(folder, path), text]] : [],
  );
  return { ...tree, paths: [...tree.paths, ...texts.map(([path]) => path)], texts: new Map([...tree.texts, ...texts]) };
}

/** The packages that are built before one of several, and that one, as its package manager names them. */
export function ofSeveral(tree: ProjectTree, manifest: Manifest) {
  const workspace = workspaceOf(tree);
  if (!workspace) return undefined;
  const needs = workspace.needs.filter((one) => one.manifest.scripts.build !== undefined);
  return {
    folder: workspace.folder,
    name: nameIn(manifest, tree),
    needs: needs.map((one) => ({ folder: one.folder, name: one.manifest.name ?? one.folder })),
  };
}

/** What other packages call this one: its folder stands for a name. */
export const nameIn = ({ name }: Manifest, { within, folder }: ProjectTree): string => name ?? within?.folder ?? folder;
