import { backingServices } from "../../services/all.ts";
import { withVariables } from "../../services/tellings.ts";
import type { UsedService } from "../../services/used-service.ts";
import type { Survey } from "../shared/survey.ts";
import { assumed, type Found, lineAt } from "../tree.ts";
import { settingsFile, type Text, textsIn, variableOf } from "./appsettings.ts";
import { partsOf, servicesIn } from "./sections.ts";

/** A connection string of appsettings.json: the variable that takes its place, and the database that it is of. */
export interface Connection extends Found<string> {
  of: string | undefined;
}

const sqlServer = "sqlserver";
export const sqlite = "SQLite";

/**
 * A program tells its database by connection strings with names of its own. What its settings hold says which database they are of; without
 * that, all are of the one that it has.
 */
export function withConnections(survey: Survey, texts: ReadonlyMap<string, string>): Survey {
  const known = connectionsIn(texts);
  const read = survey.variables.filter(isString);
  const others = read.filter(({ value }) => !known.some((one) => one.value === value) && !isWord(value, texts));
  const shown = [...survey.services, ...servicesIn(texts, new Set(survey.services.map(({ kind }) => kind.name)))];
  const services = shown.map((service) => inParts(toldBy(service, known, others, survey.services), texts));
  const told = new Set(services.flatMap(({ variables }) => variables.map(({ value }) => value)));
  return {
    ...survey,
    services,
    variables: survey.variables.filter(
      (found) => !told.has(found.value) && !(isString(found) && isWord(found.value, texts)),
    ),
  };
}

const isString = ({ value }: { value: string }) =>
  value.startsWith("CONNECTIONSTRINGS__") || /CONNECTION_?STRING$/.test(value);

function toldBy(
  service: UsedService,
  known: readonly Connection[],
  read: readonly Found<string>[],
  all: readonly UsedService[],
): UsedService {
  const isOf = ({ value }: Found<string>, { kind: { name } }: UsedService) =>
    !ofSql.has(name) && value.includes(name.toUpperCase());
  const own = [
    ...known.filter(({ of }) => of === service.kind.name),
    ...[...read, ...known.filter(({ of }) => of === undefined)].filter((found) => isOf(found, service)),
  ];
  // What was left out, since packages alone spoke of it, is set up where the settings name it.
  const kind = backingServices.find(({ name }) => own.length > 0 && name === service.kind.name) ?? service.kind;
  const isSql = ofSql.has(kind.name);
  const telling =
    kind.variables.DATABASE_URL ??
    kind.variables.REDIS_ADDR ??
    kind.variables[kind.name === sqlServer ? "MSSQL_URL" : `${kind.name.toUpperCase()}_URL`];
  if (!telling || !(kind.setup || isSql) || service.variables.some(({ at }) => at !== assumed)) return service;
  const rival = isSql && own.length === 0 ? known.find(({ of }) => of && ofSql.has(of)) : undefined;
  if (rival) return withoutSetup(service, `the settings name ${rival.of} (${rival.at})`);
  const isOnly = isSql && all.filter((one) => ofSql.has(one.kind.name)).length === 1;
  const unknown = [...known.filter(({ of }) => of === undefined), ...read].filter(
    (found) => !all.some((one) => isOf(found, one)),
  );
  const strings = own.length > 0 ? own : isOnly ? unknown : [];
  if (strings.length === 0) return service;
  const { optional, ...used } = service;
  const named = Object.fromEntries(strings.map(({ value }) => [value, telling]));
  return {
    ...used,
    kind: { ...kind, variables: { ...kind.variables, ...named } },
    variables: strings.map(({ value, at }) => ({ value, at })),
  };
}

/** Its settings have a section for it, as `"RabbitMq": { "Host": "localhost" }`. */
function inParts(service: UsedService, texts: ReadonlyMap<string, string>): UsedService {
  if (service.variables.some(({ at }) => at !== assumed)) return service;
  const { optional, ...used } = service;
  const kind = backingServices.find(({ name }) => name === service.kind.name);
  const parts = kind?.setup ? partsOf(texts, kind) : [];
  if (!kind || parts.length === 0) return service;
  return {
    ...used,
    kind: withVariables(kind, Object.fromEntries(parts.map(({ value, telling }) => [value, telling]))),
    variables: parts.map(({ value, at }) => ({ value, at })),
  };
}

/** Its settings name another database, so what a package alone shows is not set up. */
function withoutSetup({ kind: { setup, ...kind }, ...service }: UsedService, why: string): UsedService {
  return { ...service, kind, variables: [], optional: why };
}

