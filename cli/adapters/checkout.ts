import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";

/**
 * What import needs to know of Git. Read from Git's own files: starting Git takes longer than the rest of an import,
 * and a machine without Git can import as well.
 */
export interface Checkout {
  /** The branch that releases are made from, as far as Git tells: the remote's default branch, or the only one. */
  branch: string | undefined;
  /** The project's folder below the repository's root, with slashes; empty at the root. */
  folder: string;
}

/** The checkout that a folder lies in; undefined where there is none. */
export async function readCheckout(directory: string): Promise<Checkout | undefined> {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const gitFolder = await gitFolderOf(folder);
    if (gitFolder) return { branch: await releaseBranch(gitFolder), folder: below(folder, directory) };
    if (folder === dirname(folder)) return undefined;
  }
}

const below = (root: string, directory: string) => relative(root, resolve(directory)).replaceAll(sep, "/");

/** `.git` is a folder, or, in a worktree and a submodule, a file that names one. */
async function gitFolderOf(folder: string): Promise<string | undefined> {
  const path = join(folder, ".git");
  const stats = await stat(path).catch(() => undefined);
  if (!stats) return undefined;
  if (stats.isDirectory()) return path;
  const named = /^gitdir: (.+)$/m.exec(await readFile(path, "utf8"))?.[1];
  return named && resolve(folder, named);
}

async function releaseBranch(gitFolder: string): Promise<string | undefined> {
  const common = (await read(join(gitFolder, "commondir")))?.trim();
  const shared = resolve(gitFolder, common ?? ".");
  const ofRemote = await read(join(shared, "refs/remotes/origin/HEAD"));
  if (ofRemote) return /^ref: refs\/remotes\/origin\/(.+)$/m.exec(ofRemote)?.[1];
  const hasRemote = /^\[remote /m.test((await read(join(shared, "config"))) ?? "");
  const head = await read(join(gitFolder, "HEAD"));
  return hasRemote ? undefined : /^ref: refs\/heads\/(.+)$/m.exec(head ?? "")?.[1];
}

const read = (path: string) => readFile(path, "utf8").catch(() => undefined);
