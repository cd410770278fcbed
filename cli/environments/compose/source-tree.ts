import { mkdir, readdir, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { linkMissing, realPlace } from "../../adapters/file-copies.ts";
import { temporaryFolder } from "../../adapters/folders.ts";
import type { Repository } from "../../adapters/git/repository.ts";
import { submodulePaths, untrackedPaths, writeTree } from "../../adapters/git/tree.ts";
import type { Access } from "../../releases/access.ts";
import { differences, type TreeDifferences } from "./tree-differences.ts";
import { type Places, placesOf } from "./tree-places.ts";

/** The files of a version, where Compose can read them. */
export interface SourceTree extends TreeDifferences, Pick<Places, "directory" | "ownPlace" | "usersPlace"> {
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
    const places = placesOf({ scratch, root }, links, repository, project);
    return { ...places, ...differences(repository, commit, { ...places, root }, signal), dispose: temporary.dispose };
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