/** What only a connection string of each has in it. */
const databases: readonly [of: string, pattern: RegExp][] = [
  [sqlite, /^(?:data ?source|filename) ?= ?[^;=]{0,200}(?:\.(?:db|sqlite3?|db3)\b|:memory:)/i],
  // SQL Server is told its port behind a comma.
  ["postgres", /^postgres(?:ql)?:\/\/|\bhost ?=|\bport ?= ?543\d\b|\buser(?: ?id|name)? ?= ?postgres\b/i],
  ["mongodb", /^mongodb(?:\+srv)?:\/\//i],
  ["rabbitmq", /^amqps?:\/\//i],
  ["redis", /^(?:rediss?:\/\/|[\w.-]{1,60}:6379\b)/i],
  ["mysql", /\buid ?=|\bport ?= ?3306\b|;\s?user ?=|\bsslmode ?=/i],
  [
    sqlServer,
    /\b(?:initial catalog|integrated security|trusted_connection|trustservercertificate|user id) ?=|\(localdb\)/i,
  ],
];
const ofSql: ReadonlySet<string> = new Set([sqlite, "postgres", "mysql", sqlServer]);

/** Every text of the settings that is a connection string, or stands where one belongs. */
export function connectionsIn(texts: ReadonlyMap<string, string>): Connection[] {
  const found = new Map<string, Connection>();
  for (const [path, text] of texts) {
    if (!settingsFile.test(path)) continue;
    const texts = textsIn(text);
    const providers = providersIn(texts);
    for (const { keys, value, index } of texts) {
      const isOne = databases.find(([, pattern]) => pattern.test(value))?.[0];
      const of = isOne && ofSql.has(isOne) ? (providers.get(sectionOf(keys)) ?? isOne) : isOne;
      const isPlace = keys.at(-2)?.toLowerCase() === "connectionstrings" && isOpen(keys, value);
      if (of === undefined && !isPlace) continue;
      const variable = variableOf(keys);
      found.set(variable, { value: variable, at: `${path}:${lineAt(text, index)}`, of });
    }
  }
  for (const one of namedIn(texts)) if (!found.has(one.value)) found.set(one.value, one);
  return [...found.values()];
}

/** Nothing, or a word for what people are to write there. */
const isOpen = (keys: readonly string[], value: string) =>
  value === "" || (/connection_?string$/i.test(keys.at(-1) ?? "") && /^[\w <>{}-]{1,60}$/.test(value));

/** Clients of .NET Aspire are told the name of a connection string: `builder.AddRedisClient("cache")`. */
const clients: readonly [of: string, pattern: RegExp][] = [
  ["redis", /\.AddRedis(?:Client|DistributedCache|OutputCache)\(\s{0,40}"([\w-]{1,60})"/g],
  ["postgres", /\.AddNpgsql(?:DbContext<\w{1,80}>|DataSource)\(\s{0,40}"([\w-]{1,60})"/g],
  [sqlServer, /\.AddSqlServer(?:DbContext<\w{1,80}>|Client)\(\s{0,40}"([\w-]{1,60})"/g],
  ["rabbitmq", /\.AddRabbitMQ(?:Client|EventBus)\(\s{0,40}"([\w-]{1,60})"/gi],
  ["mongodb", /\.AddMongoDBClient\(\s{0,40}"([\w-]{1,60})"/g],
];

const namedIn = (texts: ReadonlyMap<string, string>): Connection[] =>
  [...texts].flatMap(([path, text]) =>
    path.endsWith(".cs")
      ? clients.flatMap(([of, pattern]) =>
          [...text.matchAll(pattern)].map(({ 1: name = "", index }) => ({
            value: `CONNECTIONSTRINGS__${name.replaceAll("-", "_").toUpperCase()}`,
            at: `${path}:${lineAt(text, index)}`,
            of,
          })),
        )
      : [],
  );

const sectionOf = (keys: readonly string[]) => keys.slice(0, -1).join("__");

const kinds: readonly [of: string, name: RegExp][] = [
  ["postgres", /^(?:postgres|postgresql|npgsql|pgsql)$/i],
  ["mysql", /^(?:mysql|mariadb)$/i],
  [sqlServer, /^(?:ms_?sql|sql_?server)$/i],
  [sqlite, /^sqlite$/i],
];

/** `"Provider": "PostgreSQL"` beside a connection string: what is in that may be of more than one database. */
const providersIn = (texts: readonly Text[]): ReadonlyMap<string, string> =>
  new Map(
    texts.flatMap(({ keys, value }) => {
      const isProvider = /^(?:db|database)?(?:provider|type|kind|engine)$/i.test(keys.at(-1) ?? "");
      const of = isProvider ? kinds.find(([, name]) => name.test(value))?.[0] : undefined;
      return of ? [[sectionOf(keys), of] as const] : [];
    }),
  );

/** A word among the connection strings says something else, such as which database is used. */
const isWord = (variable: string, texts: ReadonlyMap<string, string>): boolean =>
  [...texts].some(
    ([path, text]) =>
      settingsFile.test(path) &&
      textsIn(text).some(
        ({ keys, value }) =>
          keys.join("__").toUpperCase() === variable && /^[\w.-]{1,60}$/.test(value) && !isOpen(keys, value),
      ),
  );
