import { preconditionError } from "../../../lib/errors.ts";
import { commitsBetween } from "../../adapters/git/commits.ts";
import type { GitAccess } from "../../adapters/git/git.ts";
import {
  fetchReleases,
  type Reservation,
  remoteBranch,
  reservations,
  type VersionTag,
  versionTags,
} from "../../adapters/git/releases.ts";
import {
  commitDate,
  headCommit,
  isAncestor,
  openRepository,
  type Repository,
  remoteName,
  remoteUrl,
  tagger,
  uncommittedFiles,
} from "../../adapters/git/repository.ts";
import type { Commit } from "../../domain/release/commits.ts";
import type { Naming } from "../../domain/release/naming.ts";
import { isNewer, isStable } from "../../domain/release/version.ts";

/** What a release is made from: one commit of one repository, and what is released or reserved already. */
export interface Source {
  repository: Repository;
  naming: Naming;
  commit: string;
  /** ISO 8601 */
  date: string;
  /** URL of the remote; undefined in a repository without one. */
  remote: string | undefined;
  tags: VersionTag[];
  /** Tags of releases that contain this commit. */
  containing: VersionTag[];
  reservations: Reservation[];
  /** Commits since the newest release before this one, newest first. */
  commits: Commit[];
  uncommitted: string[];
  /** Who makes this release, as Git writes it into a tag. */
  tagger: string;
}

/** Reads the repository and its remote. Throws where the commit is not on the release branch of the remote. */
export async function readSource(
  directory: string,
  { branch, naming }: { branch: string; naming: Naming },
  access: GitAccess,
): Promise<Source> {
  const repository = await openRepository(directory, access, branch);
  const [commit, remote, uncommitted, name] = await Promise.all([
    headCommit(repository),
    remoteUrl(repository),
    uncommittedFiles(repository),
    tagger(repository),
  ]);
  if (remote) await fetchReleases(repository, naming);
  const [tags, containing, reserved, date] = await Promise.all([
    versionTags(repository, naming),
    versionTags(repository, naming, commit),
    remote ? reservations(repository, naming) : [],
    commitDate(repository, commit),
  ]);
  if (remote && containing.length === 0) await verifyOnBranch(repository, commit, branch);
  const commits = await commitsBetween(repository, await newestBefore(repository, tags, commit), commit);
  return {
    repository,
    naming,
    commit,
    date,
    remote,
    tags,
    containing,
    reservations: reserved,
    commits,
    uncommitted,
    tagger: name,
  };
}

async function verifyOnBranch(repository: Repository, commit: string, branch: string): Promise<void> {
  const tip = await remoteBranch(repository, branch);
  if (tip && (await isAncestor(repository, commit, tip))) return;
  const [short, name] = [commit.slice(0, 7), remoteName(repository)];
  throw preconditionError(tip ? `commit ${short} is not in ${name}/${branch}` : `${name} has no branch ${branch}`, {
    hint: `Push it first: git push ${name} HEAD:${branch}\nReleases are made from another branch? Name it in chatops.yaml: release.branch.`,
  });
}

/** Commit of the newest stable release that this commit descends from. */
async function newestBefore(repository: Repository, tags: VersionTag[], commit: string): Promise<string | undefined> {
  const releases = tags
    .filter((tag) => isStable(tag.version) && tag.commit !== commit)
    .sort((a, b) => (isNewer(a.version, b.version) ? -1 : 1));
  for (const tag of releases) if (await isAncestor(repository, tag.commit, commit)) return tag.commit;
  return undefined;
}
