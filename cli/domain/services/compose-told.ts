import { environmentOf, waitsFor } from "../packs/shared/compose-file.ts";
import { assumed, type ComposeFile, type Found, type ProjectTree } from "../packs/tree.ts";
import { kindOfImage } from "./images.ts";
import type { BackingService, Telling, UrlForm } from "./service.ts";
import { composeFilesOf } from "./settings-files.ts";
import { reactiveTelling, type Said, tellingOf, withVariables } from "./tellings.ts";
import type { UsedService } from "./used-service.ts";

/** A backing service of the Compose file, and by which variables the program is told of it there. */
export interface ComposeTold {
  kind: BackingService;
  at: string;
  variables: Found<string>[];
  tellings: Record<string, Telling>;
  /** The form of the URL that is written there. */
  url: UrlForm | undefined;
}

/** What the Compose files of the project's people tell its program: they run it so, whatever its code looks like. */
export const toldByCompose = (tree: ProjectTree): ComposeTold[] => composeFilesOf(tree).flatMap((file) => toldBy(file));

type Service = ComposeFile["services"][number];

function toldBy(file: ComposeFile): ComposeTold[] {
  const known = file.services.map((service) => ({ service, kind: kindOf(service) }));
  const others = known.filter(({ kind, service }) => !kind && !isTool(service)).map(({ service }) => service);
  // Beside programs of the project's own, what images of others are told says nothing of it.
  const built = others.filter(([, { build }]) => build);
  const programs = built.length > 0 ? built : others;
  const given = programs.flatMap(([, said]) =>
    environmentOf(said).map(([name, value]) => [name, literal(value)] as const),
  );
  return known.flatMap(({ service, kind }) => (kind ? (toldOf(file, service, kind, given) ?? []) : []));
}

const kindOf = ([, { image }]: Service): BackingService | undefined => kindOfImage(String(image ?? ""));

/** What a Compose file tells the program counts, and what else it reads is told as well. */
export function withComposeTold(service: UsedService, given: ComposeTold | undefined): UsedService {
  if (!given) return service;
  const { isPrefixed, ...read } = service;
  const others = service.variables.filter(
    ({ value, at }) => at !== assumed && given.variables.every((one) => one.value !== value),
  );
  return {
    ...read,
    kind: withVariables(service.kind, given.tellings),
    variables: [...given.variables, ...(isPrefixed ? [] : others)],
    url: given.url ?? service.url,
  };
}

/** Where the Compose file runs a service that the one it builds of this project waits for. */
export function neededImage({ composed }: ProjectTree, kind: BackingService): string | undefined {
  const own = composed?.services.find(([, { build }]) => build)?.[1];
  const found = composed?.services.find(
    (service) => kindOf(service)?.name === kind.name && own && waitsFor(own, service[0]),
  );
  return composed && found && lineOf(composed, `${found[0]}:`);
}

/** What people look into a service with. */
const isTool = ([, { image }]: Service) =>
  /\b(?:adminer|phpmyadmin|pgadmin4?|mongo-express|redis-commander|redisinsight|kafka-ui|kafdrop|exporter)\b/.test(
    String(image ?? ""),
  );

/** An image of others that the Compose file runs, and of which it tells a program that it builds. */
export interface OtherImage extends Found<string> {
  image: string;
  variables: string[];
}

/** What runs beside the program in its Compose file, and no pack and no service is made of. */
export const otherImages = (tree: ProjectTree): OtherImage[] =>
  composeFilesOf(tree).flatMap((file) => {
    const built = file.services.filter(([, { build }]) => build);
    const given = built.flatMap(([, said]) =>
      environmentOf(said).map(([name, value]) => [name, literal(value)] as const),
    );
    return file.services.flatMap((service): OtherImage[] => {
      const [name, { image, build }] = service;
      if (build || kindOf(service) || isTool(service)) return [];
      const variables = given
        .filter(([variable, value]) => addressIn(variable, value, name))
        .map(([variable]) => variable);
      return variables.length > 0
        ? [{ value: name, image: String(image), variables, at: lineOf(file, `${name}:`) }]
        : [];
    });
  });

/** `${DB_HOST:-db}` is db, unless somebody says otherwise. */
const literal = (value: string) => value.replace(/\$\{\w{1,80}:?-([^{}]{0,200})\}/g, "$1");

type Given = readonly (readonly [name: string, value: string])[];

function toldOf(file: ComposeFile, service: Service, kind: BackingService, given: Given): ComposeTold | undefined {
  const [name, said] = service;
  const own = environmentOf(said).map(([variable, value]) => [variable, literal(value)] as const);
  const hosts = [name, said.container_name, said.hostname].filter((host) => typeof host === "string");
  const addresses = given.flatMap(([variable, value]) => {
    const said = hosts.flatMap((host) => addressIn(variable, value, host) ?? [])[0];
    return said ? [{ variable, value, said }] : [];
  });
  if (addresses.length === 0) return undefined;
  const beginnings = addresses.map(({ variable }) => beginningOf(variable));
  const parts = given.flatMap(([variable, value]) => {
    const isBeside = beginnings.includes(beginningOf(variable));
    const isPlain = kind.setup?.isSql && ofTls.test(variable) && off.test(value);
    const said = isPlain ? "kind" : isBeside ? partIn(variable, value, { kind, own }) : undefined;
    return said ? [{ variable, value, said }] : [];
  });
  const all = [...addresses, ...parts.filter(({ variable }) => !addresses.some((one) => one.variable === variable))];
  const tellings = all.flatMap(({ variable, value, said }): [string, Telling][] => {
    const telling =
      said === "kind"
        ? { compose: value, chart: JSON.stringify(value) }
        : value.startsWith("r2dbc:")
          ? reactiveTelling(kind)
          : tellingOf(kind, said);
    return telling ? [[variable, telling]] : [];
  });
  if (tellings.length === 0 && kind.setup) return undefined;
  return {
    kind,
    at: lineOf(file, `${name}:`),
    variables: [...new Set(all.map(({ variable }) => variable))].map((value) => ({ value, at: lineOf(file, value) })),
    tellings: Object.fromEntries(tellings),
    url: addresses.flatMap(({ value }) => formIn(value) ?? [])[0],
  };
}

