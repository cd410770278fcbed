import { type GitAccess, gitIn } from "./git.ts";
import { silentMs } from "./remote.ts";

/** The newest commit of each branch that the remote has. */
export type Heads = ReadonlyMap<string, string>;

/**
 * The newest commit of each of these branches that the remote has, asked of the remote itself. `directory` is any folder
 * outside of a repository.
 */
export async function readHeads(
  directory: string,
  url: string,
  branches: readonly string[],
  access: GitAccess,
): Promise<Heads> {
  const git = gitIn(directory, access);
  const listed = await git(["ls-remote", "--quiet", "--", url, ...branches.map(refOf)], silentMs);
  return headsIn(
    listed.split("\n").map((line) => line.split("\t", 2) as [string, string]),
    branches,
  );
}

/** Those of branches among all that is listed: what is asked for also matches the end, or the beginning, of a longer name. */
export function headsIn(listed: readonly [commit: string, ref: string][], branches: readonly string[]): Heads {
  const commits = new Map(listed.map(([commit, ref]) => [ref, commit]));
  return new Map(
    branches.flatMap((branch): [string, string][] => {
      const commit = commits.get(refOf(branch));
      return commit ? [[branch, commit]] : [];
    }),
  );
}

export const refOf = (branch: string): string => `refs/heads/${branch}`;
