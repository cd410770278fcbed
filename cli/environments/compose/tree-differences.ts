import { isWithin, kindOf, leadsInto, someFile } from "../../adapters/file-copies.ts";
import type { Repository } from "../../adapters/git/repository.ts";
import { isEdited, isIgnored, isOtherThan } from "../../adapters/git/tree.ts";
import type { Places } from "./tree-places.ts";

/** What the user's files have otherwise than a version. */
export interface TreeDifferences {
  /** Whether the user's own file that stands for one in the tree is there, and is not as Git has it. */
  isEdited(path: string): Promise<boolean>;
  /** Whether a folder of the version's is the user's for what Git does not track in it, and has other files there. */
  isOutdated(path: string): Promise<boolean>;
  /** Whether the version has files in a folder, other than those that only keep it in Git. */
  hasFilesIn(path: string): Promise<boolean>;
  /** Where the version would have what neither it has nor Git leaves to the user's folder; undefined for all else. */
  placeOfAbsent(path: string): Promise<string | undefined>;
}

export function differences(
  repository: Repository,
  commit: string,
  { usersPlace, moved, find, root }: Pick<Places, "usersPlace" | "moved" | "find"> & { root: string },
  signal: AbortSignal,
): TreeDifferences {
  return {
    async isEdited(path) {
      const users = usersPlace(path);
      return (await kindOf(users)) === "file" && isEdited(repository, users, signal);
    },
    async isOutdated(path) {
      const users = usersPlace(path);
      const isFolder = (await kindOf(users)) === "folder" && isWithin(repository.root, users);
      return isFolder && (await find(path)).isMixed && isOtherThan(repository, commit, users, signal);
    },
    async hasFilesIn(path) {
      const { real } = await find(path);
      return real !== undefined && (await kindOf(real)) === "folder" && someFile(real, isContent);
    },
    async placeOfAbsent(path) {
      const place = moved(path);
      // What is missing behind a link is missing in the user's folder.
      if ((await kindOf(place)) !== undefined || !(await leadsInto(root, place))) return undefined;
      return (await isIgnored(repository, usersPlace(place), signal)) ? undefined : place;
    },
  };
}

const isContent = (name: string) => !/^\.(git)?keep$|^\.gitignore$/.test(name);
