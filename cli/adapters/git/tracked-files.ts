import { copyFile, lstat, mkdir, readlink, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type GitAccess, gitIn, holds } from "./git.ts";
import { isNoRepository } from "./repository.ts";

/** Files are opened by the dozen, not by the thousand. */
const atOnce = 32;

/** Import writes them, and they are wanted before they are committed. */
const ofTheBuild = ["Dockerfile", ".dockerignore"];

/**
 * Copies what Git tracks of a folder, as it is in the working tree now, submodules and the Dockerfile included; before the
 * first commit, all that it does not ignore. Resolves to the paths that are left out although Git does not ignore them;
 * to undefined if the folder is in no repository.
 */
export async function copyTrackedFiles(
  directory: string,
  target: string,
  access: GitAccess,
): Promise<string[] | undefined> {
  const git = gitIn(directory, access);
  const list = async (...args: string[]) => (await git(["ls-files", "-z", ...args])).split("\0").filter(Boolean);
  try {
    const [prefix, tracked, untracked, hasCommit] = await Promise.all([
      git(["rev-parse", "--show-prefix"]),
      list("--cached", "--recurse-submodules"),
      list("--others", "--exclude-standard"),
      holds(git(["rev-parse", "--quiet", "--verify", "HEAD"])),
    ]);
    if (hasCommit && prefix === "") await cloneHistory(directory, target, access);
    const isWanted = (path: string) => !hasCommit || ofTheBuild.includes(path);
    const wanted = [...new Set([...tracked, ...untracked.filter(isWanted)])];
    for (let start = 0; start < wanted.length; start += atOnce) {
      const paths = wanted.slice(start, start + atOnce);
      await Promise.all(paths.map((path) => copyOne(join(directory, path), join(target, path))));
    }
    return untracked.filter((path) => !isWanted(path));
  } catch (error) {
    if (isNoRepository(error)) return undefined;
    throw error;
  }
}

/** As in the checkout that a release is built from: some builds ask Git for their version. */
async function cloneHistory(directory: string, target: string, access: GitAccess): Promise<void> {
  await gitIn(directory, access)(["clone", "--quiet", "--no-checkout", directory, target]);
  await gitIn(target, access)(["reset", "--quiet"]);
}

/** A file that Git tracks may be deleted in the working tree; it is then left out. */
async function copyOne(from: string, to: string): Promise<void> {
  const found = await lstat(from).catch(() => undefined);
  if (!found || found.isDirectory()) return;
  await mkdir(dirname(to), { recursive: true });
  if (found.isSymbolicLink()) await symlink(await readlink(from), to);
  else await copyFile(from, to);
}
