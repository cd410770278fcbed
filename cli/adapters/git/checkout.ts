import { chooseRemote } from "./choose-remote.ts";
import { type Git, type GitAccess, gitIn } from "./git.ts";
import { isNoRepository } from "./repository.ts";

/** What import needs to know of Git. */
export interface Checkout {
  /** The branch that releases are made from, as far as Git tells: the remote's default branch, or the only one. */
  branch: string | undefined;
  /** The project's folder below the repository's root, with slashes; empty at the root. */
  folder: string;
}

/** The checkout that a folder lies in; undefined if it lies in none. */
export async function readCheckout(directory: string, access: GitAccess): Promise<Checkout | undefined> {
  const git = gitIn(directory, access);
  try {
    const [prefix, branch] = await Promise.all([git(["rev-parse", "--show-prefix"]), releaseBranch(git)]);
    return { branch, folder: prefix.replace(/\/$/, "") };
  } catch (error) {
    if (isNoRepository(error)) return undefined;
    throw error;
  }
}

async function releaseBranch(git: Git): Promise<string | undefined> {
  const [remotes, checkedOut] = await Promise.all([git(["remote"]), git(["branch", "--show-current"])]);
  if (!remotes) return checkedOut || undefined;
  const remote = await chooseRemote(git, undefined);
  const head = `refs/remotes/${remote?.name ?? "origin"}/HEAD`;
  return (await git(["for-each-ref", "--format=%(symref:lstrip=3)", head])) || undefined;
}
