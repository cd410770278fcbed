import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, parseAllDocuments, stringify, type YAMLMap } from "yaml";

/** A value, and where it stands: the names of the keys that lead to it. */
export type Entry = readonly [path: readonly string[], value: string];

interface Edit {
  from: number;
  to: number;
  text: string;
}

/**
 * The text of a YAML file with these values in it. Nothing else changes, not even a byte of it: what a parser makes of numbers,
 * texts and anchors, and writes again, may be read as something else. Throws NotAMap if something else stands in the way.
 */
export function withValues(text: string, entries: readonly Entry[]): string {
  if (entries.length === 0) return text;
  const documents = documentsOf(text);
  const edits: Edit[] = [];
  let done = 0;
  for (const [path, value] of entries) {
    const next = editsOf(text, documents, path, value);
    if (done > 0 && ![...edits, ...next].every(isReplacement)) break;
    if (next.some((edit) => edits.some((other) => edit.from < other.to && other.from < edit.to))) break;
    edits.push(...next);
    done += 1;
  }
  return withValues(applied(text, edits), entries.slice(done));
}

/** What is replaced leaves all others where they are; where a key is added, the next one may belong elsewhere. */
const isReplacement = ({ from, to }: Edit): boolean => from < to;

const applied = (text: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((all, { from, to, text: put }) => all.slice(0, from) + put + all.slice(to), text);

/** What is to hold keys holds something else. */
export class NotAMap extends Error {
  readonly key: string;

  constructor(key: string) {
    super(`${key} does not hold keys and values`);
    this.key = key;
  }
}

const documentsOf = (text: string): Document[] => [
  ...parseAllDocuments(text, { uniqueKeys: false, keepSourceTokens: true, logLevel: "silent" }),
];

/** Helm 3 reads the first document, Helm 4 all of them over one another: those that have the key as well are changed. */
function editsOf(text: string, documents: readonly Document[], path: readonly string[], value: string): Edit[] {
  const [top = ""] = path;
  const changed = documents.filter(({ contents }, index) => index === 0 || (isMap(contents) && lastPair(contents, top)));
  if (changed.length > 0) return changed.map((document) => editOf(text, document, path, value));
  const end = text.length;
  return [{ from: end, to: end, text: append(text, block(path, value, "", lineBreakOf(text))).slice(end) }];
}

function editOf(text: string, document: Document, path: readonly string[], value: string): Edit {
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    const at = contents?.range?.[2] ?? text.length;
    return { from: at, to: at, text: append(text.slice(0, at), block(path, value, "", lineBreakOf(text))).slice(at) };
  }
  if (!isMap(contents)) throw new NotAMap("");
  return editIn(text, document, contents, path, value);
}

function editIn(text: string, document: Document, map: YAMLMap, path: readonly string[], value: string): Edit {
  const [name = "", ...below] = path;
  const pair = lastPair(map, name) ?? (below.length > 0 ? mergedPair(document, map, name) : undefined);
  if (!pair) return addition(text, map, path, value);
  const target = isAlias(pair.value) && below.length > 0 ? pair.value.resolve(document) : pair.value;
  if (isMap(target) && below.length > 0) return editIn(text, document, target, below, value);
  const isEmpty = target === null || target === undefined || (isScalar(target) && target.value === null);
  if (below.length > 0 && !isEmpty) throw new NotAMap(name);
  if (isMap(target) || isSeq(target)) throw new NotAMap(name);
  return replacement(text, pair, flow(below, value));
}

/** The last one of a name counts, and a merge behind it counts more: so Helm reads. */
function lastPair(map: YAMLMap, name: string): Pair | undefined {
  const isMerge = (pair: Pair) => keyOf(pair) === "<<";
  const found = map.items.findLast((pair) => keyOf(pair) === name || isMerge(pair));
  return found && !isMerge(found) ? found : undefined;
}

const keyOf = ({ key }: Pair): unknown => (isScalar(key) ? key.value : undefined);

/** The pair that a map takes from others. */
function mergedPair(document: Document, map: YAMLMap, name: string): Pair | undefined {
  const merges = map.items.filter((pair) => keyOf(pair) === "<<").map(({ value }) => value);
  const sources = merges.flatMap((value) => (isSeq(value) ? value.items.toReversed() : [value]));
  const maps = sources.map((source) => (isAlias(source) ? source.resolve(document) : source)).filter(isMap);
  for (const from of maps.toReversed()) {
    const found = lastPair(from, name) ?? mergedPair(document, from, name);
    if (found) return found;
  }
  return undefined;
}

/** Puts a value in the place of another one, or behind the colon and an anchor if there is none yet. */
function replacement(text: string, { key, value, srcToken }: Pair, put: string): Edit {
  const [from, to] = rangeOf(value);
  if (from < to) return { from, to: to, text: /[\r\n]$/.test(text.slice(from, to)) ? put + lineBreakOf(text) : put };
  const marks = (srcToken?.sep ?? []).filter(({ type }) => ["map-value-ind", "anchor", "tag"].includes(type));
  const last = marks.at(-1);
  const at = last ? last.offset + last.source.length : rangeOf(key)[1];
  return { from: at, to: at, text: last ? ` ${put}` : `: ${put}` };
}

/** Puts a new key behind the last one, where no merge counts more. */
function addition(text: string, map: YAMLMap, path: readonly string[], value: string): Edit {
  const last = map.items.at(-1);
  const [start, end] = rangeOf(map);
  if (map.flow && !last) return { from: start + 1, to: start + 1, text: flow(path, value).slice(1, -1) };
  const at = Math.max(rangeOf(last?.key)[1], rangeOf(last?.value)[1]);
  if (map.flow) return { from: at, to: at, text: `${text[at - 1] === ":" ? " " : ""}, ${flow(path, value).slice(1, -1)}` };
  const indent = " ".repeat(indentOf(map));
  const from = endOfLine(text, Math.max(at, end));
  return { from, to: from, text: append(text.slice(0, from), block(path, value, indent, lineBreakOf(text))).slice(from) };
}

const indentOf = ({ srcToken }: YAMLMap): number => (srcToken && "indent" in srcToken ? srcToken.indent : 0);

const rangeOf = (node: unknown): readonly [number, number] => {
  const range = (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range;
  return range ? [range[0], range[1]] : [0, 0];
};

/** Where the next line begins; here, if one begins here. */
function endOfLine(text: string, at: number): number {
  if (at === 0 || text[at - 1] === "\n") return at;
  const found = text.indexOf("\n", at);
  return found === -1 ? text.length : found + 1;
}

const append = (text: string, lines: string): string =>
  text === "" || text.endsWith("\n") ? text + lines : text + lineBreakOf(text) + lines;

const lineBreakOf = (text: string): string => (/\r?\n/.exec(text) ?? ["\n"])[0];

function block(path: readonly string[], value: string, indent: string, lineBreak: string): string {
  const [name = "", ...below] = path;
  const rest = below.length > 0 ? `${lineBreak}${block(below, value, `${indent}  `, lineBreak)}` : ` ${quoted(value)}${lineBreak}`;
  return `${indent}${plainKey(name)}:${rest}`;
}

function flow(path: readonly string[], value: string): string {
  const [name, ...below] = path;
  return name === undefined ? quoted(value) : `{${plainKey(name)}: ${flow(below, value)}}`;
}

const quoted = (value: string): string => JSON.stringify(value);
/** Quoted if parsers of YAML 1.1, which Helm is, take it for something else. */
const plainKey = (name: string): string => stringify(name, { version: "1.1" }).trimEnd();
