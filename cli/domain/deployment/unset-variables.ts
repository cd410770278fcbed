import type { ComposeModel } from "./compose-model.ts";

type Words = [text: string, hint: string];

/**
 * What is said of variables that Compose takes for an empty text. One that the files do not name stands in a value, as
 * `word` does in the password `pass$word`: it is part of a secret perhaps, and not told.
 */
export function unsetWarnings(raw: ComposeModel, unset: readonly string[]): Words[] {
  const names = new Set([...JSON.stringify(raw).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name));
  const named = unset.filter((name) => names.has(name));
  const warnings: Words[] = [];
  if (named.length > 0) warnings.push([`Compose takes an empty text for what is not set: ${named.join(", ")}`, setIt]);
  if (named.length < unset.length) warnings.push([inValue, quoteIt]);
  return warnings;
}

const setIt =
  "Set it in your shell or in .env, or write a value into the Compose file: `${NAME:-value}`. `$$` is a plain `$` there.";
const inValue = "a value of .env or an env_file has a `$`, which Compose takes for a variable that is not set";
const quoteIt = "Put the value into single quotes, in which `$` is a plain one.";
