import { relative, resolve } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { commitsBetween } from "../../adapters/git/commits.ts";
import type { GitAccess } from "../../adapters/git/git.ts";
import {
  fetchReleases,
  type Reservation,
  readReleases,
  remoteBranch,
  remoteBranchesWith,
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
  tagger,
  uncommittedFiles,
} from "../../adapters/git/repository.ts";
import { signsTags } from "../../adapters/git/signing.ts";
import type { Commit } from "../../domain/release/commits.ts";
import type { Naming } from "../../domain/release/naming.ts";
import { isNewer, isStable } from "../../domain/release/version.ts";
import { ownTags } from "../../releases/own-tags.ts";
import { rewrittenRelease } from "./rewritten.ts";

/** A commit, and what is released or reserved already. */
export interface Overview {
  repository: Repository;
  naming: Naming;
  commit: string;
  /** Also those of other projects in the repository, whose versions are taken as well. */
  tags: VersionTag[];
  /** Names of tags that mean no version. */
  otherTags: string[];
  reservations: Reservation[];
  uncommitted: string[];
}

/** What a release is made from: one commit of one repository, and its place among the releases. */
export interface Source extends Overview {
  /** The release branch, and what the remote had of it; undefined if it has none. */
  branch: { name: string; tip: string | undefined };
  /** ISO 8601 */
  date: string;
  /** URL of the remote; undefined in a repository without one. */
  remote: string | undefined;
  /** Tags that contain this commit. */
  containing: VersionTag[];
  /** The release since which no commit touched the project's folder, if there is one. */
  untouchedSince: VersionTag | undefined;
  /** Tags that this commit descends from: the line of versions that it goes on with. */
  before: VersionTag[];
  /** One of them that it descended from before its branch was written anew. */
  rewritten: VersionTag | undefined;
  /** Commits since the newest release before this one, newest first. */
  commits: Commit[];
  /** Who makes this release, as Git writes it into a tag. */
  tagger: string;
  /** Whether its tag is signed. */
  isSigned: boolean;
  /** Whether a breaking change makes a 1.0.0 of 0.x. */
  majorOnZero: boolean;
}

interface SourceRequest {
  branch: string;
  /** Whether the project wants its tags to be signed. */
  sign?: boolean;
  /** @default true */
  majorOnZero?: boolean;
  /** How its tags were called before they had a prefix. */
  earlier?: Naming | undefined;
  /** Folders outside of the project's own that its image is built from, relative to that; asked only below the root. */
  outside?: () => Promise<readonly string[]>;
}

/** Reads what the repository and its remote have. */
export async function readOverview(
  directory: string,
  { branch, naming }: Pick<SourceRequest, "branch"> & { naming: Naming },
  access: GitAccess,
): Promise<Overview> {
  const repository = await openRepository(directory, access, branch);
  const [commit, uncommitted] = await Promise.all([
    headCommit(repository),
    uncommittedFiles(repository),
    repository.remote && fetchReleases(repository, naming),
  ]);
  const { versions, others, reserved } = await readReleases(repository, naming);
  return { repository, naming, commit, tags: versions, otherTags: others, reservations: reserved, uncommitted };
}

