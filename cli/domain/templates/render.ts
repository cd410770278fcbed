/** Texts of templates, by their paths in `templates/`. */
export type Templates = ReadonlyMap<string, string>;

/** Words that stand in templates for what import found out. */
export type Tokens = Readonly<Record<string, string>>;

/** Not within a word: a program's own variable may be called `MAIL__SENDER__NAME`. A word may begin with one. */
const token = /(?<!\w)__([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)__/g;
const lineOfToken = /^([ \t]*)__([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)__\n/gm;

/** The tokens that stand in a template. */
export const tokensIn = (template: string): string[] => [...template.matchAll(token)].map((match) => match[1] ?? "");

/**
 * Fills a template. A token alone on its line takes a fragment: its lines get the same indentation, and an empty one
 * leaves no line. Templates hold no other logic. A token that nobody knows is a bug of ours.
 */
export function render(template: string, tokens: Tokens): string {
  return template
    .replace(lineOfToken, (_, indent: string, name: string) => indented(tokenValue(tokens, name), indent))
    .replace(token, (_, name: string) => tokenValue(tokens, name));
}

function tokenValue(tokens: Tokens, name: string): string {
  const value = tokens[name];
  if (value === undefined) throw new Error(`a template names the unknown token __${name}__`);
  return value;
}

const indented = (fragment: string, indent: string) =>
  fragment === ""
    ? ""
    : fragment
        .trimEnd()
        .split("\n")
        .map((line) => `${line && indent}${line}\n`)
        .join("");

/** A list on one line, as YAML, JSON and a Dockerfile all write it. */
export const listOf = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
