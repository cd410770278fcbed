import { type GitAccess, gitIn } from "./git.ts";
import { silentMs } from "./remote.ts";

/**
 * Fetches the commit of a pull request into a clone, and nothing of it into the working tree. False if the remote has another one
 * by now: nothing but the commit that was asked for is ever used.
 */
export async function fetchPullCommit(
  clone: string,
  { ref, commit }: { ref: string; commit: string },
  access: GitAccess,
): Promise<boolean> {
  const git = gitIn(clone, access);
  const place = "refs/chatops/pull";
  await git(["fetch", "--progress", "--no-tags", "--no-recurse-submodules", "origin", `+${ref}:${place}`], silentMs);
  return (await git(["rev-parse", "--verify", `${place}^{commit}`])) === commit;
}
