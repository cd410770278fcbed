import { cutText } from "../../../lib/foreign-text.ts";
import { type Naming, recordRefs, reservationRefs } from "../../domain/release/naming.ts";
import { type Release, releaseOfTag } from "../../domain/release/release.ts";
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

/** The message without a signature, which stands below it where the user signs tags. */
const message = "%(contents:subject)%0a%0a%(contents:body)";
const refFormat = `${["%(refname)", "%(objectname)", "%(*objectname)", message].join("%00")}%01`;

/** How refs stand to a commit: those that have it in their history, or those that are in its history. */
type Relation = { contains: string } | { merged: string };

/** The refs below these, in this order. */
async function readRefs({ git }: Repository, below: string[], relation: Partial<Record<string, string>> = {}) {
  const filter = Object.entries(relation).map(([is, commit]) => `--${is}=${commit}`);
  const output = await git(["for-each-ref", `--format=${refFormat}`, ...filter, ...below]);
  const entries = output
    .split("\x01")
    .map((entry) => entry.trim().split("\0"))
    .filter((fields) => fields.length > 1);
  return below.flatMap((under) =>
    entries
      .filter(([name = ""]) => name.startsWith(`${under}/`))
      .map(([name = "", object = "", peeled = "", message = ""]) => ({
        name: name.slice(under.length + 1),
        object,
        commit: peeled || object,
        // Of a tag that is no object of its own, Git gives the commit's message.
        message: peeled ? cutText(message) : "",
      })),
  );
}

/** Where versions stand in this repository: tags as the remote had them, or its own if it has no remote, and records beside them. */
export const versionRefs = ({ remote }: Repository): string[] => [remote ? mirror.tags : localTags, recordRefs];

/** The tags of a repository: one for each version, and the names of those that mean none. */
export interface Tags {
  versions: VersionTag[];
  others: string[];
}

/** The tags of the remote as last fetched, or of this repository where it has no remote. */
export async function readTags(repository: Repository, naming: Naming, relation?: Relation): Promise<Tags> {
  const refs = await readRefs(repository, versionRefs(repository), relation);
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

type Ref = Awaited<ReturnType<typeof readRefs>>[number];

function versionTagOf({ message, ...ref }: Ref, { versionOfTag, versionMeant }: Naming): VersionTag | undefined {
  const own = versionOfTag(ref.name);
  const version = own ?? versionMeant(ref.name);
  if (version === undefined) return undefined;
  return { ...ref, version, release: own === undefined ? undefined : releaseOfTag(own, ref.commit, message) };
}

/** Of several tags that mean one version the release counts, else the one that is spelled as ours are. */
const weightOf = ({ release, name, version }: VersionTag, naming: Naming): number =>
  release ? 2 : Number(name === naming.tag(version));

/** The reservations on the remote, as last fetched. */
export async function reservations(repository: Repository, { versionOfTag }: Naming): Promise<Reservation[]> {
  const refs = await readRefs(repository, [reservationRefs]);
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
