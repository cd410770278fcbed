import type { Found, ProjectTree } from "../tree.ts";
import type { FileAlone, Language } from "./language.ts";
import { firstMatch, matchesOf, type Source } from "./scan.ts";

/** A file of variables that a program ends without, and that no image has: its name, and the variables that only count where it names them. */
export interface VariablesFile extends Found<string> {
  keys: readonly Found<string>[];
  /** How what reads it would take what the environment says; undefined if it does. */
  takesNoEnvironment: string | undefined;
}

/** What Git has is in the image, unless it is called like a file of secrets. */
const isSecret = /^\.env(?:\.|$)/;

/** The one that a program is started with while it is developed. */
export function variablesFileOf(
  sources: readonly Source[],
  { variables: { file } }: Language,
  { paths }: ProjectTree,
): VariablesFile | undefined {
  for (const pattern of file?.reads ?? [])
    for (const { groups, at } of matchesOf(sources, pattern)) {
      const said = (groups.find(Boolean) ?? ".env").replace(/^\.\//, "");
      const value = said.includes(".") ? said : `${said}.env`;
      const isBeside = /^[\w.-]+$/.test(value);
      if (isBeside && (isSecret.test(value) || !paths.includes(value)))
        return {
          value,
          at,
          keys: file ? keysIn(sources, file.keys) : [],
          takesNoEnvironment: isAlone(sources, file?.alone) ? file?.alone?.remedy : undefined,
        };
    }
  return undefined;
}

const isAlone = (sources: readonly Source[], alone: FileAlone | undefined) =>
  alone !== undefined && firstMatch(sources, alone.reads) !== undefined && !firstMatch(sources, alone.unless);

function keysIn(sources: readonly Source[], pattern: RegExp | undefined): Found<string>[] {
  const found = new Map<string, string>();
  for (const { groups, at } of pattern ? matchesOf(sources, pattern) : [])
    if (groups[0] && !found.has(groups[0])) found.set(groups[0], at);
  return [...found].map(([value, at]) => ({ value, at }));
}

/** Variables that it would have had; `known` are told in other ways. */
export const variablesIn = (
  file: VariablesFile | undefined,
  known: Pick<ReadonlySet<string>, "has">,
): Found<string>[] => (file?.keys ?? []).filter(({ value }) => !known.has(value));
