import { existsSync } from "node:fs";
import { join } from "node:path";
import { type GitAccess, gitIn } from "./git.ts";
import { silentMs } from "./remote.ts";
import { type Repository, remote, remoteUrl } from "./repository.ts";
import { credentialsOfUrl, withoutCredentials } from "./url-credentials.ts";

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

/**
 * Clones a repository to use it. A password or token of the URL is used, and is in no file afterwards: whoever works in
 * the clone lets Git ask a credential helper. Throws if `directory` is not empty.
 */
export async function cloneRepository(url: string, directory: string, access: GitAccess): Promise<void> {
  const env = { ...access.env, ...credentialsOfUrl(url, access.env) };
  const git = gitIn(".", { ...access, env });
  await git(["clone", "--progress", "--", withoutCredentials(url), directory], silentMs);
}
