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

/** What bots fold away in a request, and hosts squash into the message: the notes of what is updated. */
const folded = { begins: /^\s*<details\b/i, ends: /<\/details>\s*$/i };

/**
 * Whether a message says that it breaks something: in its first line, as an item of a list, or as a footer, which follows an empty
 * line, the subject, other footers or, as many write it, the end of a sentence. A sentence that happens to be broken
 * before these words says nothing, nor does what is quoted from others.
 */
export function breaksSomething(message: string): boolean {
  const [subject = "", ...body] = message.split(/\r?\n/);
  if (breaking.test(subject)) return true;
  let isAmongFooters = false;
  let before = "";
  let depth = 0;
  for (const line of body) {
    if (folded.begins.test(line)) depth += 1;
    if (folded.ends.test(line)) depth = Math.max(0, depth - 1);
    if (depth > 0) continue;
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

/** What Git, and hosts that squash with the number of the request, put around the subject of a commit that is taken back. */
const takingBack = /^(?:Revert "(.*)"|revert: (.*))$/;
/** The same around that of such a commit, which is taken back itself. */
const again = /^Reapply "(.*)"$/;

const withoutNumber = (subject: string): string => subject.replace(/ \(#\d+\)$/, "");

/** The subject of the commit that this one takes back, if it does. */
function takenBack(subject: string): string | undefined {
  const [, reapplied] = again.exec(subject) ?? [];
  if (reapplied !== undefined) return `Revert "${reapplied}"`;
  const [, quoted, named] = takingBack.exec(subject) ?? [];
  const found = quoted ?? named;
  return found === undefined ? undefined : withoutNumber(found);
}

/** Those of the commits, newest first, that count: what was taken back among them says nothing, nor does what took it back. */
function standing(commits: readonly Commit[]): readonly Commit[] {
  const open = new Map<string, Commit[]>();
  const gone = new Set<Commit>();
  for (const commit of commits) {
    const subject = withoutNumber(commit.subject);
    const later = open.get(subject)?.pop();
    if (later) gone.add(commit).add(later);
    const taken = later ? undefined : takenBack(subject);
    if (taken !== undefined) open.set(taken, [...(open.get(taken) ?? []), commit]);
  }
  return commits.filter((commit) => !gone.has(commit));
}

/** The largest move that any of the commits asks for, and the commit that asks for it. */
export function bumpFor(all: readonly Commit[]): { bump: Bump; because: Commit | undefined } {
  const commits = standing(all);
  for (const bump of ["major", "minor"] as const) {
    const because = commits.find((commit) => bumpOf(commit) === bump);
    if (because) return { bump, because };
  }
  return { bump: "patch", because: undefined };
}

/** A tag with more than that is a burden to everybody who lists tags, and nobody reads it. */
const mostNotes = 200;

/** Notes of a release: a line per commit, newest first, and how many are left out. */
export function notesFrom(all: readonly Commit[]): string {
  const left = standing(all);
  const commits = left.length > 0 ? left : all;
  const lines = commits.slice(0, mostNotes).map(({ hash, subject }) => `- ${subject} (${hash.slice(0, 7)})`);
  const more = commits.length - lines.length;
  return [...lines, ...(more > 0 ? [`- and ${more.toLocaleString("en")} earlier commits`] : [])].join("\n");
}
