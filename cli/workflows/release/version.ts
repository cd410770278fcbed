import { preconditionError, usageError } from "../../../lib/errors.ts";
import { type Bump, bumpFor } from "../../domain/release/commits.ts";
import { isStable, nextVersion, readVersion } from "../../domain/release/version.ts";
import type { Source } from "./source.ts";

export interface VersionRequest {
  version: string | undefined;
  bump: Bump | undefined;
  pre: string | undefined;
}

/** A version, and why it is this one. */
export interface ChosenVersion {
  version: string;
  because: string;
}

/** The version for this commit: the one asked for, the one that an unfinished run reserved, or the next. */
export function chooseVersion(source: Source, request: VersionRequest): ChosenVersion {
  const taken = takenVersions(source);
  if (request.version) {
    const owner = taken.get(request.version);
    if (owner) throw takenBy(request.version, owner);
    return { version: request.version, because: "as asked" };
  }
  const resumed = source.reservations.find(
    ({ commit, version }) => commit === source.commit && !taken.has(version) && matches(version, request),
  );
  if (resumed) return { version: resumed.version, because: "continues an unfinished release" };
  const { bump, because } = bumpFor(source.commits);
  const version = nextVersion([...taken.keys()], request.bump ?? bump, request.pre);
  const reason = because ? `${bump}: ${because.subject}` : bump;
  return { version, because: taken.size === 0 ? "first release" : (request.bump ?? reason) };
}

/** An unfinished run is continued only where it was asked for the same kind of version. */
const matches = (version: string, { pre }: VersionRequest) => (pre ? version.includes(`-${pre}.`) : isStable(version));

/** Versions that belong to other commits, with the commit. */
function takenVersions({ commit, tags, reservations }: Source): Map<string, string> {
  const owned = [...tags, ...reservations].filter(
    (owner) => owner.commit !== commit || tags.some((tag) => tag.version === owner.version),
  );
  return new Map(owned.map((owner) => [owner.version, owner.commit]));
}

export const takenBy = (version: string, commit: string) =>
  preconditionError(`version ${version} belongs to commit ${commit.slice(0, 7)}`, {
    hint: "Leave the version out to get the next one, or name a higher one.",
  });

const preReleaseId = /^[a-z][a-z0-9-]*$/i;

/** Checks what a person typed, before anything is read. */
export function readRequest({ version, bump, pre }: VersionRequest): VersionRequest {
  if (version && (bump || pre)) {
    throw usageError(`the version ${version} is given, so ${bump ? "--bump" : "--pre"} has nothing to decide`, {
      hint: "Give either the version, or --bump and --pre.",
    });
  }
  if (pre && !preReleaseId.test(pre)) {
    throw usageError(`"${pre}" is not a pre-release identifier`, { hint: "Use letters and digits, such as --pre rc." });
  }
  return { version: version === undefined ? undefined : readVersion(version), bump, pre };
}
