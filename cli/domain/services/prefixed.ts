import { matchesOf, type Source } from "../packs/shared/scan.ts";
import type { Found } from "../packs/tree.ts";
import type { BackingService, Telling } from "./service.ts";

/** Variables of a service that begin with a name of the project's own: `SHOP_DB_HOST`. */
export interface Prefixed {
  variables: Found<string>[];
  tellings: Record<string, Telling>;
}

const word = /\b([A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){2,7})\b/g;

/** What stands beside a variable where one is read. */
const readsEnvironment = /env|config|setting|viper|flag/i;

/** Databases of tests, values that nobody sets, and what a browser is told. */
const others =
  /(?:^|_)(?:TESTS?|TESTING|E2E|CI|DEV|DEMO|DEFAULT|EXAMPLE|SHADOW|OLD|LEGACY|REPLICA|READ|MIN|MAX|ERR|ERROR|INVALID|VITE|PUBLIC)(?:_|$)/;
const ofAddress = /(?:UR[LI]|DSN|HOST|HOSTNAME|SERVER|ADDR|ADDRESS|CONNECTION_STRING|CONN_STRING|CONN_STR)$/;

/** The words that may be such variables, where they stand first. */
export function prefixedWords(sources: readonly Source[], isSetting: (path: string) => boolean): Map<string, string> {
  const found = new Map<string, string>();
  for (const source of sources)
    for (const { groups, at, before, after } of matchesOf([source], word)) {
      const [name = ""] = groups;
      if (!found.has(name) && !others.test(name) && (isSetting(source.path) || readsEnvironment.test(before + after)))
        found.set(name, at);
    }
  return found;
}

/** Those of one beginning that tell an address, and what belongs to it. */
export function prefixedVariables(kind: BackingService, words: ReadonlyMap<string, string>): Prefixed | undefined {
  const groups = new Map<string, [name: string, telling: Telling][]>();
  for (const name of words.keys())
    for (let index = name.indexOf("_"); index !== -1; index = name.indexOf("_", index + 1)) {
      const known = name.slice(index + 1);
      const telling = known.includes("_") ? kind.variables[known] : undefined;
      const beginning = name.slice(0, index);
      if (telling) groups.set(beginning, [...(groups.get(beginning) ?? []), [name, telling]]);
    }
  const [group] = [...groups.values()]
    .filter((names) => names.some(([name]) => ofAddress.test(name)))
    .sort((a, b) => b.length - a.length);
  return (
    group && {
      variables: group.map(([name]) => ({ value: name, at: words.get(name) ?? "" })),
      tellings: Object.fromEntries(group),
    }
  );
}
