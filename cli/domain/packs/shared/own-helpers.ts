import type { OwnHelpers } from "./language.ts";
import { type Match, matchesOf, type Source } from "./scan.ts";

/** What is read by a function of the project's own that is told whether it has to be there: `read("A_KEY", true)`. */
export function flagged(sources: readonly Source[], helpers: OwnHelpers | undefined): Match[] {
  const names = helpers ? namesOf(sources, helpers.flagged) : new Set();
  if (!helpers || names.size === 0) return [];
  return [...matchesOf(sources, helpers.flagOn)].flatMap((match) => {
    const [called = "", name = ""] = match.groups;
    return names.has(called) ? [{ ...match, groups: [name] }] : [];
  });
}

/** Whether a read is handed to a function of the project's own that goes on without it: `listOf(process.env.SITES)`. */
export function handedToLenient(sources: readonly Source[], helpers: OwnHelpers | undefined): (read: Match) => boolean {
  const names = helpers ? namesOf(sources, helpers.lenient) : new Set();
  return ({ before, after }) => {
    const called = /(\w{2,40})\(\s{0,40}(?:process\.)?$/.exec(before)?.[1];
    return called !== undefined && names.has(called) && /^\s{0,9}\)/.test(after);
  };
}

const namesOf = (sources: readonly Source[], patterns: readonly RegExp[]): ReadonlySet<string> =>
  new Set(patterns.flatMap((pattern) => [...matchesOf(sources, pattern)].map(({ groups: [name = ""] }) => name)));
