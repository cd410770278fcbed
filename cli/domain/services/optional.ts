import { firstMatch, matchesOf, type Source } from "../packs/shared/scan.ts";
import { tasksAtOnce } from "../packs/shared/tasks-at-once.ts";
import { assumed, type Found } from "../packs/tree.ts";
import { backingServices } from "./all.ts";
import { wholeUrl } from "./parts.ts";
import type { BackingService, Ecosystem } from "./service.ts";
import { oneOfStores } from "./stores.ts";
import type { Dependencies, UsedService } from "./used-service.ts";

const sqlite: Readonly<Partial<Record<Ecosystem, RegExp>>> = {
  npm: /^(?:better-|@[\w-]{1,40}\/)?sqlite3$|^@libsql\/client$|^sql\.js$/,
  go: /^(?:github\.com\/(?:mattn\/go-sqlite3|glebarez\/(?:go-)?sqlite)|modernc\.org\/sqlite|gorm\.io\/driver\/sqlite|zombiezen\.com\/go\/sqlite)$/,
  nuget:
    /^(?:microsoft\.entityframeworkcore\.sqlite|microsoft\.data\.sqlite|system\.data\.sqlite(?:\.core)?|freesql\.provider\.sqlite(?:core)?|litedb)$/,
  maven: /^(?:sqlite-jdbc|h2|hsqldb)$/,
  packagist: /^ext-(?:pdo_)?sqlite3?$/,
  cargo: /^(?:rusqlite|sqlx\/sqlite|diesel\/sqlite|sea-orm\/sqlx-sqlite)$/,
};

const databases: ReadonlySet<string> = new Set(["postgres", "mysql", "mongodb", "sqlserver"]);

/** A variable that turns a service on, where it stands. */
export type Switch = (kind: BackingService) => Found<string> | undefined;

/**
 * A program may work with one of several databases, or only look at those of others. What nothing but its package speaks of
 * is then not set up: `isRun` tells of what a Compose file of the project's people runs.
 */
export function withOptional(
  services: readonly UsedService[],
  { ecosystem, names }: Dependencies,
  isRun: (service: UsedService) => boolean,
  switchOf: Switch,
  sources: readonly Source[],
): UsedService[] {
  const byDefault = sqliteByDefault(sources) ?? (ecosystem === "pypi" ? undefined : sqliteAddress(sources));
  const lite =
    [...names].find((name) => sqlite[ecosystem]?.test(name)) ??
    (ecosystem === "pypi" ? sqliteIn(sources) : undefined) ??
    byDefault;
  // Files in S3 are a choice of most programs that keep any, and say nothing of the rest.
  const guessed = services.filter(
    (service) => isGuessed(service) && !isRun(service) && !isOfFramework(service) && service.kind.name !== "s3",
  );
  const alike = guessed.filter(({ kind }) => databases.has(kind.name));
  const run = services.find((service) => databases.has(service.kind.name) && isRun(service));
  const many = guessed.length > 2 ? guessed : alike.length > 1 ? alike : [];
  const chosen = chosenIn(sources, guessed);
  const likeIt = [databases, stores].find((names) => names.has(chosen?.name ?? ""));
  const alternatives = guessed.filter(({ kind }) => likeIt?.has(kind.name));
  return services.map((service) => {
    if (isUnspoken(service, ecosystem) && !isRun(service) && service.kind.name !== chosen?.name)
      return optional(service, "nothing but its package speaks of it, and no variable of a common name is read");
    const choice = isRun(service) ? undefined : oneOfStores(service.kind, sources);
    if (choice) return optional(service, `${choice} is one of several stores, of which one needs no server`);
    const kept = service.kind.name === "s3" && !isRun(service) ? keptBeside(sources) : undefined;
    if (kept)
      return optional(service, `files are kept on the program's own disk unless it is told otherwise (${kept})`);
    const atOnce = isRun(service) || !isQueueAlone(service) ? undefined : tasksAtOnce(sources);
    if (atOnce) return optional(service, `tasks are done at once unless ${atOnce.value} (${atOnce.at}) says otherwise`);
    const memory =
      stores.has(service.kind.name) && isGuessed(service) && !isRun(service) ? inMemory(sources) : undefined;
    if (memory) return optional(service, `what it would keep is in memory, unless it is told so (${memory})`);
    const turned = isRun(service) ? undefined : switchOf(service.kind);
    if (turned) return optional(service, `${turned.value} (${turned.at}) turns it on`);
    const isDatabase = databases.has(service.kind.name) && !isRun(service);
    if (isDatabase && run && isShared(service))
      return optional(service, `the Compose file runs ${run.kind.name} in its place`);
    const other = isDatabase ? services.find((one) => isTakenFor(service, one)) : undefined;
    if (other)
      return optional(service, `what it would be told by may as well be ${other.kind.name}'s, of which more is read`);
    // An address alone changes nothing where the kind has a word of its own.
    const isAlternative = isDatabase && lite && (byDefault !== undefined || !readsUrl(service));
    if (isAlternative) return optional(service, `the program has ${lite} too, and nothing says which it uses`);
    if (chosen && chosen.name !== service.kind.name && alternatives.includes(service))
      return optional(service, `the program takes ${chosen.name} (${chosen.at}), unless it is told another one`);
    if (!many.includes(service) || readsByItself(service, names)) return service;
    return optional(service, `of ${namesOf(many)} the program has the packages, and reads no variable of theirs`);
  });
}