/** Finds the commit's place among the releases. Throws where it is not on the release branch of the remote. */
export async function readSource(
  overview: Overview,
  { branch, sign = false, majorOnZero = true, earlier, outside = async () => [] }: SourceRequest,
): Promise<Source> {
  const { repository, naming, commit, tags } = overview;
  const [allContaining, allBefore, date, remote, name, isSigned] = await Promise.all([
    versionTags(repository, naming, { contains: commit }),
    versionTags(repository, naming, { merged: commit }).then((all) => all.filter((tag) => tag.commit !== commit)),
    commitDate(repository, commit),
    repository.url(),
    tagger(repository),
    signsTags(repository, sign),
  ]);
  const allOwn = await ownTags(repository, naming, tags);
  const isOwn = (tag: VersionTag) => allOwn.some(({ name }) => name === tag.name);
  const [containing, own] = [allContaining.filter(isOwn), allBefore.filter(isOwn)];
  const inherited = tags.length === 0 && earlier ? await tagsBefore(repository, earlier, commit) : [];
  const descended = own.length > 0 ? own : inherited.filter(({ release }) => release);
  const otherTags = [
    ...overview.otherTags.filter((name) => !inherited.some((tag) => tag.name === name)),
    ...inherited.flatMap(({ release, name }) => (release ? [] : name)),
  ];
  const isNew = remote && !containing.some(({ release }) => release);
  const later = allOwn.filter((tag) => tag.commit !== commit && !containing.includes(tag));
  const rewritten = await rewrittenRelease(repository, later, { branch, newest: newestStable(descended) });
  const before = rewritten ? [...descended, rewritten] : descended;
  const newest = newestStable(before);
  const others = repository.prefix ? await outside() : [];
  const paths = [".", ...others.filter((path) => isInside(repository, path))];
  const [commits, tip] = await Promise.all([
    commitsBetween(repository, newest?.commit, commit, { paths, isRewritten: rewritten !== undefined }),
    remote ? remoteBranch(repository, branch) : undefined,
  ]);
  if (isNew) await verifyOnBranch(repository, commit, { name: branch, tip });
  const untouchedSince = repository.prefix && commits.length === 0 && newest?.release ? newest : undefined;
  const place = { branch: { name: branch, tip }, containing, untouchedSince, before, rewritten, commits };
  return { ...overview, ...place, otherTags, date, remote, tagger: name, isSigned, majorOnZero };
}

/** Releases of the project, and tags that nobody knows the project of, from before its tags had a prefix. */
async function tagsBefore(repository: Repository, naming: Naming, commit: string): Promise<VersionTag[]> {
  if (repository.remote) await fetchReleases(repository, naming);
  return ownTags(repository, naming, await versionTags(repository, naming, { merged: commit }));
}

const isInside = ({ root, prefix }: Repository, path: string): boolean =>
  !relative(root, resolve(root, prefix, path)).startsWith("..");

async function verifyOnBranch(
  repository: Repository,
  commit: string,
  { name: branch, tip }: Source["branch"],
): Promise<void> {
  if (await isWithin(repository, commit, tip)) return;
  const [short, name] = [commit.slice(0, 7), remoteName(repository)];
  const others = tip ? [] : await remoteBranchesWith(repository, commit);
  if (others.length > 0) {
    throw preconditionError(`${name} has no branch ${branch}`, {
      hint: `The commit is on ${others.slice(0, 3).join(", ")}: if releases are made from there, say so in chatops.yaml: \`release: { branch: ${others[0]} }\`\nOr make the branch: git push ${name} HEAD:${branch}`,
    });
  }
  throw preconditionError(tip ? `commit ${short} is not in ${name}/${branch}` : `${name} has no branch ${branch}`, {
    hint: `Push it first: git push ${name} HEAD:${branch}\nReleases are made from another branch? Name it in chatops.yaml: release.branch.`,
  });
}

const isWithin = async (repository: Repository, commit: string, tip: string | undefined): Promise<boolean> =>
  tip === commit || (tip !== undefined && (await isAncestor(repository, commit, tip)));

/** Throws where the release branch of the remote, which now stands at another commit, has lost the one that is released. */
export async function verifyStillOnBranch({ repository, naming, commit, branch }: Source): Promise<void> {
  await fetchReleases(repository, naming);
  if (await isWithin(repository, commit, await remoteBranch(repository, branch.name))) return;
  const [short, name] = [commit.slice(0, 7), remoteName(repository)];
  throw preconditionError(`commit ${short} is not in ${name}/${branch.name} any more: it was written anew meanwhile`, {
    hint: `Release what is there now: git pull --rebase ${name} ${branch.name}`,
  });
}

/** The tag of the newest stable version among these. */
export const newestStable = (tags: VersionTag[]): VersionTag | undefined =>
  tags.filter(({ version }) => isStable(version)).sort((a, b) => (isNewer(a.version, b.version) ? -1 : 1))[0];

/** Whether the version's tag is there already, made by somebody else: it is never replaced. */
export const isTaggedByOthers = ({ tags, naming, commit }: Source, version: string): boolean =>
  tags.some((tag) => tag.name === naming.tag(version) && tag.commit === commit && !tag.release);
