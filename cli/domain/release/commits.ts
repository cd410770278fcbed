import { type Bump, withoutRequest } from "./message.ts";

/** A commit as far as releases need it. */
export interface Commit {
  hash: string;
  subject: string;
  /** How far the version moves for it alone. */
  bump: Bump;
  /** Hashes, maybe abbreviated, of the commits that it takes back, as far as its message names them so. */
  takesBack: readonly string[];
}

/** The same around a commit that takes one back, which is taken back itself. */
const again = /^Reapply "(.*)"$/;

/** A subject without the number of its request, in which hosts differ between a commit and what takes it back. */
const plain = (subject: string): string => withoutRequest(subject).replace(/ \(#\d+\)$/, "");

/** The subject of the commit that this one takes back, if it does: by `git revert`, by the convention, or by both. */
function takenBack(subject: string): string | undefined {
  const [, reapplied] = again.exec(subject) ?? [];
  if (reapplied !== undefined) return `Revert "${reapplied}"`;
  const named = subject.replace(/^revert(?:\([^)]*\))?!?: /i, "");
  const quoted = /^Revert "(.*)"$/.exec(named)?.[1];
  if (quoted === undefined && named === subject) return undefined;
  return plain(quoted ?? named.replace(/^"(.*)"$/, "$1"));
}

/** Those of the commits, newest first, that count: what was taken back among them says nothing, nor does what took it back. */
function standing(commits: readonly Commit[]): readonly Commit[] {
  const gone = new Set<Commit>();
  /** By subject: who takes one back that was not met yet. */
  const open = new Map<string, Commit[]>();
  const byHash = finder(commits);
  for (const commit of commits) {
    if (gone.has(commit)) continue;
    const subject = plain(commit.subject);
    const later = open.get(subject)?.pop();
    if (later) {
      gone.add(commit).add(later);
      continue;
    }
    const named = takenBack(subject);
    const targets = commit.takesBack.flatMap((hash) => byHash(hash) ?? []);
    for (const target of targets) gone.add(target);
    if (named === undefined) continue; // With a subject of its own it is a change as well.
    if (targets.length > 0) gone.add(commit);
    else open.set(named, [...(open.get(named) ?? []), commit]);
  }
  return commits.filter((commit) => !gone.has(commit));
}

/** Finds one by its hash or the beginning of it. */
function finder(commits: readonly Commit[]): (hash: string) => Commit | undefined {
  const whole = new Map(commits.map((commit) => [commit.hash, commit]));
  return (hash) => whole.get(hash) ?? commits.find((commit) => commit.hash.startsWith(hash));
}

/** The largest move that any of the commits asks for, and the commit that asks for it. */
export function bumpFor(all: readonly Commit[]): { bump: Bump; because: Commit | undefined } {
  const commits = standing(all);
  for (const bump of ["major", "minor"] as const) {
    const because = commits.find((commit) => commit.bump === bump);
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