/** Python has SQLite by itself; Django's settings may come from a variable that nothing names. */
function sqliteIn(sources: readonly Source[]): string | undefined {
  const said = firstMatch(sources, /\bdb\.backends\.sqlite3\b|["']sqlite(?:\+\w{1,20})?:\/\/\//g);
  const isTold =
    /\bdj_database_url\b|\benv\.db(?:_url)?\(|\bdb\.backends\.(?:postgresql|mysql)|\bpostgis\b|ENGINE["'],\s{0,9}(?:default\s{0,3}=\s{0,3})?["']django\.db\.backends\./g;
  return said && !firstMatch(sources, isTold) ? `SQLite (${said.at})` : undefined;
}

/** What a program takes that is not told which kind of database it has. */
function sqliteByDefault(sources: readonly Source[]): string | undefined {
  const found = firstMatch(
    sources,
    /\b(?:default|envDefault|env-default):"(sqlite3?)"|\b\w{0,20}(?:dialect|driver|db_?type|engine)\b[^\n]{0,80}\b(?:default|envDefault|env-default):"(bolt|bbolt|badger|file|memory)"|\b\w{0,20}(?:dialect|driver|(?:db|database)[_-]?(?:type|engine|kind|mode|client))["'`]?\]?\s{0,4}(?:,|\|\||\?\?)\s{0,4}(?:default=\s{0,4})?["'`](sqlite3?)["'`]|\bDEFAULT_(?:DATABASE|DB)_\w{2,10}\s{0,4}=\s{0,4}["'](sqlite3?)["']|^ {4}\w{0,20}(?:dialect|driver|(?:db|database)_?(?:type|engine|kind))\s{0,3}:\s{0,3}\w{1,30}\s{0,3}=\s{0,3}["'](sqlite3?)["']/gim,
  );
  return found && `${found.groups[1] ? "a store of its own" : "SQLite"} (${found.at})`;
}

/** The same where its address says it: `process.env.DATABASE_URL ?? "file:./shop.db"`. */
function sqliteAddress(sources: readonly Source[]): string | undefined {
  const found = firstMatch(
    sources,
    /\b[A-Z_]{0,30}(?:DATABASE|DB)_(?:URL|URI|DSN|PATH)\b["'\])]{0,3}(?:\s{0,9}\?\?|\s{0,9}\|\||,)\s{0,9}["'`](?:sqlite3?:|libsql:|file:)/g,
  );
  return found && `SQLite (${found.at})`;
}

/** Where an option for where files are kept stands that names the disk: `get_env("UPLOAD_STORAGE", "local")`. */
const keptBeside = (sources: readonly Source[]): string | undefined =>
  firstMatch(
    sources,
    /\b\w{0,30}(?:STORAGE|UPLOADS?)(?:_?(?:TYPE|BACKEND|DRIVER|ENGINE|ADAPTER|PROVIDER|MODE))?\b["'`\])]{0,3}\s{0,9}(?:,|\|\||\?\?)\s{0,9}(?:default\s{0,3}=\s{0,3})?["'`](?:local|disk|files?|fs|filesystem)["'`]/gi,
  )?.at;

const stores: ReadonlySet<string> = new Set(["redis", "memcached"]);

/** An option for where data are kept, and what it is without being told: `flag.String("database", "memcached", "…")`. */
function chosenIn(
  sources: readonly Source[],
  services: readonly UsedService[],
): { name: string; at: string } | undefined {
  const option =
    /["'](?:database|db|store|storage|backend)(?:[-_](?:type|backend|driver|engine))?["']\s{0,9},\s{0,9}(?:default\s{0,3}=\s{0,3})?["'](\w{2,20})["']/g;
  for (const { groups, at } of matchesOf(sources, option)) {
    const kind = services.find(({ kind: { name, images = [] } }) => [name, ...images].includes(groups[0] ?? ""))?.kind;
    if (kind) return { name: kind.name, at };
  }
  return undefined;
}

/** An address that stands for the program's own memory, where one for a server may stand: `memory://`. */
const inMemory = (sources: readonly Source[]) =>
  firstMatch(sources, /\bdefault\w{0,10}["']?\s{0,3}[,:=]\s{0,3}["'](memory):\/\/["']/g)?.at;

/** Told where tasks wait, and nothing else. */
const isQueueAlone = ({ kind, variables }: UsedService) =>
  variables.some(({ at }) => at !== assumed) &&
  variables.every(({ value, at }) => at === assumed || kind.besides?.includes(value) === true);

/** Told by nothing, or by variables that may as well be those of another database. */
const isShared = ({ kind, variables }: UsedService) =>
  variables.every(
    ({ value, at }) =>
      at === assumed ||
      backingServices.some(
        (other) => databases.has(other.name) && other.name !== kind.name && value in other.variables,
      ),
  );

/** What some part of a program may use: a hook, a search, a second cache. */
const parts: ReadonlySet<string> = new Set(["rabbitmq", "kafka", "nats", "elasticsearch", "memcached"]);

/** Whose packages are told by the program, and read no variable of their own. */
const tellAll: ReadonlySet<Ecosystem> = new Set(["pypi", "npm", "go", "cargo", "packagist"]);

/** Files may as well be kept elsewhere, as most programs let one choose; of the rest no address would reach the program. */
const isUnspoken = (service: UsedService, ecosystem: Ecosystem) =>
  isGuessed(service) &&
  (service.kind.name === "s3" || (parts.has(service.kind.name) && tellAll.has(ecosystem) && !isOfFramework(service)));

/** Every variable of the one may be another's, which reads others besides. */
const isTakenFor = ({ kind, variables }: UsedService, other: UsedService) =>
  databases.has(other.kind.name) &&
  other.kind.name !== kind.name &&
  variables.length > 0 &&
  variables.every(({ value, at }) => at !== assumed && value in other.kind.variables) &&
  other.variables.filter(({ value, at }) => at !== assumed && !(value in kind.variables)).length > variables.length;

const namesOf = (services: readonly UsedService[]) => services.map(({ kind }) => kind.name).join(", ");

const isGuessed = ({ at, variables }: UsedService) =>
  at.startsWith("dependency ") && variables.every((variable) => variable.at === assumed);

/** What brings a client for it into a framework reads its settings without saying so. */
const isOfFramework = ({ at, kind }: UsedService) =>
  !databases.has(kind.name) && /^dependency (?:quarkus|micronaut|spring-boot-starter|spring-cloud-starter)-/.test(at);

const ofRecords = ["rails", "activerecord"];

/** Active Record takes the address of its database from DATABASE_URL, and Sidekiq its own, where no settings say another. */
const readsByItself = ({ kind }: UsedService, names: ReadonlySet<string>) =>
  (databases.has(kind.name) && ofRecords.some((name) => names.has(name))) ||
  (kind.name === "redis" && names.has("sidekiq"));

/** A whole address in a variable of a common name is what such a program is run by. */
const readsUrl = ({ kind, variables, isPrefixed }: UsedService) =>
  !isPrefixed && variables.some(({ value, at }) => at !== assumed && kind.variables[value]?.compose === wholeUrl);

export function optional({ kind: { setup, ...kind }, ...service }: UsedService, why: string): UsedService {
  return { ...service, kind, variables: service.variables.filter(({ at }) => at !== assumed), optional: why };
}
