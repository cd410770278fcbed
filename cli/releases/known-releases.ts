import { preconditionError } from "../../lib/errors.ts";
import { fetchReleases, type VersionTag, versionTags } from "../adapters/git/releases.ts";
import { findRepository, type Repository } from "../adapters/git/repository.ts";
import { ahead } from "../core/ahead.ts";
import type { Project } from "../core/config/read.ts";
import type { Session } from "../core/session.ts";
import { type Naming, namingOf } from "../domain/release/naming.ts";
import type { Release } from "../domain/release/release.ts";
import { readVersion } from "../domain/release/typed-version.ts";
import { isStable, newestFirst } from "../domain/release/version.ts";
import { type Access, accessOf } from "./access.ts";
import { ownTags } from "./own-tags.ts";

/** The word for the working tree as it is, in place of a version. */
export const workingTree = "dev";

/** A version as a person typed it, or the word for the working tree. */
export const readWanted = (version: string | undefined, { config }: Pick<Project, "config">): string | undefined =>
  version === undefined || version === workingTree ? version : readVersion(version, namingOf(config));

/** What can be deployed: the project's repository, if it lies in one, and the releases it knows. */
export interface KnownReleases {
  repository: Repository | undefined;
  naming: Naming;
  tags: VersionTag[];
}

interface Asking {
  /** How long a remote may say nothing. */
  patienceMs?: number;
  /** Begun once the remote has been asked: what can be done until it answers. */
  meanwhile?: () => void;
}

/** Lists the releases; none where the project is not in a Git repository yet. */
export async function listReleases(
  { directory, config }: Project,
  access: Access,
  { patienceMs, meanwhile }: Asking = {},
): Promise<KnownReleases> {
  const naming = namingOf(config);
  const repository = await findRepository(directory, access, config.release.branch);
  const fetching = repository?.remote && ahead(fetchReleases(repository, naming, patienceMs));
  // By then Git has started.
  if (meanwhile) setImmediate(meanwhile);
  await fetching;
  if (!repository) return { repository, naming, tags: [] };
  return { repository, naming, tags: await ownTags(repository, naming, await versionTags(repository, naming)) };
}

/** The same as a step of a command. */
export const lookForReleases = (
  { steps, env }: Session,
  project: Project,
  meanwhile?: () => void,
): Promise<KnownReleases> =>
  steps.look("Look for releases", async (step) => {
    const found = await listReleases(project, accessOf({ steps, env }), { ...(meanwhile && { meanwhile }) });
    step.say(found.tags.length === 0 ? "none yet" : `${found.tags.length} found`);
    return found;
  });

/** The newest stable release; undefined where there is none yet. */
export const newestVersion = ({ tags }: KnownReleases): string | undefined =>
  newestFirst(tags.filter(({ release }) => release).map(({ version }) => version)).find(isStable);

/** The release of a version; undefined for the working tree. */
export function chooseRelease({ tags }: KnownReleases, wanted: string): Release | undefined {
  if (wanted === workingTree) return undefined;
  const tag = tags.find((candidate) => candidate.version === wanted);
  if (tag?.release) return tag.release;
  if (tag) {
    throw preconditionError(`${tag.name} is a tag, but not a release of chatops`, {
      hint: `On its commit, \`chatops release ${wanted}\` releases it; the tag stays as it is.`,
    });
  }
  const known = newestFirst(tags.filter(({ release }) => release).map((candidate) => candidate.version)).slice(0, 5);
  throw preconditionError(`there is no release ${wanted}`, {
    hint:
      known.length > 0
        ? `The newest are: ${known.join(", ")}.`
        : "`chatops release` makes the first one; `chatops deploy --version dev` deploys the working tree.",
  });
}

/** The newest stable release. Throws if there is none yet. */
export function newestToPromote(releases: KnownReleases): string {
  const version = newestVersion(releases);
  if (version) return version;
  throw preconditionError("there is no release yet", { hint: "`chatops release` makes the first one." });
}
