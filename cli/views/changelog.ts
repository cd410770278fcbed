import { sectionsOf } from "../domain/release/changelog.ts";
import type { ChangelogResult, Changes } from "../results/changelog.ts";

/** Markdown, newest version first; of one version its notes alone, as the text of a release page has them. */
export function changelogLines({ releases, named }: ChangelogResult): string[] {
  const [first] = releases;
  if (named && first) return bodyOf(first, "##");
  return [
    "# Changelog",
    ...releases.flatMap((changes) => ["", titleOf(changes), ...bodyOf(changes, "###").flatMap(spaced)]),
  ];
}

const titleOf = ({ version, at }: Changes) => `## ${version} (${at.slice(0, 10)})`;

/** A heading stands apart from what is above it. */
const spaced = (line: string): string[] => (line.startsWith("#") ? ["", line, ""] : [line]);

const bodyOf = ({ notes }: Changes, mark: string): string[] =>
  sectionsOf(notes).flatMap(({ title, lines }) => [`${mark} ${title}`, ...lines.map((line) => `- ${line}`)]);
