import { type Naming, recordRefs, reservationRefs } from "../../domain/release/naming.ts";
import type { Release } from "../../domain/release/release.ts";
import { releaseOfTag } from "../../domain/release/tag-message.ts";
import { type Ref, type Relation, readRefs } from "./refs.ts";
import { atRemote } from "./remote.ts";
import { headCommit, type Repository, remoteName } from "./repository.ts";

/** Where the refs of the remote are kept in the local repository, apart from the user's own tags and branches. */
const mirror = { tags: "refs/chatops/tags", heads: "refs/chatops/heads" };
const localTags = "refs/tags";

/** A version tag, with its release where chatops made it, or one beside it. */
export interface VersionTag {
  name: string;
  version: string;
  commit: string;
  /** Hash of the tag's own object; of the commit if it has none. */
  object: string;
  release: Release | undefined;
}

export interface Reservation {
  version: string;
  commit: string;
  /** Hash of the tag object that holds the reservation. */
  object: string;
  message: string;
}

/** Brings what the remote has of tags, branches and reservations to `refs/chatops`, in one round trip. */
export async function fetchReleases(repository: Repository, { tags }: Naming, patienceMs?: number): Promise<void> {
  // An earlier fetch may have brought what was missing.
  const isShallow =
    repository.wasShallow && (await repository.git(["rev-parse", "--is-shallow-repository"])) === "true";
  const fetch = [
    ...["fetch", "--progress", "--prune", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"],
    // Settings of the user may map other refs as well, up to the branch that is checked out.
    "--refmap=",
    ...(isShallow ? ["--unshallow"] : []),
    remoteName(repository),
    `+refs/tags/${tags}:${mirror.tags}/${tags}`,
    `+refs/heads/*:${mirror.heads}/*`,
    `+${reservationRefs}/*:${reservationRefs}/*`,
    `+${recordRefs}/*:${recordRefs}/*`,
  ];
  await atRemote(repository, fetch, patienceMs);
}

/** Where versions stand in this repository: tags as the remote had them, or its own if it has no remote, and records beside them. */
export const versionRefs = ({ remote }: Repository): string[] => [remote ? mirror.tags : localTags, recordRefs];

/** The tags of a repository: one for each version, and the names of those that mean none. */
export interface Tags {
  versions: VersionTag[];
  others: string[];
}

/** The tags of the remote as last fetched, or of this repository where it has no remote. */
export const readTags = async (repository: Repository, naming: Naming, relation?: Relation): Promise<Tags> =>
  tagsAmong(await readRefs(repository, versionRefs(repository), relation), naming);

/** The same, with the reservations on the remote. */
export async function readReleases(
  repository: Repository,
  naming: Naming,
): Promise<Tags & { reserved: Reservation[] }> {
  const kept = repository.remote ? [reservationRefs] : [];
  const refs = await readRefs(repository, [...versionRefs(repository), ...kept]);
  const isReserving = ({ path }: Ref) => path === reservationRefs;
  const tagging = refs.filter((ref) => !isReserving(ref));
  return { ...tagsAmong(tagging, naming), reserved: reservationsAmong(refs.filter(isReserving), naming) };
}

function tagsAmong(refs: Ref[], naming: Naming): Tags {
  const others: string[] = [];
  const versions = new Map<string, VersionTag>();
  for (const ref of refs) {
    const tag = versionTagOf(ref, naming);
    const rival = tag && versions.get(tag.version);
    if (!tag) others.push(ref.name);
    else if (!rival || weightOf(tag, naming) > weightOf(rival, naming)) versions.set(tag.version, tag);
  }
  return { versions: [...versions.values()], others };
}

/** The version tags among them. */
export const versionTags = async (repository: Repository, naming: Naming, relation?: Relation): Promise<VersionTag[]> =>
  (await readTags(repository, naming, relation)).versions;

function versionTagOf(ref: Ref, { versionOfTag, versionMeant }: Naming): VersionTag | undefined {
  const { name, object, commit, message } = ref;
  const own = versionOfTag(name);
  const version = own ?? versionMeant(name);
  if (version === undefined) return undefined;
  return { name, object, commit, version, release: own === undefined ? undefined : releaseOfTag(own, commit, message) };
}

/** Of several tags that mean one version the release counts, else the one that is spelled as ours are. */
const weightOf = ({ release, name, version }: VersionTag, naming: Naming): number =>
  release ? 2 : Number(name === naming.tag(version));

/** The reservations on the remote, as last fetched. */
export const reservations = async (repository: Repository, naming: Naming): Promise<Reservation[]> =>
  reservationsAmong(await readRefs(repository, [reservationRefs]), naming);

const reservationsAmong = (refs: Ref[], { versionOfTag }: Naming): Reservation[] =>
  refs.flatMap(({ name, commit, object, message }) => {
    const version = versionOfTag(name);
    return version ? [{ version, commit, object, message }] : [];
  });

/** The commit that a branch of the remote stands on, as last fetched. */
export async function remoteBranch({ git }: Repository, branch: string): Promise<string | undefined> {
  const ref = `${mirror.heads}/${branch}`;
  // The pattern also finds what lies below it: `release/1.x` where there is no `release`.
  const found = await git(["for-each-ref", "--format=%(refname) %(objectname)", ref]);
  const own = found.split("\n").find((line) => line.startsWith(`${ref} `));
  return own?.slice(ref.length + 1);
}

/** The branches of the remote that have a commit in their history, as last fetched. */
export async function remoteBranchesWith({ git }: Repository, commit: string): Promise<string[]> {
  const found = await git(["for-each-ref", `--contains=${commit}`, "--format=%(refname)", mirror.heads]);
  return found.split("\n").flatMap((ref) => ref.slice(mirror.heads.length + 1) || []);
}

/** Those commits that are in the history of no branch of the remote, as last fetched, or of this repository if it has no remote. */
export async function onNoBranch(
  { git, remote }: Repository,
  commits: readonly string[],
): Promise<ReadonlySet<string>> {
  if (commits.length === 0) return new Set();
  const heads = remote ? mirror.heads : "refs/heads";
  const found = new Set((await git(["rev-list", ...commits, "--not", `--glob=${heads}`])).split("\n"));
  return new Set(commits.filter((commit) => found.has(commit)));
}

/** The tip of the release branch, as last fetched; the commit that is checked out where there is no remote, or no such branch. */
export const releaseTip = async (repository: Repository, branch: string): Promise<string> =>
  (repository.remote && (await remoteBranch(repository, branch))) || headCommit(repository);

/** Commit of a tag in this repository, or undefined where there is no such tag. */
export async function localTag({ git }: Repository, tag: string): Promise<string | undefined> {
  const found = await git(["for-each-ref", "--format=%(*objectname) %(objectname)", `${localTags}/${tag}`]);
  return found.trim().split(" ")[0] || undefined;
}
