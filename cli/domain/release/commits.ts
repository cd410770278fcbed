/** A commit as far as releases need it. */
export interface Commit {
  hash: string;
  subject: string;
  /** Whether its message says that it breaks something. */
  isBreaking: boolean;
}

export type Bump = "major" | "minor" | "patch";

const conventional = /^(?<type>[a-z]+)(\([^)]*\))?(?<breaking>!)?:/i;

/** A line that may tell of a breaking change, as an extended regular expression of POSIX: Git looks for it. */
export const breakingLine = "^[ *]*BREAKING[ -]CHANGE: ";

const breaking = /^ *(?<item>\*[ *]*)?BREAKING[ -]CHANGE: /;
const footer = /^(?:BREAKING CHANGE|[A-Za-z][\w-]*)(?:: | #)/;

/**
 * Whether a message says that it breaks something: in its first line, as an item of a list, or as a footer, which follows an empty
 * line, the subject, other footers or, as many write it, the end of a sentence. A sentence that happens to be broken
 * before these words says nothing.
 */
export function breaksSomething(message: string): boolean {
  const [subject = "", ...body] = message.split(/\r?\n/);
  if (breaking.test(subject)) return true;
  let isAmongFooters = false;
  let before = "";
  for (const line of body) {
    const found = breaking.exec(line);
    const isFooter = isAmongFooters || before === "" || /[.!?)]$/.test(before);
    if (found && (found.groups?.item || isFooter)) return true;
    isAmongFooters = line.trim() !== "" && (isAmongFooters || (before === "" && footer.test(line)));
    before = line.trim();
  }
  return false;
}

/** Whether a merge is a change of its own, and not only the way of others: its message keeps to the convention. */
export const saysWhat = ({ subject, isBreaking }: Commit): boolean => isBreaking || conventional.test(subject);

/** How far the version moves for one commit, after Conventional Commits; everything without a type is a patch. */
function bumpOf({ subject, isBreaking }: Commit): Bump {
  const { type, breaking } = conventional.exec(subject)?.groups ?? {};
  if (breaking || isBreaking) return "major";
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

/** A tag with more than that is a burden to everybody who lists tags, and nobody reads it. */
const mostNotes = 200;

/** Notes of a release: a line per commit, newest first, and how many are left out. */
export function notesFrom(commits: Commit[]): string {
  const lines = commits.slice(0, mostNotes).map(({ hash, subject }) => `- ${subject} (${hash.slice(0, 7)})`);
  const more = commits.length - lines.length;
  return [...lines, ...(more > 0 ? [`- and ${more.toLocaleString("en")} earlier commits`] : [])].join("\n");
}
