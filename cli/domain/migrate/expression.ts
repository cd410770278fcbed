import { coerce, satisfies } from "semver";
import { isServed, today } from "./api-versions.ts";

/** A condition of a template: words, and lists of them in brackets. */
type Term = string | readonly Term[];

/** What a condition comes to on a cluster of today: known, or what is left of it. */
export type Outcome = boolean | { left: string };

const word = /"[^"]*"|`[^`]*`|[()]|[^\s()"`]+/g;

/** Undefined where it asks the cluster for what only that knows. */
export function outcomeOf(condition: string): Outcome | undefined {
  const words: readonly string[] = condition.match(word) ?? [];
  if (words.includes("|")) return undefined;
  const { terms, rest } = termsIn(words);
  if (rest.length > 0) return undefined;
  return decide(terms);
}

function termsIn(words: readonly string[]): { terms: Term[]; rest: readonly string[] } {
  const terms: Term[] = [];
  let rest = words;
  while (rest.length > 0 && rest[0] !== ")") {
    const [first = "", ...others] = rest;
    if (first !== "(") {
      terms.push(first);
      rest = others;
      continue;
    }
    const inner = termsIn(others);
    if (inner.rest[0] !== ")") return { terms, rest };
    terms.push(inner.terms);
    rest = inner.rest.slice(1);
  }
  return { terms, rest };
}

/** What a cluster is asked of itself. */
export const asksCluster = (text: string): boolean => text.includes(".Capabilities.");

function decide(term: Term): Outcome | undefined {
  const text = written(term);
  if (!asksCluster(text)) return { left: text };
  if (typeof term === "string") return undefined;
  const [name, ...rest] = term;
  if (typeof name !== "string") return rest.length === 0 && name ? decide(name) : undefined;
  if (name === "and" || name === "or") return combine(name, rest);
  if (name === "not") return rest.length === 1 ? negated(decide(rest[0] as Term)) : undefined;
  if (/\.Capabilities\.APIVersions\.Has$/.test(name)) return isServed(unquoted(rest[0]));
  if (name === "semverCompare") return compare(unquoted(rest[0]));
  return undefined;
}

const unquoted = (term: Term | undefined): string => (typeof term === "string" ? term.slice(1, -1) : "");

function combine(name: "and" | "or", terms: readonly Term[]): Outcome | undefined {
  const outcomes = terms.map(decide);
  const decisive = name === "or";
  if (outcomes.includes(decisive)) return decisive;
  if (outcomes.includes(undefined)) return undefined;
  const left = outcomes.flatMap((outcome) => (typeof outcome === "object" ? [outcome.left] : []));
  if (left.length === 0) return !decisive;
  return { left: left.length === 1 ? (left[0] ?? "") : [name, ...left.map(inBrackets)].join(" ") };
}

function negated(outcome: Outcome | undefined): Outcome | undefined {
  if (typeof outcome === "object") return { left: `not ${inBrackets(outcome.left)}` };
  return outcome === undefined ? undefined : !outcome;
}

const inBrackets = (text: string) => (/\s/.test(text) ? `(${text})` : text);

const written = (term: Term): string =>
  typeof term === "string"
    ? term
    : term.map((inner) => (typeof inner === "string" ? inner : `(${written(inner)})`)).join(" ");

/** `>=1.14-0`: Helm's way to count pre-releases in. */
function compare(range: string): boolean | undefined {
  const plain = range.replace(/\b(\d{1,4}\.\d{1,4}(?:\.\d{1,4})?)-\w{1,20}/g, "$1").replaceAll(",", " ");
  return /\d/.test(plain) && coerce(plain) ? satisfies(today, plain) : undefined;
}
