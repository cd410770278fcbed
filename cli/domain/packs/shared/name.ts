import { longestName } from "../../../core/dns-name.ts";
import { withoutTrailing } from "../../../core/text.ts";
import type { Found } from "../tree.ts";

/** The nearest valid name; undefined if nothing of it is left. */
export function validName(text: string): string | undefined {
  const plain = text
    .replace(/^@[^/]*\//, "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "");
  const lettered = /^\d/.test(plain) ? `app-${plain}` : plain;
  return withoutTrailing(lettered.slice(0, longestName), "-") || undefined;
}

/** Generators leave it where nobody filled it in. */
const placeholder = /^(?:REPLACE_ME|CHANGE_?ME|TODO)/;

/** Names that say only that a repository has several projects, or what a generator made. */
const ofNone = /^(?:@[^/]+\/)?(?:(?:.*-)?root|source|mono-?repo|workspaces?)$/;

const saysNothing = ({ value = "", at }: Found<string | undefined>) =>
  placeholder.test(value) || (at !== "folder" && ofNone.test(value));

/** The first candidate that gives a name; says what it was made from if it had to be changed. */
export function nameFrom(candidates: readonly Found<string | undefined>[]): Found<string> {
  for (const candidate of candidates) {
    const { value, at } = candidate;
    const name = value === undefined || saysNothing(candidate) ? undefined : validName(value);
    if (name) return { value: name, at: name === value ? at : `${at} "${value}"` };
  }
  return { value: "app", at: "assumed" };
}
