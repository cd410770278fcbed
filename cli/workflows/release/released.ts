import { preconditionError } from "../../../lib/errors.ts";
import type { VersionTag } from "../../adapters/git/releases.ts";
import { isNewer, isStable } from "../../domain/release/version.ts";
import { ownTags } from "../../releases/own-tags.ts";
import type { Overview, Source } from "./source.ts";
import type { VersionRequest } from "./version.ts";

/** The release of the commit itself that answers the request already. What else contains it need not be known for that. */
export async function findOwnRelease(overview: Overview, request: VersionRequest): Promise<VersionTag | undefined> {
  const { repository, naming, commit, tags } = overview;
  const onCommit = tags.filter((tag) => tag.commit === commit);
  const containing = await ownTags(repository, naming, onCommit);
  return findReleased({ naming, commit, containing, untouchedSince: undefined }, request);
}

/** The release that answers the request already: the commit is part of it, or changes nothing in it. */
export function findReleased(
  source: Pick<Source, "naming" | "commit" | "containing" | "untouchedSince">,
  request: VersionRequest,
): VersionTag | undefined {
  const { version, bump, pre } = request;
  const fits = (tag: VersionTag) =>
    tag.release && (tag.version === version || isStable(tag.version) || (pre && tag.commit === source.commit));
  const oldestFirst = source.containing.filter(fits).sort((a, b) => (isNewer(a.version, b.version) ? 1 : -1));
  const found = oldestFirst.find((tag) => tag.commit === source.commit) ?? oldestFirst[0];
  if (!found) return version || bump || pre ? undefined : source.untouchedSince;
  if (!version || found.version === version) return found;
  throw preconditionError(
    `commit ${source.commit.slice(0, 7)} is already ${found.commit === source.commit ? "released as" : "contained in"} ${source.naming.tag(found.version)}`,
    {
      hint: "A commit is released once. Make a new commit, or leave the version out.",
    },
  );
}
