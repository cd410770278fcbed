import { existsSync } from "node:fs";
import { join } from "node:path";
import { type GitAccess, gitIn } from "./git.ts";
import { silentMs } from "./remote.ts";
import { type Repository, remote, remoteUrl } from "./repository.ts";

/** Filters tell of whole files only. */
const filterSilentMs = 5 * 60_000;

/**
 * Checks `commit` out into `directory` as a plain clone would: submodules and LFS files included, nothing uncommitted.
 * The clone gets the real remote's URL, since relative submodules and LFS are resolved against it.
 */
export async function checkOut(
  repository: Repository,
  commit: string,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  const url = await remoteUrl(repository);
  await repository.git(["clone", "--quiet", "--origin", remote, "--no-checkout", repository.root, directory]);
  const git = gitIn(directory, { env: repository.env, signal });
  if (url) await git(["remote", "set-url", remote, url]);
  // LFS files come from a server.
  await git(["checkout", "--progress", "--detach", commit], filterSilentMs);
  if (existsSync(join(directory, ".gitmodules"))) {
    await git(["submodule", "update", "--init", "--recursive", "--progress"], silentMs);
  }
}

/** Clones a repository to use it. Throws where `directory` is not empty. */
export async function cloneRepository(url: string, directory: string, access: GitAccess): Promise<void> {
  await gitIn(".", access)(["clone", "--progress", "--", url, directory], silentMs);
}
