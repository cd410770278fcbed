import type { Found } from "../tree.ts";
import { resolved, type Setting } from "./settings.ts";

/** Artifacts that speak to a database, by how its address calls it. */
const drivers: Readonly<Record<string, RegExp>> = {
  postgresql: /postgresql|reactive-pg-client|vertx-pg-client/,
  mysql: /mysql|mariadb/,
  mariadb: /mysql|mariadb/,
};

const speaks = /postgresql|mysql|mariadb|mssql|sqlserver|ojdbc|oracle|db2|cockroach|-pg-client/;

/** Databases that run inside of the program. */
const embedded: readonly string[] = ["h2", "hsqldb", "derby", "sqlite-jdbc"];

const isEmbedded = (name: string) => embedded.includes(name.replace(/^quarkus-jdbc-/, ""));

export interface Databases {
  /** The dependencies without drivers of databases that this configuration does not speak to. */
  dependencies: ReadonlySet<string>;
  /** The database in the program, if it uses one. */
  inside: Found<string> | undefined;
}

/**
 * A program may have drivers for several databases, and its configuration says which one is used. Without an address,
 * Spring takes the one that it can run by itself, and any other program the only one that it has.
 */
export function databasesOf(
  dependencies: ReadonlySet<string>,
  settings: readonly Setting[],
  isSpring: boolean,
): Databases {
  const addressed = settings.flatMap((setting) => {
    const kind = kindIn(setting, settings);
    return kind ? [{ value: kind, at: setting.at }] : [];
  });
  const own = [...dependencies].find(isEmbedded);
  const inside = addressed.find(({ value }) => /^(?:h2|hsqldb|hsql|derby|sqlite)$/.test(value));
  const kinds = addressed.map(({ value }) => value);
  const isOnly = isSpring || ![...dependencies].some((name) => speaks.test(name));
  if (kinds.length === 0 && !(own && isOnly)) return { dependencies, inside: undefined };
  const unused = Object.values(drivers).filter(
    (driver) => !kinds.some((kind) => drivers[kind] === driver || drivers[kind]?.source === driver.source),
  );
  return {
    dependencies: new Set(
      [...dependencies].filter(
        (name) => !unused.some((driver) => driver.test(name)) && (inside || kinds.length === 0 || !isEmbedded(name)),
      ),
    ),
    inside:
      inside ??
      (kinds.length === 0 && own ? { value: own, at: `dependency ${own}, no address is configured` } : undefined),
  };
}

function kindIn({ key, value }: Setting, settings: readonly Setting[]): string | undefined {
  if (key.endsWith(".dbkind")) return value.toLowerCase().replace(/^(?:pg|pgsql)$/, "postgresql");
  if (key.endsWith("console.path") || !/url$|uri$/.test(key)) return undefined;
  const address = resolved(value, settings) ?? value;
  return /\b(?:jdbc|r2dbc):(?:tc:|p6spy:|pool:)?([a-z0-9]{2,20}):/.exec(address)?.[1];
}
