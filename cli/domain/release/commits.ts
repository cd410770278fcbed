/** A commit as far as releases need it. */
export interface Commit {
  hash: string;
  subject: string;
  body: string;
}

export type Bump = "major" | "minor" | "patch";

const conventional = /^(?<type>[a-z]+)(\([^)]*\))?(?<breaking>!)?:/i;
const breakingFooter = /^BREAKING[ -]CHANGE: /m;

/** How far the version moves for one commit, after Conventional Commits; everything without a type is a patch. */
function bumpOf({ subject, body }: Commit): Bump {
  const { type, breaking } = conventional.exec(subject)?.groups ?? {};
  if (breaking || breakingFooter.test(body)) return "major";
  return type?.toLowerCase() === "feat" ? "minor" : "patch";
}

/** The largest move that any of the commits asks for, and the commit that asks for it. */
export function bumpFor(commits: Commit[]): { bump: Bump; because: Commit | undefined } {
  for (const bump of ["major", "minor"] as const) {
    const because = commits.find((commit) => bumpOf(commit) === bump);
    if (because) return { bump, because };
  }
  return { bump: "patch", because: undefined };
}

/** Notes of a release: a line per commit, newest first. */
export const notesFrom = (commits: Commit[]): string =>
  commits.map(({ hash, subject }) => `- ${subject} (${hash.slice(0, 7)})`).join("\n");
