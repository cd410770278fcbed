import { preconditionError, usageError } from "../../../lib/errors.ts";
import type { VersionTag } from "../../adapters/git/releases.ts";
import { bumpFor } from "../../domain/release/commits.ts";
import type { Bump } from "../../domain/release/message.ts";
import type { Naming } from "../../domain/release/naming.ts";
import { readVersion } from "../../domain/release/typed-version.ts";
import { following, isNewer, isStable, newestFirst, nextVersion } from "../../domain/release/version.ts";
import { newestStable, type Source } from "./source.ts";

export interface VersionRequest {
  version: string | undefined;
  bump: Bump | undefined;
  pre: string | undefined;
}

/** A version, and why it is this one. */
export interface ChosenVersion {
  version: string;
  because: string;
  /** No other one will do. */
  isFixed: boolean;
}

/** The version for this commit: the one asked for, the one that an unfinished run reserved, the one that a tag says, or the next. */
export function chooseVersion(source: Source, request: VersionRequest): ChosenVersion {
  const taken = takenVersions(source);
  if (request.version) {
    const owner = taken.get(request.version);
    if (owner) throw takenBy(request.version, owner);
    return { version: request.version, because: "as asked", isFixed: true };
  }
  const resumed = source.reservations.find(
    ({ commit, version }) => commit === source.commit && !taken.has(version) && matches(version, request),
  );
  if (resumed) return { version: resumed.version, because: "continues an unfinished release", isFixed: false };
  const tagged = request.bump ? undefined : taggedVersion(source, request);
  return tagged
    ? { version: tagged.version, because: `as the tag ${tagged.name} says`, isFixed: true }
    : next(source, request);
}

/** The version that somebody else's tag gives to this commit, as where a tag starts the pipeline. */
function taggedVersion({ commit, tags }: Source, { pre }: VersionRequest): VersionTag | undefined {
  const own = tags.filter((tag) => tag.commit === commit && !tag.release);
  const fitting = own.filter(({ version }) => !pre || version.includes(`-${pre}.`));
  return newestStable(fitting) ?? fitting.sort((a, b) => (isNewer(a.version, b.version) ? -1 : 1))[0];
}

/**
 * The next version of the line that this commit is on, past what was reserved for others. A repository whose history was
 * begun anew goes on behind all tags.
 */
function next(source: Source, request: VersionRequest): ChosenVersion {
  const { tags, reservations } = source;
  const base = newestStable(source.before) ?? newestStable(tags);
  const { bump: asked, because } = bumpFor(source.commits);
  const isHeld = asked === "major" && !source.majorOnZero && base?.version.startsWith("0.");
  const bump = isHeld ? "minor" : asked;
  const step = request.bump ?? bump;
  const existing = [...(base ? [base.version] : []), ...preReleases(tags)];
  // Who asks for a step gets it.
  const begun = request.bump ? undefined : newestFirst(preReleases(source.before))[0];
  const first = nextVersion(existing, step, request.pre, begun);
  const taken = takenVersions(source);
  const isTagged = tags.some(({ version }) => version === first && taken.has(first));
  if (base && isTagged && step !== "patch") throw anotherLine(first, step, base.version, taken.get(first) ?? "");
  let version = first;
  while (taken.has(version)) version = following(version);
  const held = isHeld ? ", as 1.0.0 is for you to name" : "";
  const reason = request.bump ?? (because ? `${bump}${held}: ${because.subject}` : bump);
  const isFirst = !base && tags.length === 0 && reservations.length === 0;
  const foreign = base && !base.release ? `, after the tag ${base.name}` : "";
  const gone = source.rewritten && `, after ${source.rewritten.version}, whose commit is on no branch any more`;
  const after = first === nextVersion(existing, step, request.pre) ? (gone ?? foreign) : `, after ${begun}`;
  return { version, because: isFirst ? "first release" : `${reason}${after}`, isFixed: false };
}

const preReleases = (tags: readonly VersionTag[]): string[] =>
  tags.map(({ version }) => version).filter((version) => !isStable(version));

const anotherLine = (version: string, step: Bump, base: string, owner: string) =>
  preconditionError(
    `${version} is the next ${step} version after ${base}, and belongs to commit ${owner.slice(0, 7)}`,
    {
      details: ["This commit does not descend from it: it is on another line of versions."],
      hint: `--bump patch stays on this line: ${following(base)}. Or name a version: chatops release <version>`,
    },
  );

/** An unfinished run is continued only where it was asked for the same kind of version. */
const matches = (version: string, { pre }: VersionRequest) => (pre ? version.includes(`-${pre}.`) : isStable(version));

/** Versions that this commit cannot have, with the commit that has them: its own only if they are released. */
function takenVersions({ commit, tags, reservations }: Source): Map<string, string> {
  const owned = [
    ...reservations.filter((owner) => owner.commit !== commit),
    ...tags.filter((tag) => tag.release || tag.commit !== commit),
  ];
  return new Map(owned.map((owner) => [owner.version, owner.commit]));
}

/** What is published without a commit on it was published by others. */
export const takenBy = (version: string, commit: string) =>
  preconditionError(
    /^[0-9a-f]{40,64}$/.test(commit)
      ? `version ${version} belongs to commit ${commit.slice(0, 7)}`
      : `version ${version} is published already, and not by chatops`,
    { hint: "Leave the version out to get the next one, or name a higher one." },
  );

const preReleaseId = /^[a-z][a-z0-9-]*$/i;

/** Checks what a person typed, before anything is read. */
export function readRequest({ version, bump, pre }: VersionRequest, naming: Naming): VersionRequest {
  if (version && (bump || pre)) {
    throw usageError(`the version ${version} is given, so ${bump ? "--bump" : "--pre"} has nothing to decide`, {
      hint: "Give either the version, or --bump and --pre.",
    });
  }
  if (pre && !preReleaseId.test(pre)) {
    throw usageError(`"${pre}" is not a pre-release identifier`, { hint: "Use letters and digits, such as --pre rc." });
  }
  return { version: version === undefined ? undefined : readVersion(version, naming), bump, pre };
}
