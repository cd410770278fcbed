import { preconditionError } from "../../../lib/errors.ts";
import type { VersionTag } from "../../adapters/git/releases.ts";
import type { Config } from "../../core/config/schema.ts";
import type { Answer } from "../../core/session.ts";
import { type Release, runReference } from "../../domain/release/record.ts";
import { isNewer, isStable, tagOf } from "../../domain/release/version.ts";
import type { Source } from "./source.ts";
import type { VersionRequest } from "./version.ts";

/** The release that this commit is part of already, where it answers the request; undefined where one must be made. */
export function findReleased(source: Source, { version, pre }: VersionRequest): VersionTag | undefined {
  const fits = (tag: VersionTag) =>
    tag.version === version || isStable(tag.version) || (Boolean(pre) && tag.commit === source.commit);
  const oldestFirst = source.containing.filter(fits).sort((a, b) => (isNewer(a.version, b.version) ? 1 : -1));
  const found = oldestFirst.find((tag) => tag.commit === source.commit) ?? oldestFirst[0];
  if (!found || !version || found.version === version) return found;
  throw preconditionError(
    `commit ${source.commit.slice(0, 7)} is already ${found.commit === source.commit ? "released as" : "contained in"} ${tagOf(found.version)}`,
    {
      hint: "A commit is released once. Make a new commit, or leave the version out.",
    },
  );
}

/** What brings a release to where it runs first. */
export function nextStep({ environments }: Pick<Config, "environments">): string {
  const all = Object.entries(environments);
  const [cluster] = all.find(([, { kubernetes }]) => kubernetes) ?? [];
  const hasCompose = all.some(([, { compose }]) => compose);
  return cluster && !hasCompose ? `chatops promote --env ${cluster}` : "chatops deploy";
}

/** The answer of a commit that is released: just now, where there is a `next` step, or by an earlier run. */
export function answerReleased(released: VersionTag | Release, next?: string): Answer {
  const created = next !== undefined;
  const made = "release" in released ? released.release : released;
  const { version, commit } = released;
  const title = created ? `Released ${version}` : `Already released as ${tagOf(version)}; nothing to do`;
  if (!made) return { result: { version, tag: tagOf(version), commit, created }, text: [title] };
  const { image, chart } = made;
  return {
    result: {
      version,
      tag: tagOf(version),
      commit,
      created,
      image: { ...image, reference: runReference(made) },
      chart,
    },
    text: [
      title,
      `  commit  ${commit.slice(0, 12)}  tag ${tagOf(version)}`,
      `  image   ${runReference(made)}`,
      ...(chart ? [`  chart   ${chart.name} ${version}  ${chart.digest}`] : []),
      ...(created ? [`Next: ${next}`] : []),
    ],
  };
}

export const answerContained = ({ version, commit }: VersionTag): Answer => ({
  result: { version, tag: tagOf(version), commit, created: false },
  text: [`Already contained in ${tagOf(version)}; nothing to do`],
});

/** The answer of a dry run: digests are only known once an image is built. */
export const answerPlanned = ({ version, commit }: Release): Answer => ({
  result: { version, tag: tagOf(version), commit, created: false, planned: true },
  text: [`Would release ${version} from commit ${commit.slice(0, 7)}; nothing was changed`],
});
