import { mkdir } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { linkMissing, realPlace } from "../../adapters/file-copies.ts";
import { temporaryFolder } from "../../adapters/folders.ts";
import type { Repository } from "../../adapters/git/repository.ts";
import { untrackedPaths, writeTree } from "../../adapters/git/tree.ts";
import type { Access } from "../../releases/access.ts";

/** The files of a version, where Compose can read them. */
export interface SourceTree {
  /** The project's folder in it. */
  directory: string;
  /**
   * Where the version has what a path leads to; undefined for what is not the version's: what Git does not track, and
   * a folder that has such in it.
   */
  ownPlace(path: string): Promise<string | undefined>;
  /** The path in the user's own folder that stands for one in the tree. */
  usersPlace(path: string): string;
  dispose(): Promise<void>;
}

/** The working tree is used as it is, and belongs to no version. */
export const workingTree = (directory: string): SourceTree => ({
  directory,
  ownPlace: async () => undefined,
  usersPlace: (path) => path,
  dispose: async () => {},
});

/** A folder as a checkout of the commit in place of the working tree would be: what Git does not track is there by links. */
export async function commitTree(
  repository: Repository,
  commit: string,
  project: string,
  { env, signal }: Access,
): Promise<SourceTree> {
  const temporary = await temporaryFolder(env);
  try {
    const scratch = (await realPlace(temporary.path)) ?? temporary.path;
    const root = join(scratch, "tree");
    await mkdir(root);
    const written = writeTree(repository, commit, { directory: root, scratch, signal });
    const [untracked] = await Promise.all([untrackedPaths(repository, signal), written]);
    const links = await linkMissing(repository.root, root, untracked.filter(isLinked));
    return { ...treeIn(root, links, repository, project), dispose: temporary.dispose };
  } catch (error) {
    await temporary.dispose();
    throw error;
  }
}

/** Compose would take these by itself, though no version has them. */
const isLinked = (path: string) => !/^(docker-)?compose(\.override)?\.ya?ml$/.test(basename(path));

const isWithin = (folder: string, path: string) => path === folder || path.startsWith(`${folder}${sep}`);

function treeIn(
  root: string,
  links: readonly string[],
  { root: usersRoot, prefix }: Repository,
  project: string,
): Omit<SourceTree, "dispose"> {
  const directory = join(root, prefix);
  // Of a path that is absolute already, as `${PWD}` makes one.
  const moved = (path: string) => {
    const from = [project, usersRoot].find((folder) => isWithin(folder, path));
    if (from === undefined) return path;
    return join(from === project ? directory : root, relative(from, path));
  };
  return {
    directory,
    async ownPlace(path) {
      const real = await realPlace(moved(path));
      const isOwn = real !== undefined && isWithin(root, real) && !links.some((link) => isWithin(real, link));
      return isOwn ? real : undefined;
    },
    usersPlace(path) {
      if (isWithin(directory, path)) return join(project, relative(directory, path));
      return isWithin(root, path) ? join(usersRoot, relative(root, path)) : path;
    },
  };
}
