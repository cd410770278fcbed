import { join, relative } from "node:path";
import { isWithin, realPlace } from "../../adapters/file-copies.ts";
import type { Repository } from "../../adapters/git/repository.ts";

/** The places of a tree. */
export interface Places {
  /** The project's folder in it. */
  directory: string;
  /**
   * Where the version has what a path leads to; undefined for what is not the version's: what Git does not track, a
   * submodule, and a folder that has such in it.
   */
  ownPlace(path: string): Promise<string | undefined>;
  /** The user's own path that stands for one in the tree, also for one that leads out of the repository. */
  usersPlace(path: string): string;
  /** A path in the tree for one that is absolute already, as `${PWD}` makes one. */
  moved(path: string): string;
  /** Where a path leads to in the tree, and whether there is something in it that is not the version's. */
  find(path: string): Promise<{ real: string | undefined; isMixed: boolean }>;
}

export function placesOf(
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
  const place = placeIn(root, links);
  const find = (path: string) => place(moved(path));
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
const placeIn = (root: string, links: readonly string[]) => async (path: string) => {
  const found = await realPlace(path);
  const real = found !== undefined && isWithin(root, found) ? found : undefined;
  return { real, isMixed: real !== undefined && links.some((link) => isWithin(real, link)) };
};
