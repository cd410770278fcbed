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

/** The first candidate that gives a name; says what it was made from if it had to be changed. */
export function nameFrom(candidates: readonly Found<string | undefined>[]): Found<string> {
  for (const { value, at } of candidates) {
    const name = value === undefined || placeholder.test(value) ? undefined : validName(value);
    if (name) return { value: name, at: name === value ? at : `${at} "${value}"` };
  }
  return { value: "app", at: "assumed" };
}
