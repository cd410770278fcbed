import { join } from "node:path";
import { GitFailure, gitIn } from "./git.ts";
import type { Repository } from "./repository.ts";

/** Filters, such as that of LFS, tell of whole files only, and their server may be slow. */
const filterSilentMs = 5 * 60_000;

/**
 * Writes the files of a commit to a folder that is empty, as a checkout of it would have them, attributes and filters
 * included. Neither the user's working tree nor the user's index is touched, and no hook runs. `scratch` takes an index.
 */
export async function writeTree(
  { root, env }: Repository,
  commit: string,
  { directory, scratch, signal }: { directory: string; scratch: string; signal: AbortSignal },
): Promise<void> {
  const git = gitIn(root, { env, signal, indexFile: join(scratch, "index") });
  await git(["read-tree", commit]);
  // The folder is the work tree, so that attributes are those of the commit as well.
  await git(["--work-tree", directory, "checkout-index", "--all", "--force"], filterSilentMs);
}

/** Paths below the repository's root that Git does not track, ignored ones too; a folder without any tracked file is one path. */
export async function untrackedPaths({ root, env }: Repository, signal: AbortSignal): Promise<string[]> {
  const listed = await gitIn(root, { env, signal })(["ls-files", "--others", "--directory", "-z"]);
  return listed
    .split("\0")
    .filter(Boolean)
    .map((path) => path.replace(/\/$/, ""));
}

/** Paths at which a commit has another repository, whose files it does not have. */
export async function submodulePaths(
  { root, env }: Repository,
  commit: string,
  signal: AbortSignal,
): Promise<string[]> {
  const listed = await gitIn(root, { env, signal })(["ls-tree", "-r", "-z", "--full-tree", commit]);
  return listed
    .split("\0")
    .filter((entry) => entry.startsWith("160000 "))
    .map((entry) => entry.slice(entry.indexOf("\t") + 1));
}

/** Whether the working tree has another file at a path than its commit, also one that is not tracked any more. */
export async function isEdited({ root, env }: Repository, path: string, signal: AbortSignal): Promise<boolean> {
  const options = ["--porcelain", "--ignored", "--untracked-files=all"];
  const git = gitIn(root, { env, signal });
  // It otherwise writes the user's index anew.
  return (await git(["--no-optional-locks", "status", ...options, "--", `:(literal)${path}`])) !== "";
}

/** Whether the working tree has other files below a path than a commit, apart from those that Git does not track. */
export async function isOtherThan(
  { root, env }: Repository,
  commit: string,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  const git = gitIn(root, { env, signal });
  return (await git(["--no-optional-locks", "diff", "--name-only", commit, "--", `:(literal)${path}`])) !== "";
}

/** Whether Git leaves out what stands at a path, or would: so it is no version's. */
export async function isIgnored({ root, env }: Repository, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    // With a slash it may be a folder: it need not be there.
    await gitIn(root, { env, signal })(["check-ignore", "--", path, `${path}/`]);
    return true;
  } catch (error) {
    if (error instanceof GitFailure && error.status === 1) return false;
    throw error;
  }
}
