import type { VersionTag } from "../../adapters/git/releases.ts";
import type { Config } from "../../core/config/schema.ts";
import type { Naming } from "../../domain/release/naming.ts";
import { imagesOf, type Release, type ReleasedImage, runReference } from "../../domain/release/release.ts";
import { isNewer, isStable } from "../../domain/release/version.ts";
import type { ReleaseResult } from "../../results/release.ts";
import { head } from "../../results/result.ts";
import type { Source } from "./source.ts";

interface Named {
  version: string;
  commit: string;
}

/** The result that every release answers: what became of it, and its names. */
const named = (outcome: ReleaseResult["outcome"], { version, commit }: Named, { tag }: Naming): ReleaseResult => ({
  ...head("Release"),
  outcome,
  version,
  tag: tag(version),
  commit,
});

const withArtifacts = (result: ReleaseResult, release: Release): ReleaseResult => ({
  ...result,
  ...imagesIn(release, (image) => ({ ...image, reference: runReference({ ...release, image }) })),
  ...(release.chart && { chart: release.chart }),
});

/** The first image and, if there are several, all of them. */
function imagesIn(release: Release, describe: (image: ReleasedImage) => DescribedImage) {
  const [image, ...others] = imagesOf(release).map(describe);
  return { image, ...(image && others.length > 0 && { images: [image, ...others] }) };
}

type DescribedImage = NonNullable<ReleaseResult["image"]>;

/** Of a release that was just made. */
export const releasedResult = (
  { made, notes }: Noted,
  { naming, tags }: Pick<Source, "naming" | "tags">,
  config: Pick<Config, "environments">,
): ReleaseResult => ({
  ...withArtifacts(named("released", made, naming), made),
  notes,
  next: nextStep(config, isNewest(made.version, tags) ? undefined : made.version),
});

export interface Noted {
  made: Release;
  /** What is new, a line for each commit. */
  notes: string[];
}

/** Whether whoever names no version gets this one: the others are of another line, or a pre-release has no such place. */
const isNewest = (version: string, tags: VersionTag[]): boolean =>
  isStable(version) && !tags.some((tag) => tag.release && isStable(tag.version) && isNewer(tag.version, version));

/** Of a commit that was released before; a tag that somebody made by hand names no artifacts. */
export const unchangedResult = (tag: VersionTag, naming: Naming): ReleaseResult =>
  tag.release ? withArtifacts(named("unchanged", tag, naming), tag.release) : named("unchanged", tag, naming);

/** Of a commit that a later release contains. */
export const containedResult = (tag: VersionTag, naming: Naming): ReleaseResult => named("contained", tag, naming);

/** Of a dry run: digests are only known once an image is built. */
export function plannedResult({ made, notes }: Noted, naming: Naming): ReleaseResult {
  const describe = ({ digest: _, id: __, ...image }: ReleasedImage) => ({
    ...image,
    reference: `${image.repository}:${made.version}`,
  });
  return {
    ...named("planned", made, naming),
    ...imagesIn(made, describe),
    ...(made.chart && { chart: { name: made.chart.name, repository: made.chart.repository } }),
    notes,
  };
}

/** What brings a release to where it runs first; its version is said if it is not the newest. */
export function nextStep({ environments }: Pick<Config, "environments">, version?: string): string {
  const all = Object.entries(environments);
  const [cluster] = all.find(([, { kubernetes }]) => kubernetes) ?? [];
  const hasCompose = all.some(([, { compose }]) => compose);
  if (cluster && !hasCompose) return `chatops promote ${version ? `${version} ` : ""}--env ${cluster}`;
  return version ? `chatops deploy --version ${version}` : "chatops deploy";
}
