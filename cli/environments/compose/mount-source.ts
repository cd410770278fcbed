import { isText, kindOf } from "../../adapters/file-copies.ts";
import type { Steps } from "../../core/steps.ts";
import type { NamedFile } from "../../domain/deployment/named-files.ts";
import type { SourceTree } from "./source-tree.ts";

/**
 * Where a version has a file of its own. What containers write is data of the environment: a folder that they may write
 * to, and such a file if it is no text, is empty, or is not any more what Git has.
 */
export async function mountSourceOf(
  tree: SourceTree,
  path: string,
  { isWritable }: NamedFile,
  warn: Steps["warn"],
): Promise<string | undefined> {
  const own = await tree.ownPlace(path);
  if (own === undefined && !isWritable && (await tree.isOutdated(path))) {
    warn(`${tree.usersPlace(path)} has other files than the version, and is mounted as it is`, untracked);
  }
  if (own === undefined || !isWritable) return own;
  if ((await kindOf(own)) !== "file" || !(await isText(own))) return undefined;
  const users = tree.usersPlace(path);
  if (await tree.isEdited(path)) {
    warn(`${users} is not as Git has it, and containers may write to it: it is mounted as it is`, mountReadOnly);
    return undefined;
  }
  warn(`containers may write to a copy of ${users}, which a version with another one does not see`, mountReadOnly);
  return own;
}

const untracked = "It has files that Git does not track: move them out of it, or add them to Git.";
const mountReadOnly = "Mount it read-only (`:ro`), or take it out of Git if it is data.";
