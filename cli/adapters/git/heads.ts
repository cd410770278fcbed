import { type GitAccess, gitIn } from "./git.ts";
import { silentMs } from "./remote.ts";

/**
 * The newest commit of each of these branches that the remote has, asked of the remote itself. `directory` is any folder
 * outside of a repository.
 */
export async function readHeads(
  directory: string,
  url: string,
  branches: readonly string[],
  access: GitAccess,
): Promise<ReadonlyMap<string, string>> {
  const git = gitIn(directory, access);
  const listed = await git(["ls-remote", "--quiet", "--", url, ...branches.map(refOf)], silentMs);
  const commits = new Map(listed.split("\n").map((line) => line.split("\t").reverse() as [string, string]));
  // What is asked for also matches the end of a longer name.
  return new Map(
    branches.flatMap((branch): [string, string][] => {
      const commit = commits.get(refOf(branch));
      return commit ? [[branch, commit]] : [];
    }),
  );
}

const refOf = (branch: string): string => `refs/heads/${branch}`;
