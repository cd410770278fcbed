import { lineAt, type ProjectTree } from "../tree.ts";
import type { Language } from "./language.ts";

/** One source file, its comment lines blanked so that they prove nothing. */
export interface Source {
  path: string;
  text: string;
}

export interface Match {
  groups: string[];
  /** `server.ts:31` */
  at: string;
  /** What follows on the same line, or on the next one if nothing does. */
  after: string;
  before: string;
}

/** The sources of a program, the entry file first, then those nearest to the top. */
export function sourcesOf(tree: ProjectTree, language: Language, entry = ""): Source[] {
  const entries = new Set([entry, ...language.sourcesOf(entry)]);
  const rank = (path: string) => (entries.has(path) ? 0 : path.split("/").length);
  const run = tree.paths.filter((path) => {
    const text = tree.texts.get(path);
    return (
      text !== undefined &&
      (entries.has(path) || (isRun(path, language) && !isMinified(text) && !language.apart?.test(text)))
    );
  });
  const served = run.filter((path) => entries.has(path) || !language.ofPages?.test(path));
  const isServed = served.some((path) => /(?:^|\/)(?:server|index|app|main)\b/.test(path));
  return [...(isServed ? served : run)]
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((path) => ({ path, text: withoutComments(tree.texts.get(path) ?? "", language) }));
}

const longText = 20_000;
const longestLine = 1000;

/** A library that somebody put among the sources as a browser loads it. */
const isMinified = (text: string): boolean =>
  text.length > longText && text.length > longestLine * text.split("\n").length;

/** A folder with a dot is of some tool. */
const isRun = (path: string, { files, notRun, foldersNotRun }: Language) =>
  files.test(path) &&
  !notRun.test(path) &&
  !path
    .split("/")
    .some((part, index, { length }) => foldersNotRun.includes(part) || (index < length - 1 && /^\.[^.]/.test(part)));

/** Lines stay where they are. */
const blank = (text: string) => text.replace(/[^\n]/g, " ");

const withoutComments = (text: string, language: Language) =>
  withoutOwn(text.replace(language.comments, blank), language);

/** A text without what is read of something that only looks like the environment. */
export const withoutOwn = (text: string, { notRead }: Pick<Language, "notRead">): string =>
  notRead?.inFiles.test(text) ? text.replace(notRead.reads, blank) : text;

/** Every place where a pattern (with the flag g) matches. */
export function* matchesOf(sources: readonly Source[], pattern: RegExp): Generator<Match> {
  for (const { path, text } of sources) {
    for (const match of text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      yield {
        groups: match.slice(1).map((group) => group ?? ""),
        at: `${path}:${lineAt(text, match.index)}`,
        after: following(text, end),
        before: text.slice(text.lastIndexOf("\n", match.index) + 1, match.index),
      };
    }
  }
}

/** Formatters put what begins with `?` or `||` below what it belongs to. */
function following(text: string, from: number): string {
  const end = endOfLine(text, from);
  const rest = text.slice(from, end);
  return rest.trim() === "" ? text.slice(end + 1, endOfLine(text, end + 1)) : rest;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

/** The first place where a pattern matches. */
export const firstMatch = (sources: readonly Source[], pattern: RegExp): Match | undefined =>
  matchesOf(sources, pattern).next().value ?? undefined;

const lineOf = (text: string, index: number) => text.slice(text.lastIndexOf("\n", index) + 1, endOfLine(text, index));

const isPartOfWord = (character: string | undefined) => /\w/.test(character ?? "");

/** The first place, `server.ts:31`, where a word stands by itself, on a line like this if one is given. */
export function firstWord(sources: readonly Source[], word: string, line?: RegExp): string | undefined {
  for (const { path, text } of sources)
    for (let index = text.indexOf(word); index !== -1; index = text.indexOf(word, index + 1))
      if (
        !isPartOfWord(text[index - 1]) &&
        !isPartOfWord(text[index + word.length]) &&
        (line === undefined || line.test(lineOf(text, index)))
      )
        return `${path}:${lineAt(text, index)}`;
  return undefined;
}
