import type { ReleaseResult } from "../results/release.ts";

/** What a person reads of a release: what became of it, and every artifact that carries its version. */
export function releaseLines(result: ReleaseResult): string[] {
  const { version, commit, tag, image, images = [image], chart, next, notes = [], outcome } = result;
  if (!image) return [headline(result)];
  return [
    headline(result),
    `  commit  ${commit.slice(0, 12)}  tag ${tag}`,
    ...images.flatMap((each) => (each ? [`  image   ${each.reference}`] : [])),
    ...(chart ? [`  chart   ${[`${chart.name} ${version}`, chart.digest].filter(Boolean).join("  ")}`] : []),
    ...(outcome === "planned" ? notes.slice(0, mostNotes).map((note) => `  new     ${note}`) : []),
    ...(outcome === "planned" && notes.length > mostNotes ? [`  new     and ${notes.length - mostNotes} more`] : []),
    ...(next ? [`Next: ${next}`] : []),
  ];
}

const mostNotes = 20;

function headline({ outcome, version, tag, commit }: ReleaseResult): string {
  switch (outcome) {
    case "released":
      return `Released ${version}`;
    case "unchanged":
      return `Already released as ${tag}; nothing to do`;
    case "contained":
      return `Already contained in ${tag}; nothing to do`;
    case "planned":
      return `Would release ${version} from commit ${commit.slice(0, 7)}; nothing was changed`;
  }
}