const beginningOf = (variable: string) => variable.slice(0, variable.lastIndexOf("_") + 1);

/** Whether a database is spoken to by TLS, which none beside the program is. */
const ofTls = /(?:^|_)(?:DB|DATABASE|PG|POSTGRES(?:QL)?|MYSQL)_?(?:[A-Z_]{0,20}_)?(?:SSL|TLS)/;
const off = /^(?:false|0|no|off|disabled?|prefer|allow)$/i;

/** Called like what says which kind of service it is. */
export const kindVariable = /(?:TYPE|DRIVER|DIALECT|ENGINE|CLIENT|CONNECTION|BACKEND|PROVIDER|VENDOR|ADAPTER)$/i;

function addressIn(variable: string, value: string, host: string): Said | undefined {
  if (value === host) return kindVariable.test(variable) ? undefined : "host";
  // .NET's client of Redis takes options behind a comma.
  if (value.startsWith(`${host}:`) && /^:\d{2,5}(?:,[^\s]{0,200})?$/.test(value.slice(host.length))) return "address";
  if (hostOfPairs(value) === host) return "url";
  const [, after = ""] = /^(?:jdbc:|r2dbc:)?[a-z][a-z0-9+.-]{1,30}:\/\/(?:[^@\s/]{0,200}@)?(.*)$/.exec(value) ?? [];
  return after.startsWith(host) && /^(?:$|[:/?])/.test(after.slice(host.length)) ? "url" : undefined;
}

/** `Server=db;Database=shop;User Id=sa;` of .NET, with the port behind a comma or a colon. */
const hostOfPairs = (value: string) =>
  /^[a-z ]{1,40}=[^;]{0,200};/i.test(value)
    ? /(?:^|;)\s{0,4}(?:server|host|data source|address|addr)\s{0,4}=\s{0,4}(?:tcp:)?([\w.-]{1,100})/i.exec(value)?.[1]
    : undefined;

/** By a variable that is called like a part of an address, and has the value that the service was given for it. */
function partIn(
  variable: string,
  value: string,
  { kind, own }: { kind: BackingService; own: Given },
): Said | "kind" | undefined {
  const isGiven = (key: RegExp) => own.some(([name, set]) => key.test(name) && set === value);
  if (/PASS(?:WORD)?$|PWD$/i.test(variable)) return isGiven(/PASS(?:WORD)?$/i) ? "password" : undefined;
  if (/USER(?:NAME)?$/i.test(variable))
    return isGiven(/USER(?:NAME)?$/i) || /^root$|^postgres$|^\$\{?\w{0,60}USER/.test(value) ? "user" : undefined;
  if (/PORT$/i.test(variable)) return value === kind.setup?.words?.SERVICE_PORT ? "port" : undefined;
  if (kindVariable.test(variable)) return isCalled(kind, value) ? "kind" : undefined;
  return /NAME$|DB$|DATABASE$/i.test(variable) && isGiven(/DB$|DATABASE$|_NAME$/i) ? "database" : undefined;
}

export const isCalled = ({ name, images = [], prisma = "" }: BackingService, value: string) =>
  /^[a-z0-9_.+-]{1,40}$/i.test(value) &&
  [name, prisma, ...images, ...(name === "postgres" ? ["pg", "pgsql"] : [])].some(
    (word) => word !== "" && value.toLowerCase().startsWith(word),
  );

/** `postgresql+asyncpg://user:password@db:5432/shop?sslmode=disable`, with words in place of what it names. */
export function formIn(value: string): UrlForm | undefined {
  const [, scheme, query = ""] =
    /^([a-z][a-z0-9+.-]{1,30}):\/\/[^:@\s/]{1,100}:[^@\s/]{1,100}@[^/\s]{1,100}\/[\w-]{1,100}(\?[\w=&.-]{1,200})?$/.exec(
      value,
    ) ?? [];
  if (scheme) return `${scheme}://%[1]s:%[2]s@%[3]s:%[4]v/%[5]s${withoutVersion(query)}`;
  // Without a password it says at least by what it is spoken to.
  const [, special] = /^(postgis|[a-z]{4,12}\+[a-z0-9]{2,20}):\/\//.exec(value) ?? [];
  return special && `${special}://%[1]s:%[2]s@%[3]s:%[4]v/%[5]s`;
}

/** Doctrine asks a database for its version that no address names. */
const withoutVersion = (query: string) =>
  query.replace(/([?&])serverVersion=[^&]{0,40}(&|$)/, (_, before: string, after: string) => (after ? before : ""));

/** Where a line begins with these words, else where they stand. */
function lineOf({ path, text }: ComposeFile, words: string): string {
  const lines = text.split("\n").map((line) => line.trim().replace(/^(?:- )?["']?/, ""));
  const index = lines.findIndex((line) => line.startsWith(words));
  return `${path}:${
    1 +
    (index === -1
      ? Math.max(
          lines.findIndex((line) => line.includes(words)),
          0,
        )
      : index)
  }`;
}
