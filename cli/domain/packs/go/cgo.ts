import { firstMatch, firstWord, type Source } from "../shared/scan.ts";

/** Where a program shows that a compiler of C is needed to build it. */
export const cgoOf = (requires: ReadonlySet<string>, sources: readonly Source[]): string | undefined =>
  firstMatch(sources, importOfC)?.at ?? cgoModule(requires, sources);

const importOfC = /^[ \t]{0,9}(?:import[ \t]{1,9})?"(C)"[ \t]{0,9}$/gm;

/** Modules and packages that are made of C, or bring one that is. */
const madeOfC = [
  "github.com/mattn/go-sqlite3",
  "gorm.io/driver/sqlite",
  "github.com/jinzhu/gorm/dialects/sqlite",
  "github.com/mutecomm/go-sqlcipher",
  "github.com/marcboeker/go-duckdb",
  "github.com/confluentinc/confluent-kafka-go",
  "github.com/chai2010/webp",
];

function cgoModule(requires: ReadonlySet<string>, sources: readonly Source[]): string | undefined {
  const required = madeOfC.find((name) => [...requires].some((one) => one === name || one.startsWith(`${name}/v`)));
  if (required) return `dependency ${required}`;
  return madeOfC.flatMap((name) => firstWord(sources, name) ?? [])[0];
}
