import type { VersionTag } from "../../adapters/git/releases.ts";
import type { Config } from "../../core/config/schema.ts";
import { type Release, runReference } from "../../domain/release/release.ts";
import { tagOf } from "../../domain/release/version.ts";
import type { ReleaseResult } from "../../results/release.ts";
import { head } from "../../results/result.ts";

interface Named {
  version: string;
  commit: string;
}

/** The result that every release answers: what became of it, and its names. */
const named = (outcome: ReleaseResult["outcome"], { version, commit }: Named): ReleaseResult => ({
  ...head("Release"),
  outcome,
  version,
  tag: tagOf(version),
  commit,
});

const withArtifacts = (result: ReleaseResult, release: Release): ReleaseResult => ({
  ...result,
  image: { ...release.image, reference: runReference(release) },
  ...(release.chart && { chart: release.chart }),
});

/** Of a release that was just made. */
export const releasedResult = (made: Release, config: Pick<Config, "environments">): ReleaseResult => ({
  ...withArtifacts(named("released", made), made),
  next: nextStep(config),
});

/** Of a commit that was released before; a tag that somebody made by hand names no artifacts. */
export const unchangedResult = (tag: VersionTag): ReleaseResult =>
  tag.release ? withArtifacts(named("unchanged", tag), tag.release) : named("unchanged", tag);

/** Of a commit that a later release contains. */
export const containedResult = (tag: VersionTag): ReleaseResult => named("contained", tag);

/** Of a dry run: digests are only known once an image is built. */
export const plannedResult = (planned: Release): ReleaseResult => named("planned", planned);

/** What brings a release to where it runs first. */
export function nextStep({ environments }: Pick<Config, "environments">): string {
  const all = Object.entries(environments);
  const [cluster] = all.find(([, { kubernetes }]) => kubernetes) ?? [];
  const hasCompose = all.some(([, { compose }]) => compose);
  return cluster && !hasCompose ? `chatops promote --env ${cluster}` : "chatops deploy";
}
