import { exampleOf } from "../../services/settings-files.ts";
import type { UsedService } from "../../services/used-service.ts";
import { firstMatch, type Source } from "../shared/scan.ts";
import { type Found, lineAt, type ProjectTree } from "../tree.ts";
import type { Composer } from "./composer.ts";
import type { Framework } from "./frameworks.ts";

/** What every image of PHP has; a word after `ext-` is written in small letters here. */
const builtIn = new Set([
  ...[
    "core",
    "ctype",
    "curl",
    "date",
    "dom",
    "fileinfo",
    "filter",
    "ftp",
    "hash",
    "iconv",
    "json",
    "libxml",
    "mbstring",
  ],
  ...[
    "mysqlnd",
    "openssl",
    "pcre",
    "pdo",
    "pdo_sqlite",
    "phar",
    "posix",
    "random",
    "readline",
    "reflection",
    "session",
  ],
  ...["simplexml", "sodium", "spl", "sqlite3", "standard", "tokenizer", "xml", "xmlreader", "xmlwriter", "zlib"],
]);

/** What code calls, and the extension that has it. */
const uses: readonly [extension: string, pattern: RegExp][] = [
  [
    "pdo_mysql",
    /["'](mysql):(?:host|unix_socket|dbname|["'])|\b(pdo_mysql)\b|["']driver["']\s*=>\s*(?:env\(["']\w{1,60}["'],\s{0,9})?["'](mysql)["']|["']driver["']\s*=>\s*(?:[\w\\]{1,60}\\)?(Mysql)::class/gi,
  ],
  [
    "pdo_pgsql",
    /["'](pgsql):(?:host|dbname|["'])|\b(pdo_pgsql)\b|["']driver["']\s*=>\s*(?:env\(["']\w{1,60}["'],\s{0,9})?["'](pgsql)["']|["']driver["']\s*=>\s*(?:[\w\\]{1,60}\\)?(Postgres)::class/gi,
  ],
  ["mysqli", /\b(mysqli)(?:_\w{1,40})?\s{0,3}\(|["']dbdriver["']\s*=>\s*["'](mysqli)["']/gi],
  ["mysql", /(?<![\w>:$'"])(mysql_(?:connect|query|pconnect))\s?\(/g],
  ["pgsql", /(?<![\w>:$'"])(pg_(?:connect|pconnect))\s?\(/g],
  ["gd", /(?<![\w>:$'"])(image(?:create\w{0,20}|jpeg|png|copy\w{0,20}))\s?\(/g],
  [
    "intl",
    /\bnew \\?(NumberFormatter|IntlDateFormatter|Collator)\b|(?<![\w>:$'"])(numfmt_\w{1,30}|idn_to_ascii)\s?\(/g,
  ],
  ["redis", /\bnew \\?(Redis)\s?\(/g],
  ["memcached", /\bnew \\?(Memcached)\s?\(/g],
  ["zip", /\bnew \\?(ZipArchive)\b/g],
  ["soap", /\bnew \\?(SoapClient|SoapServer)\b/g],
  ["bcmath", /(?<![\w>:$'"])(bc(?:add|sub|mul|div|mod|pow|comp))\s?\(/g],
  ["exif", /(?<![\w>:$'"])(exif_\w{1,30})\s?\(/g],
  ["imagick", /\bnew \\?(Imagick)\b/g],
  ["ldap", /(?<![\w>:$'"])(ldap_connect)\s?\(/g],
  ["imap", /(?<![\w>:$'"])(imap_open)\s?\(/g],
  ["mongodb", /\bnew \\?(MongoDB\\\w{1,40}|MongoDB\\Driver\\Manager)\b/g],
  ["amqp", /\bnew \\?(AMQPConnection)\b/g],
  ["sockets", /(?<![\w>:$'"])(socket_create)\s?\(/g],
  ["pcntl", /(?<![\w>:$'"])(pcntl_\w{1,30})\s?\(/g],
  ["gettext", /(?<![\w>:$'"])(bindtextdomain)\s?\(/g],
  ["mcrypt", /(?<![\w>:$'"])(mcrypt_\w{1,40})\s?\(/g],
];

/** Packages that need an extension without asking for it. */
const ofPackages: Readonly<Record<string, string>> = {
  "doctrine/mongodb-odm": "mongodb",
  "mongodb/mongodb": "mongodb",
  "mongodb/laravel-mongodb": "mongodb",
  "symfony/amqp-messenger": "amqp",
};

/** The extensions that the image needs beside those that it has, each once, with what says so. */
export function extensionsOf(
  tree: ProjectTree,
  composer: Composer,
  framework: Framework,
  sources: readonly Source[],
): Found<string>[] {
  const database = databaseOf(tree, framework);
  const found = [
    ...asked(composer),
    ...Object.entries(ofPackages).flatMap(([name, value]) =>
      name in composer.requires ? [{ value, at: composer.at(name) }] : [],
    ),
    ...(database?.value ? [database] : []),
    ...(database ? [] : ofShownPort(tree, sources)),
    ...used(withoutChoices(sources, framework)).filter(({ value }) => !database || !value.startsWith("pdo_")),
    ...(framework.extensions ?? []).map((value) => ({ value, at: framework.name })),
  ].filter(({ value }) => !builtIn.has(value));
  return found.filter(({ value }, index) => found.findIndex((other) => other.value === value) === index);
}

/** A service that something else than the code speaks of needs an extension too, unless a package speaks to it. */
const ofServices: Readonly<Record<string, { extensions: readonly string[]; packages: RegExp }>> = {
  mysql: { extensions: ["pdo_mysql", "mysqli", "mysql"], packages: /(?!)/ },
  postgres: { extensions: ["pdo_pgsql", "pgsql"], packages: /(?!)/ },
  redis: { extensions: ["redis"], packages: /redis/ },
  memcached: { extensions: ["memcached"], packages: /memcache/ },
  mongodb: { extensions: ["mongodb"], packages: /(?!)/ },
};

export const extensionsFor = (
  services: readonly UsedService[],
  extensions: readonly Found<string>[],
  { requires }: Composer,
): Found<string>[] =>
  services.flatMap(({ kind, at }) => {
    const { extensions: known = [], packages } = ofServices[kind.name] ?? {};
    const isThere = extensions.some(({ value }) => known.includes(value));
    const isSpoken = Object.keys(requires).some((name) => packages?.test(name));
    return known[0] === undefined || isThere || isSpoken ? [] : [{ value: known[0], at }];
  });

const asked = ({ requirements }: Composer): Found<string>[] =>
  requirements.flatMap(({ requires, at }) =>
    Object.keys(requires)
      .filter((name) => name.startsWith("ext-"))
      .map((name) => ({
        value: name
          .slice("ext-".length)
          .toLowerCase()
          .replace(/^zend-/, ""),
        at,
      })),
  );

const portsOfDatabases: Readonly<Record<string, string>> = { 3306: "pdo_mysql", 5432: "pdo_pgsql" };

/** A package may speak to the database, by variables whose example shows where such a one listens. */
function ofShownPort(tree: ProjectTree, sources: readonly Source[]): Found<string>[] {
  const read = firstMatch(sources, /["']((?:DB|DATABASE)_PORT)["']/g);
  const value = portsOfDatabases[exampleOf(tree, read?.groups[0] ?? "DB_PORT") ?? ""];
  return read && value ? [{ value, at: read.at }] : [];
}

const used = (sources: readonly Source[]): Found<string>[] =>
  uses.flatMap(([value, pattern]) => {
    const match = firstMatch(sources, pattern);
    return match ? [{ value, at: match.at }] : [];
  });

/** Laravel's settings name every database that it knows, and the environment says which is used. */
const withoutChoices = (sources: readonly Source[], { name }: Framework) =>
  name === "Laravel" || name === "Lumen" ? sources.filter(({ path }) => !path.startsWith("config/")) : sources;

/** How a framework is told its database: in files with variables that are part of the project. */
const settings: readonly [file: string, variable: RegExp][] = [
  [".env.example", /^DB_(?:CONNECTION|DRIVER)=["']?(\w+)/m],
  [".env", /^DATABASE_URL=["']?(\w+):/m],
  [".env.dist", /^DATABASE_URL=["']?(\w+):/m],
  ["config/database.php", /["']default["']\s*=>\s*env\(\s*["']DB_(?:CONNECTION|DRIVER)["']\s*,\s*["'](\w+)["']/],
];

const drivers: Readonly<Record<string, string>> = {
  mysql: "pdo_mysql",
  mariadb: "pdo_mysql",
  pgsql: "pdo_pgsql",
  postgres: "pdo_pgsql",
  postgresql: "pdo_pgsql",
};

/** The first setting decides; one of SQLite needs nothing. */
function databaseOf({ texts }: ProjectTree, { name }: Framework): Found<string> | undefined {
  if (!["Laravel", "Lumen", "Symfony"].includes(name)) return undefined;
  for (const [file, variable] of settings) {
    const text = texts.get(file) ?? "";
    const match = variable.exec(text);
    if (match) return { value: drivers[match[1] ?? ""] ?? "", at: `${file}:${lineAt(text, match.index)}` };
  }
  return undefined;
}
