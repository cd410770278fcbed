import { join, resolve } from "node:path";
import { settingsBeyond } from "./checkout-settings.ts";
import { configured } from "./environment-settings.ts";
import { type GitAccess, GitFailure, gitIn } from "./git.ts";
import { silentMs } from "./remote.ts";
import type { Repository } from "./repository.ts";
import { fillSubmodules, type Submodules } from "./submodules.ts";
import { failedFilter, verifyResolved } from "./unresolved-files.ts";
import { credentialsOfUrl, userSetting, withoutCredentials, withoutUser } from "./url-credentials.ts";

/** Filters tell of whole files only. */
const filterSilentMs = 5 * 60_000;

/** What a machine's settings would make of a commit is no part of it: line ends, attributes, hooks, templates. */
const asCommitted = ["core.autocrlf=false", "core.eol=lf", "core.attributesFile=/dev/null", "core.hooksPath=/dev/null"]
  .concat("core.fsmonitor=false")
  .flatMap((setting) => ["-c", setting]);

/**
 * Checks `commit` out into `directory` as a plain clone would on a machine without settings: submodules and LFS files
 * included, nothing uncommitted. What the checkout knows to reach others goes along in the environment. The clone gets
 * the remote's URL, against which relative submodules and LFS are resolved, without anybody's name. Resolves to the
 * submodules. Throws if files are not what they stand for.
 */
export async function checkOut(
  repository: Repository,
  commit: string,
  directory: string,
  signal: AbortSignal,
): Promise<Submodules> {
  await cloneLocally(repository, directory);
  const { remote } = repository;
  const bare = gitIn(directory, { env: repository.env, signal });
  if (remote) await bare(["remote", "set-url", "origin", withoutUser(absolute(remote.url, repository.root))]);
  const [beyond, storage] = await Promise.all([
    settingsBeyond(repository.git, bare, remote?.name),
    lfsStorage(repository),
  ]);
  const settings = [...beyond, ...(remote ? userSetting(remote.url) : []), ...storage];
  const access = { env: { ...repository.env, ...configured(settings, repository.env) }, signal };
  const git = gitIn(directory, access);
  // LFS files come from a server.
  const checkout = ["checkout", "--progress", "--no-recurse-submodules", "--detach", commit];
  await git([...asCommitted, ...checkout], filterSilentMs).catch((error) => {
    throw failedFilter(lacksFiles(error) ?? error);
  });
  const submodules = await fillSubmodules(directory, access, asCommitted);
  await verifyResolved(git, directory);
  for (const path of submodules.filled) {
    const inside = join(directory, path);
    await verifyResolved(gitIn(inside, access), inside, `${path}/`);
  }
  return submodules;
}

/** A clone that left files to its remote, which does not give them. */
const lacksFiles = (error: unknown): GitFailure | undefined =>
  error instanceof GitFailure && /from promisor remote/.test(error.output)
    ? new GitFailure(
        "this clone has not all files of the commit, and its remote does not give them",
        error.output,
        error.status,
        "It was made with `--filter`: `git fetch --refetch --no-filter` gets what is missing, or clone again without it.",
      )
    : undefined;

/** Whatever the user's settings say of clones. Git trusts the folder, or nobody would have come here; maybe only in this run. */
async function cloneLocally({ git, root }: Repository, directory: string): Promise<void> {
  const settings = ["protocol.file.allow=always", "safe.directory=*", "clone.rejectShallow=false"];
  const options = ["--quiet", "--origin", "origin", "--no-checkout", "--template="];
  const serve = ["--upload-pack", "git -c safe.directory='*' upload-pack"];
  await git([...settings.flatMap((setting) => ["-c", setting]), "clone", ...options, ...serve, root, directory]);
}

/** A relative path is one of this machine, as Git takes it. */
const absolute = (url: string, root: string): string => (/^\.{1,2}\//.test(url) ? resolve(root, url) : url);

/** What LFS has fetched for the checkout need not be fetched again. */
async function lfsStorage({ git, root, prefix }: Repository): Promise<[string, string][]> {
  if (await git(["config", "--default", "", "--get", "lfs.storage"])) return [];
  return [["lfs.storage", resolve(root, prefix, await git(["rev-parse", "--git-common-dir"]), "lfs")]];
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
