import type { Schema } from "./language.ts";
import { type Match, matchesOf, type Source } from "./scan.ts";

/** What the schemas of a program ask for, and what they do without. */
export interface Checked {
  required: Match[];
  optional: ReadonlySet<string>;
}

export function checkedBy(sources: readonly Source[], schemas: readonly Schema[]): Checked {
  const fields = fieldsIn(sources, schemas);
  const required = fields.filter(({ isOptional }) => !isOptional).map(({ found }) => found);
  const names = new Set(required.map(({ groups }) => groups[0]));
  const optional = fields.map(({ found }) => found.groups[0] ?? "").filter((name) => !names.has(name));
  return { required, optional: new Set(optional) };
}

const fieldsIn = (sources: readonly Source[], schemas: readonly Schema[]) =>
  schemas.flatMap((schema) =>
    sources
      .filter(({ text }) => schema.inFiles.test(text))
      .flatMap((source) => fieldsOf(source, schema, schema.madeOf ? otherClasses(sources, schema.madeOf) : noClass)),
  );

/** Names that stand in no file, since a beginning or capitals are added to those of fields, as if they were read where these are. */
export function namesAsRead(sources: readonly Source[], schemas: readonly Schema[]): Source[] {
  const found = fieldsIn(sources, schemas).map((one) => one.found);
  const lines = new Map<string, string[]>();
  for (const {
    at,
    groups: [name = ""],
  } of found) {
    const path = at.slice(0, at.lastIndexOf(":"));
    const own = lines.get(path) ?? [];
    own[lineIn(at) - 1] = `env ${name}`;
    lines.set(path, own);
  }
  return [...lines].map(([path, own]) => ({ path, text: Array.from(own, (line) => line ?? "").join("\n") }));
}

const propertyBefore = /^\s{0,40}(\w{1,60})\s{0,4}:\s{0,4}[\w.]{0,40}\(?\s{0,4}(?:process\.)?$/;

/** Reads that a schema of the same file gets by another name: `{ port: process.env.SHOP_PORT }` where `port` may be missing. */
export function handedOn(reads: readonly Match[], sources: readonly Source[], properties: readonly Schema[]): Match[] {
  const spared = new Map(
    sources.map((source) => {
      const fields = properties.flatMap((schema) => (schema.inFiles.test(source.text) ? fieldsOf(source, schema) : []));
      return [source.path, new Set(fields.flatMap(({ found, isOptional }) => (isOptional ? found.groups[0] : [])))];
    }),
  );
  return reads.filter(({ at, before }) => {
    const property = propertyBefore.exec(before)?.[1]?.toUpperCase();
    return property !== undefined && spared.get(at.slice(0, at.lastIndexOf(":")))?.has(property);
  });
}

const noClass: ReadonlySet<string> = new Set();

/** Classes that are made of classes of the program alone, none of which is made of this one: other data is called alike. */
function otherClasses(sources: readonly Source[], wanted: string): ReadonlySet<string> {
  const declared = [...matchesOf(sources, /^class (\w{1,80})(?:\(([^)]{0,2000})\))?:/gm)];
  const made = new Map(declared.map(({ groups: [name = "", of = ""] }) => [name, of.match(/\w+/g) ?? []]));
  const isMade = (name: string, seen: ReadonlySet<string>): boolean => {
    const of = made.get(name);
    if (name === wanted || of === undefined)
      return name === wanted || (!seen.has(name) && !/^(?:BaseModel|object)$/.test(name));
    return !seen.has(name) && of.some((one) => isMade(one, new Set([...seen, name])));
  };
  return new Set([...made.keys()].filter((name) => !isMade(name, new Set())));
}

function fieldsOf(source: Source, { field, optional, inClass, prefix, called, isCamel }: Schema, others = noClass) {
  const isIn = inClass ? linesOf(source, inClass, others) : () => true;
  const beginning = prefix?.exec(source.text)?.[1] ?? "";
  return [...matchesOf([source], field)]
    .filter(({ at }) => isIn(at))
    .map((found) => {
      const said = saidOf(source.text, found);
      const field = isCamel ? found.groups[0]?.replace(/(?<=[a-z0-9])[A-Z]/g, "_$&") : found.groups[0];
      const name = called?.exec(said)?.[1] ?? `${beginning}${field}`;
      return { found: { ...found, groups: [name.toUpperCase()] }, isOptional: optional.test(said) };
    });
}

const mostLines = 12;

/** A field may be written over several lines. */
function saidOf(text: string, { at, before, after }: Match): string {
  const lines = text.split("\n");
  const line = lineIn(at) - 1;
  const depth = depthOf(lines[line] ?? "");
  const next = lines.slice(line + 1, line + 1 + mostLines);
  const end = next.findIndex((one) => one.trim() === "" || depthOf(one) <= depth);
  const previous = lines.slice(Math.max(0, line - mostLines), line);
  const start = previous.findLastIndex((one) => !one.trim().startsWith("@")) + 1;
  const below = next.slice(0, end === -1 ? next.length : end);
  return [...previous.slice(start), `${before}${after}`, ...below].join("\n");
}

const depthOf = (line: string) => line.length - line.trimStart().length;

const lineIn = (at: string) => Number(at.split(":").at(-1));

/** Whether a place is in a class that is declared like this: the last one that begins before it. */
function linesOf(source: Source, declared: RegExp, others: ReadonlySet<string>): (at: string) => boolean {
  const classes = [...matchesOf([source], /^class (\w{1,80})/gm)];
  const wanted = new Set([...matchesOf([source], declared)].map(({ at }) => lineIn(at)));
  for (const { groups, at } of classes) if (others.has(groups[0] ?? "")) wanted.delete(lineIn(at));
  return (at) =>
    wanted.has(
      classes
        .findLast((one) => lineIn(one.at) < lineIn(at))
        ?.at.split(":")
        .map(Number)
        .at(-1) ?? 0,
    );
}
