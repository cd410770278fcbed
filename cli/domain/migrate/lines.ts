/** A template line by line: YAML that Helm's language is mixed into, so that no YAML parser reads it. */
export interface Line {
  text: string;
  /** Undefined for a line that is blank, a comment, or only Helm's. */
  entry: Entry | undefined;
  /** How many `if`, `with` and `range` it is inside of. */
  depth: number;
}

/** `key: value`, also behind the dash of a list. */
export interface Entry {
  /** Of the key, so that what follows below a dash has the same. */
  indent: number;
  isItem: boolean;
  key: string;
  value: string;
}

const entryPattern = /^( *)(- +)?("?)([\w./-]+)\3:(?: (.*))?$/;
const opening = /\{\{-? *(?:if|with|range|define|block)\b/g;
const closing = /\{\{-? *end\b/g;

export function linesOf(text: string): Line[] {
  let depth = 0;
  return text.split("\n").map((line) => {
    const before = depth;
    depth += count(line, opening) - count(line, closing);
    return { text: line, entry: entryOf(line), depth: Math.min(before, depth) };
  });
}

const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;

function entryOf(line: string): Entry | undefined {
  if (/^ *(?:#|\{\{)/.test(line)) return undefined;
  const [, space = "", dash = "", , key, value = ""] = entryPattern.exec(line) ?? [];
  if (key === undefined) return undefined;
  return {
    indent: space.length + dash.length,
    isItem: dash !== "",
    key,
    value: withoutQuotes(withoutComment(value).trim()),
  };
}

/** One behind quotes or inside of a template is looked at by nobody. */
const withoutComment = (value: string) => (/["'{]/.test(value) ? value : (value.split(" #", 1)[0] ?? ""));

const withoutQuotes = (value: string) => /^(["'])([^"']*)\1$/.exec(value)?.[2] ?? value;

export const textOf = (lines: readonly Line[]): string => lines.map(({ text }) => text).join("\n");

/** Where the block below a line ends: at the first entry that stands no deeper. */
export function endOfBlock(lines: readonly Line[], start: number): number {
  const { indent = 0 } = lines[start]?.entry ?? {};
  const end = lines.findIndex((line, index) => index > start && isOutside(line, indent));
  return end === -1 ? lines.length : end;
}

const isOutside = ({ text, entry }: Line, indent: number) =>
  entry ? startOf(entry) <= indent && !isOwnItem(entry, indent) : /^---/.test(text);

/** A dash stands in front of its key; a list may stand as deep as the key that it belongs to. */
const startOf = ({ indent, isItem }: Entry) => (isItem ? indent - 2 : indent);
const isOwnItem = ({ indent, isItem }: Entry, above: number) => isItem && indent > above;

/** The entry of this key that stands directly below the line; -1 if there is none. */
export function childOf(lines: readonly Line[], parent: number, key: string): number {
  const end = endOfBlock(lines, parent);
  const indent = childIndent(lines, parent, end);
  return lines.findIndex(
    ({ entry }, index) => index > parent && index < end && entry?.key === key && entry.indent === indent,
  );
}

/** How deep the entries directly below a line stand; undefined where there are none. */
export const childIndent = (lines: readonly Line[], parent: number, end = endOfBlock(lines, parent)) =>
  lines.slice(parent + 1, end).find(({ entry }) => entry)?.entry?.indent;

/** The entries of the same map as this line's, this one included, by their place. */
export function siblingsOf(lines: readonly Line[], place: number): number[] {
  const own = lines[place]?.entry;
  if (!own) return [];
  const isEnd = ({ text, entry }: Line) => (entry ? entry.indent < own.indent : /^---/.test(text));
  let start = place;
  while (start > 0 && !isFirst(lines[start], own.indent) && !isEnd(lines[start - 1] as Line)) start -= 1;
  let end = place + 1;
  while (end < lines.length && !isEnd(lines[end] as Line) && !isFirst(lines[end], own.indent)) end += 1;
  return lines.flatMap(({ entry }, index) =>
    index >= start && index < end && entry?.indent === own.indent ? [index] : [],
  );
}

/** A dash begins the next map of a list. */
const isFirst = (line: Line | undefined, indent: number) =>
  line?.entry?.isItem === true && line.entry.indent === indent;
