import { cutText } from "../../../lib/foreign-text.ts";
import { type Naming, reservationRefs } from "../../domain/release/naming.ts";
import { type Release, releaseOfTag } from "../../domain/release/release.ts";
import { atRemote } from "./remote.ts";
import { headCommit, type Repository, remoteName } from "./repository.ts";

/** Where the refs of the remote are kept in the local repository, apart from the user's own tags and branches. */
const mirror = { tags: "refs/chatops/tags", heads: "refs/chatops/heads" };
const localTags = "refs/tags";

/** A version tag, with its release where chatops made it. */
export interface VersionTag {
  version: string;
  commit: string;
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
  const isShallow = (await repository.git(["rev-parse", "--is-shallow-repository"])) === "true";
  const fetch = [
    ...["fetch", "--progress", "--prune", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"],
    // Settings of the user may map other refs as well, up to the branch that is checked out.
    "--refmap=",
    ...(isShallow ? ["--unshallow"] : []),
    remoteName(repository),
    `+refs/tags/${tags}:${mirror.tags}/${tags}`,
    `+refs/heads/*:${mirror.heads}/*`,
    `+${reservationRefs}/*:${reservationRefs}/*`,
  ];
  await atRemote(repository, fetch, patienceMs);
}

/** The message without a signature, which stands below it where the user signs tags. */
const message = "%(contents:subject)%0a%0a%(contents:body)";
const refFormat = `${["%(refname)", "%(objectname)", "%(*objectname)", message].join("%00")}%01`;

async function readRefs({ git }: Repository, under: string, contains?: string) {
  const filter = contains ? [`--contains=${contains}`] : [];
  const output = await git(["for-each-ref", `--format=${refFormat}`, ...filter, under]);
  return output
    .split("\x01")
    .map((entry) => entry.trim().split("\0"))
    .filter((fields) => fields.length > 1)
    .map(([name = "", object = "", peeled = "", message = ""]) => ({
      name: name.slice(under.length + 1),
      object,
      commit: peeled || object,
      message: cutText(message),
    }));
}

/**
 * The version tags of the remote as last fetched, or of this repository where it has no remote.
 * With `contains`, only those that contain that commit.
 */
export async function versionTags(
  repository: Repository,
  { versionOfTag }: Naming,
  contains?: string,
): Promise<VersionTag[]> {
  const refs = await readRefs(repository, versionTagsRef(repository), contains);
  return refs.flatMap(({ name, commit, message }) => {
    const version = versionOfTag(name);
    return version ? [{ version, commit, release: releaseOfTag(version, commit, message) }] : [];
  });
}

/** Where version tags stand in this repository: as the remote had them, or its own if it has no remote. */
export const versionTagsRef = ({ remote }: Repository): string => (remote ? mirror.tags : localTags);

/** The reservations on the remote, as last fetched. */
export async function reservations(repository: Repository, { versionOfTag }: Naming): Promise<Reservation[]> {
  const refs = await readRefs(repository, reservationRefs);
  return refs.flatMap(({ name, ...rest }) => {
    const version = versionOfTag(name);
    return version ? [{ version, ...rest }] : [];
  });
}

/** The commit that a branch of the remote stands on, as last fetched. */
export async function remoteBranch({ git }: Repository, branch: string): Promise<string | undefined> {
  const ref = `${mirror.heads}/${branch}`;
  // The pattern also finds what lies below it: `release/1.x` where there is no `release`.
  const found = await git(["for-each-ref", "--format=%(refname) %(objectname)", ref]);
  const own = found.split("\n").find((line) => line.startsWith(`${ref} `));
  return own?.slice(ref.length + 1);
}

/** The tip of the release branch, as last fetched; the commit that is checked out where there is no remote, or no such branch. */
export const releaseTip = async (repository: Repository, branch: string): Promise<string> =>
  (repository.remote && (await remoteBranch(repository, branch))) || headCommit(repository);

/** Commit of a tag in this repository, or undefined where there is no such tag. */
export async function localTag({ git }: Repository, tag: string): Promise<string | undefined> {
  const found = await git(["for-each-ref", "--format=%(*objectname) %(objectname)", `${localTags}/${tag}`]);
  return found.trim().split(" ")[0] || undefined;
}
