export type Bump = "major" | "minor" | "patch";

/**
 * A line of a message that may say more than its subject does, as an extended regular expression of POSIX: Git looks for it.
 * All others are known by their subjects.
 */
export const tellingLine =
  "^([ *-]*BREAKING[ -]CHANGES?[*]*:|[*] .*:|This reverts commit |Refs?: |Squashed commit of the following|Merge)";

/** What the message of a commit says, as far as releases need it. */
export interface Told {
  /** Its first line, or the title of the request that it merges. */
  subject: string;
  /** How far the version moves for it, after Conventional Commits; everything without a type is a patch. */
  bump: Bump;
  /** Hashes, maybe abbreviated, of the commits that it takes back. */
  takesBack: readonly string[];
}

/** Reads a message, or the subject alone where the message has no telling line. */
export function readMessage(message: string): Told {
  const lines = message.split(/\r?\n/);
  const subject = titleOf(lines);
  const typed = bumpOfTitle(subject);
  // Who gives the whole a type has decided; else what was squashed into it does.
  const asked = typed ?? largest(squashed(lines).map((title) => bumpOfTitle(title) ?? "patch"));
  return { subject, bump: breaksSomething(lines) ? "major" : asked, takesBack: hashesTakenBack(subject, lines) };
}

/** Whether a subject keeps to the convention. */
export const isConventional = (subject: string): boolean => bumpOfTitle(subject) !== undefined;

/** As most write it, and with the mark before the scope. */
const conventional = /^(?<type>[a-z]+) ?(?<early>!)?(?:\([^)]*\))?(?<late>!)? ?:/i;

const request = /^(?:Merged PR|Pull request) #?\d{1,9}: /;

/** A subject without the number of its request, as some hosts put it in front of the title. */
export const withoutRequest = (subject: string): string => subject.replace(request, "");

/** What hosts put in front of the title of a request, and teams in front of the type: an issue's key, a picture. */
const inFront = [
  request,
  /^(?:\[[a-z]\w{0,20}-\d{1,9}\]|[a-z]\w{0,20}-\d{1,9}|#\d{1,9}) ?[:|-]? ?/i,
  /^(?:\p{Extended_Pictographic}[\u{fe0f}\u{200d}]?|:[a-z\d_+-]{1,40}:) ?/u,
];

function bumpOfTitle(title: string): Bump | undefined {
  const plain = inFront.reduce((text, pattern) => text.replace(pattern, ""), title);
  const { type, early, late } = conventional.exec(plain)?.groups ?? {};
  if (type === undefined) return undefined;
  if (early || late) return "major";
  return /^feat(?:ure)?$/i.test(type) ? "minor" : "patch";
}

const largest = (bumps: readonly Bump[]): Bump =>
  (["major", "minor"] as const).find((bump) => bumps.includes(bump)) ?? "patch";

/** Subjects that hosts and Git write for a merge: the request's title stands below. */
const ofMerge = /^(?:Merge pull request |Merge (?:remote-tracking )?branch |Merged in |Merged? .{1,300} into )/;

function titleOf([subject = "", ...body]: readonly string[]): string {
  const title = ofMerge.test(subject) ? body.find((line) => line.trim() !== "") : undefined;
  return title !== undefined && isConventional(title) ? title : subject;
}

/** Titles of the commits that were squashed: the items that hosts write, and what `git merge --squash` does. */
function squashed([subject = "", ...body]: readonly string[]): string[] {
  if (!subject.startsWith("Squashed commit of the following")) {
    return body.flatMap((line) => (line.startsWith("* ") ? line.slice(2) : []));
  }
  const titles: string[] = [];
  let isBelowHeader = false;
  for (const line of body) {
    const isText = line.startsWith("    ");
    if (isText && isBelowHeader) titles.push(line.trim());
    isBelowHeader = !isText && (isBelowHeader || line.startsWith("Date:"));
  }
  return titles;
}

const breaking = /^ *(?<item>[*-][* -]*)?BREAKING[ -]CHANGES?\*{0,2}:\*{0,2}(?: +(?<what>\S.*))?$/;
const footer = /^(?:BREAKING CHANGE|[A-Za-z][\w-]*)(?:: | #)/;
/** As answers in a form that asks for it. */
const isNothing = /^(?:none|no|nothing|n\/a)\.?$/i;

/** What bots fold away in a request, and hosts squash into the message: the notes of what is updated. */
const folded = { begins: /^\s*<details\b/i, ends: /<\/details>\s*$/i };

/**
 * Whether a message says that it breaks something: in its first line, as an item of a list, or as a footer, which follows an empty
 * line, the subject, other footers or, as many write it, the end of a sentence. A sentence that happens to be broken
 * before these words says nothing, nor does what is quoted from others.
 */
function breaksSomething([subject = "", ...body]: readonly string[]): boolean {
  if (breaking.test(subject)) return true;
  let isAmongFooters = false;
  let before = "";
  let depth = 0;
  for (const [index, line] of body.entries()) {
    if (folded.begins.test(line)) depth += 1;
    if (folded.ends.test(line)) depth = Math.max(0, depth - 1);
    if (depth > 0) continue;
    const { item, what } = breaking.exec(line.trimEnd())?.groups ?? {};
    const isFooter = isAmongFooters || before === "" || /[.!?)]$/.test(before);
    if (breaking.test(line.trimEnd()) && (item || isFooter) && isTold(what ?? nextText(body, index + 1))) return true;
    isAmongFooters = line.trim() !== "" && (isAmongFooters || (before === "" && footer.test(line)));
    before = line.trim();
  }
  return false;
}

function nextText(lines: readonly string[], start: number): string {
  let index = start;
  while (lines[index]?.trim() === "") index += 1;
  const text = lines[index]?.trim() ?? "";
  return footer.test(text) ? "" : text;
}

/** Whether there is a word of what breaks, behind the colon or below it. */
const isTold = (what: string): boolean => what !== "" && !isNothing.test(what);

/** By the words of `git revert`, by the footer that the convention has for it, or as some put it behind the subject. */
function hashesTakenBack(subject: string, [, ...body]: readonly string[]): string[] {
  const named = /\breverts ([0-9a-f]{7,64})\)?$/.exec(subject)?.[1];
  const byGit = body.flatMap((line) => /^This reverts commit ([0-9a-f]{7,64})\b/.exec(line)?.[1] ?? []);
  const isRevert = /^revert\b/i.test(subject);
  const referred = body.filter((line) => isRevert && /^Refs?: /.test(line));
  return [...(named ? [named] : []), ...byGit, ...referred.flatMap((line) => line.match(/\b[0-9a-f]{7,64}\b/g) ?? [])];
}
