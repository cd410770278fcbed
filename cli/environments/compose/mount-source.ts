import { mkdir } from "node:fs/promises";
import { preconditionError } from "../../../lib/errors.ts";
import { isText, kindOf } from "../../adapters/file-copies.ts";
import type { Steps } from "../../core/steps.ts";
import type { NamedFile } from "../../domain/deployment/named-files.ts";
import type { SourceTree } from "./source-tree.ts";

/** What is taken of the version's own; undefined: what the user's folder has there. */
type MountSource = { own: string } | undefined;

/**
 * Where a version has what it names, or has nothing. What containers write is data of the environment: a folder that they
 * may write to, and such a file if it is no text, is empty, or is not any more what Git has.
 */
export async function sourceOf(
  tree: SourceTree,
  path: string,
  named: NamedFile,
  warn: Steps["warn"],
): Promise<MountSource | "nothing"> {
  if (named.isWritable) return writableSource(tree, path, warn);
  const own = await tree.ownPlace(path);
  if (own !== undefined) return { own };
  const absent = await tree.placeOfAbsent(path);
  if (absent !== undefined) return absentSource(absent, tree.usersPlace(path), named, warn);
  if (await tree.isOutdated(path)) {
    warn(`${tree.usersPlace(path)} has other files than the version, and is mounted as it is`, untracked);
  }
  return undefined;
}

async function writableSource(tree: SourceTree, path: string, warn: Steps["warn"]): Promise<MountSource> {
  const users = tree.usersPlace(path);
  if (await tree.hasFilesIn(path)) {
    warn(
      `${users} is mounted as it is, and not with the files that the version has there: containers may write to it`,
      leaveOut,
    );
  }
  const own = await tree.ownPlace(path);
  if (own === undefined || (await kindOf(own)) !== "file" || !(await isText(own))) return undefined;
  if (await tree.isEdited(path)) {
    warn(`${users} is not as Git has it, and containers may write to it: it is mounted as it is`, mountReadOnly);
    return undefined;
  }
  warn(`containers may write to a copy of ${users}, which a version with another one does not see`, mountReadOnly);
  return { own };
}

/**
 * A file that another version may have in the user's folder is none of this one's: there are no variables of it, and
 * containers get an empty folder, which an engine would otherwise make in the user's own.
 */
async function absentSource(
  place: string,
  users: string,
  { isMounted, isNeeded }: NamedFile,
  warn: Steps["warn"],
): Promise<MountSource | "nothing"> {
  if (!isMounted) return "nothing";
  if (isNeeded) {
    throw preconditionError(`the version does not have ${users}, which its Compose file names`, { hint: addToGit });
  }
  warn(`the version does not have ${users}: containers get an empty folder in its place`, addToGit);
  await mkdir(place, { recursive: true });
  return { own: place };
}

const untracked = "It has files that Git does not track: move them out of it, or add them to Git.";
const mountReadOnly = "Mount it read-only (`:ro`), or take it out of Git if it is data.";
const leaveOut = "Mount it read-only (`:ro`) if containers only read it; leave it out if the image has these files.";
const addToGit = "Add it to Git and release again; what belongs to this machine is what .gitignore names.";
