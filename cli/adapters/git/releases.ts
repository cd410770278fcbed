import { type Release, releaseOfTag } from "../../domain/release/record.ts";
import { tagOf, versionOfTag } from "../../domain/release/version.ts";
import { GitFailure, gitIn } from "./git.ts";
import { atRemote } from "./remote.ts";
import { type Repository, remote } from "./repository.ts";

/** Where the refs of the remote are kept in the local repository, apart from the user's own tags and branches. */
const mirror = { tags: "refs/chatops/tags", heads: "refs/chatops/heads", reservations: "refs/chatops/reservations" };
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
export async function fetchReleases(repository: Repository): Promise<void> {
  const isShallow = (await repository.git(["rev-parse", "--is-shallow-repository"])) === "true";
  await atRemote(repository, [
    ...["fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head"],
    ...(isShallow ? ["--unshallow"] : []),
    remote,
    `+refs/tags/v*:${mirror.tags}/v*`,
    `+refs/heads/*:${mirror.heads}/*`,
    `+refs/chatops/reservations/*:${mirror.reservations}/*`,
  ]);
}

const fieldEnd = "%00";
const entryEnd = "%01";

async function readRefs({ git }: Repository, under: string, contains?: string) {
  const format = `%(refname)${fieldEnd}%(objectname)${fieldEnd}%(*objectname)${fieldEnd}%(contents)${entryEnd}`;
  const filter = contains ? [`--contains=${contains}`] : [];
  const output = await git(["for-each-ref", `--format=${format}`, ...filter, under]);
  return output
    .split("\x01")
    .map((entry) => entry.trim().split("\0"))
    .filter((fields) => fields.length > 1)
    .map(([name = "", object = "", peeled = "", message = ""]) => ({
      name: name.slice(under.length + 1),
      object,
      commit: peeled || object,
      message,
    }));
}

/**
 * The version tags of the remote as last fetched, or of this repository where it has no remote.
 * With `contains`, only those that contain that commit.
 */
export async function versionTags(
  repository: Repository,
  hasRemote: boolean,
  contains?: string,
): Promise<VersionTag[]> {
  const refs = await readRefs(repository, hasRemote ? mirror.tags : localTags, contains);
  return refs.flatMap(({ name, commit, message }) => {
    const version = versionOfTag(name);
    return version ? [{ version, commit, release: releaseOfTag(version, commit, message) }] : [];
  });
}

/** The reservations on the remote, as last fetched. */
export async function reservations(repository: Repository): Promise<Reservation[]> {
  const refs = await readRefs(repository, mirror.reservations);
  return refs.flatMap(({ name, ...rest }) => {
    const version = versionOfTag(name);
    return version ? [{ version, ...rest }] : [];
  });
}

/** The commit that a branch of the remote stands on, as last fetched. */
export async function remoteBranch({ git }: Repository, branch: string): Promise<string | undefined> {
  const found = await git(["for-each-ref", "--format=%(objectname)", `${mirror.heads}/${branch}`]);
  return found || undefined;
}

const reservationRef = (version: string) => `refs/chatops/reservations/${tagOf(version)}`;

/**
 * Pushes a reservation. `replaces` is the object that must stand there now, or undefined where nothing may.
 * Answers `taken` where somebody else was first and `unsupported` where the host allows no such refs.
 */
export async function pushReservation(
  repository: Repository,
  version: string,
  object: string,
  replaces: string | undefined,
): Promise<"reserved" | "taken" | "unsupported"> {
  const ref = reservationRef(version);
  try {
    const lease = `--force-with-lease=${ref}:${replaces ?? ""}`;
    await atRemote(repository, ["push", "--quiet", lease, remote, `${object}:${ref}`]);
    return "reserved";
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (/stale info|already exists|fetch first|cannot lock ref|reference already exists/i.test(error.output))
      return "taken";
    if (
      /deny updating a hidden ref|prohibited|not allowed|funny refname|pre-receive hook declined/i.test(error.output)
    ) {
      return "unsupported";
    }
    throw error;
  }
}

/** The object that the reservation of a version holds on the remote right now. */
export async function reservedObject(repository: Repository, version: string): Promise<string | undefined> {
  const line = await atRemote(repository, ["ls-remote", remote, reservationRef(version)]);
  return line.split("\t")[0] || undefined;
}

/** Makes the annotated tag of a release in this repository; one of an earlier run on the same commit is replaced. */
export async function createTag({ git }: Repository, version: string, commit: string, message: string): Promise<void> {
  await git(["tag", "--annotate", "--force", "--cleanup=verbatim", "--message", message, tagOf(version), commit]);
}

/** Deletes a tag of this repository, if it is there; also in a run that is being stopped. */
export async function deleteTag({ root }: Repository, version: string): Promise<void> {
  await gitIn(root, new AbortController().signal)(["update-ref", "-d", `${localTags}/${tagOf(version)}`]);
}

/** Commit of a tag in this repository, or undefined where there is no such tag. */
export async function localTag({ git }: Repository, version: string): Promise<string | undefined> {
  const found = await git(["for-each-ref", "--format=%(*objectname)%(objectname)", `${localTags}/${tagOf(version)}`]);
  return found ? found.slice(0, 40) : undefined;
}

/**
 * Pushes the tag and takes the reservation away, both or neither. Answers false where another run holds the
 * reservation by now.
 */
export async function publishTag(
  repository: Repository,
  version: string,
  reservation: string | undefined,
): Promise<boolean> {
  const tag = `refs/tags/${tagOf(version)}`;
  const ref = reservationRef(version);
  const release = reservation ? [`--force-with-lease=${ref}:${reservation}`] : [];
  try {
    await atRemote(repository, [
      "push",
      "--quiet",
      "--atomic",
      ...release,
      remote,
      `${tag}:${tag}`,
      ...(reservation ? [`:${ref}`] : []),
    ]);
    return true;
  } catch (error) {
    if (error instanceof GitFailure && /stale info/.test(error.output)) return false;
    throw error;
  }
}
