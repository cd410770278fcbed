import { onNoBranch, type VersionTag } from "../../adapters/git/releases.ts";
import { fileAt, type Repository } from "../../adapters/git/repository.ts";
import { configFile } from "../../core/config/file.ts";
import { parseConfig } from "../../core/config/parse.ts";
import { isNewer, isStable, mayBeFrom } from "../../domain/release/version.ts";

/**
 * The newest version that was tagged on this branch before its history was written anew, or before what was tagged was squashed into
 * it: no branch has its commit any more. What comes next comes after it. Undefined if the commit descends from a newer one.
 */
export async function rewrittenRelease(
  repository: Repository,
  tags: readonly VersionTag[],
  { branch, newest }: { branch: string; newest: VersionTag | undefined },
): Promise<VersionTag | undefined> {
  const later = tags
    .filter(({ version }) => isStable(version) && (!newest || isNewer(version, newest.version)))
    .sort((a, b) => (isNewer(a.version, b.version) ? -1 : 1));
  const gone = await onNoBranch(
    repository,
    later.map(({ commit }) => commit),
  );
  for (const tag of later.filter(({ commit }) => gone.has(commit))) {
    if (await isOfLine(repository, tag, branch)) return tag;
  }
  return undefined;
}

/** Whether chatops.yaml of a commit names this release branch: that of a branch `1.x` which is gone goes on with nothing. */
async function isOfLine(repository: Repository, { commit, version }: VersionTag, branch: string): Promise<boolean> {
  const text = await fileAt(repository, commit, configFile);
  if (!text?.trim()) return mayBeFrom(branch, version);
  try {
    return parseConfig(text, configFile).release.branch === branch;
  } catch {
    return false;
  }
}
