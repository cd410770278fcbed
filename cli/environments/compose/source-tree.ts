import { mkdir, readdir, rmdir } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { isWithin, linkMissing, realPlace } from "../../adapters/file-copies.ts";
import { temporaryFolder } from "../../adapters/folders.ts";
import type { Repository } from "../../adapters/git/repository.ts";
import { submodulePaths, untrackedPaths, writeTree } from "../../adapters/git/tree.ts";
import type { Access } from "../../releases/access.ts";
import { differences, type TreeDifferences } from "./tree-differences.ts";

/** The files of a version, where Compose can read them. */
export interface SourceTree extends TreeDifferences {
  /** The project's folder in it. */
  directory: string;
  /**
   * Where the version has what a path leads to; undefined for what is not the version's: what Git does not track, a
   * submodule, and a folder that has such in it.
   */
  ownPlace(path: string): Promise<string | undefined>;
  /** The user's own path that stands for one in the tree, also for one that leads out of the repository. */
  usersPlace(path: string): string;
  dispose(): Promise<void>;
}

/** The working tree is used as it is, and belongs to no version. */
export const workingTree = (directory: string): SourceTree => ({
  directory,
  ownPlace: async () => undefined,
  usersPlace: (path) => path,
  isEdited: async () => false,
  isOutdated: async () => false,
  hasFilesIn: async () => false,
  placeOfAbsent: async () => undefined,
  dispose: async () => {},
});

/**
 * A folder as a checkout of the commit in place of the working tree would be: what Git does not track is there by links,
 * and so is what stands around the repository, since a Compose file may name `../shared.env`.
 */
export async function commitTree(
  repository: Repository,
  commit: string,
  project: string,
  { env, signal }: Access,
): Promise<SourceTree> {
  const temporary = await temporaryFolder(env);
  try {
    const scratch = (await realPlace(temporary.path)) ?? temporary.path;
    const mirror = join(scratch, "tree");
    const root = join(mirror, repository.root);
    await mkdir(root, { recursive: true });
    await linkSurroundings(repository.root, mirror);
    const written = writeTree(repository, commit, { directory: root, scratch, signal });
    // Git is not to write into a folder that is gone.
    const untracked = await untrackedPaths(repository, signal).finally(() => written.catch(() => {}));
    await written;
    const submodules = await submodulePaths(repository, commit, signal);
    // Git writes an empty folder for each.
    await Promise.all(submodules.map((path) => rmdir(join(root, path)).catch(() => {})));
    const links = await linkMissing(repository.root, root, [...untracked.filter(isLinked), ...submodules]);
    const tree = treeIn({ scratch, root }, links, repository, project);
    return { ...tree, ...differences(repository, commit, { ...tree, root }, signal), dispose: temporary.dispose };
  } catch (error) {
    await temporary.dispose();
    throw error;
  }
}

/** Links what stands beside a folder, and beside each one above it, into the same place below `mirror`. */
async function linkSurroundings(folder: string, mirror: string): Promise<void> {
  const above = dirname(folder);
  if (above === folder) return;
  // What nobody may list is found by nobody.
  const names = await readdir(above).catch(() => []);
  const others = names.filter((name) => name !== basename(folder));
  await linkMissing(above, join(mirror, above), others);
  await linkSurroundings(above, mirror);
}

/** Compose would take these by itself, though no version has them. */
const isLinked = (path: string) => !/^(docker-)?compose(\.override)?\.ya?ml$/.test(basename(path));

/** The places of a tree. */
export interface Places extends Pick<SourceTree, "directory" | "ownPlace" | "usersPlace"> {
  /** A path in the tree for one that is absolute already, as `${PWD}` makes one. */
  moved(path: string): string;
  /** Where a path leads to in the tree, and whether there is something in it that is not the version's. */
  find(path: string): Promise<{ real: string | undefined; isMixed: boolean }>;
}

function treeIn(
  { scratch, root }: Record<"scratch" | "root", string>,
  links: readonly string[],
  { root: usersRoot, prefix }: Repository,
  project: string,
): Places {
  const directory = join(root, prefix);
  const moved = (path: string) => {
    const from = [project, usersRoot].find((folder) => isWithin(folder, path));
    if (from === undefined) return path;
    return join(from === project ? directory : root, relative(from, path));
  };
  const places = placesIn(root, links);
  const find = (path: string) => places(moved(path));
  return {
    directory,
    moved,
    find,
    ownPlace: async (path) => {
      const { real, isMixed } = await find(path);
      return isMixed ? undefined : real;
    },
    usersPlace(path) {
      const isBeside = isWithin(root, path) && !isWithin(directory, path);
      if (isBeside) return join(usersRoot, relative(root, path));
      // Outside the repository too: nothing may name a folder that is gone once this is disposed of.
      return isWithin(scratch, path) ? join(project, relative(directory, path)) : path;
    },
  };
}

/** Where a path leads to below a folder, and whether one of these links is in it. */
const placesIn = (root: string, links: readonly string[]) => async (path: string) => {
  const place = await realPlace(path);
  const real = place !== undefined && isWithin(root, place) ? place : undefined;
  return { real, isMixed: real !== undefined && links.some((link) => isWithin(real, link)) };
};
