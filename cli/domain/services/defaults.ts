import { firstWord, matchesOf, type Source } from "../packs/shared/scan.ts";
import { assumed, type Found } from "../packs/tree.ts";
import { backingServices } from "./all.ts";
import { formIn } from "./compose-told.ts";
import { handedTo } from "./handed.ts";
import type { BackingService, UrlForm } from "./service.ts";
import { withVariables } from "./tellings.ts";
import type { UsedService } from "./used-service.ts";

/** Variables that tell the address of a service, as what is taken without them says: `BROKER = env("BROKER", "amqp://…")`. */
export interface DefaultTold {
  variables: Found<string>[];
  url: UrlForm | undefined;
}

const schemes: Readonly<Record<string, RegExp>> = {
  postgres: /^postg(?:res(?:ql)?|is)(?:\+\w+)?$/,
  mysql: /^(?:mysql2?|mariadb)(?:\+\w+)?$/,
  mongodb: /^mongodb(?:\+srv)?$/,
  redis: /^rediss?$/,
  rabbitmq: /^amqps?$/,
};

/** The service that addresses with a protocol are of. */
export const kindOfScheme = (scheme: string): BackingService | undefined =>
  backingServices.find(({ name }) => schemes[name]?.test(scheme));

/** Read from the environment, as a field of settings, or by a function that is given both. */
const defaults = [
  /\benv\w{0,20}[.([{]{1,3}["']?([A-Z][A-Z0-9_]{2,60})\b["'\])]{0,3}(?:\s{0,9}\?\?|\s{0,9}\|\||,|\s{0,9}or\b)\s{0,9}["'`](([a-z][a-z0-9+]{2,20}):\/\/[^"'`\s]{1,200})["'`]/gi,
  /["']([A-Z][A-Z0-9_]{2,60})["'],\s{0,20}(?:default\s{0,3}=\s{0,3})?["'`](([a-z][a-z0-9+]{2,20}):\/\/[^"'`\s]{1,200})["'`]/g,
  /^ {4}([A-Z][A-Z0-9_]{2,60}): ?\w{1,30} ?= ?["'](([a-z][a-z0-9+]{2,20}):\/\/[^"'\s]{1,200})["']/gm,
  /^([A-Z][A-Z0-9_]{2,60})=["']?(([a-z][a-z0-9+]{2,20}):\/\/[^"'\s]{1,200})["']?$/gm,
  /\benv:"([A-Z][A-Z0-9_]{2,60})"[^`\n]{0,60}\b(?:default|envDefault|env-default):"(([a-z][a-z0-9+]{2,20}):\/\/[^"\s]{1,200})"/g,
];

/** `env.db()` of django-environ reads this one without saying so. */
const unsaid =
  /\benv\.(db)(?:_url)?\(\s{0,20}(?:default\s{0,3}=\s{0,3})?["'](([a-z][a-z0-9+]{2,20}):\/\/[^"'\s]{1,200})["']/g;

/** What people set, in a file for variables. */
const examples = /^([A-Z][A-Z0-9_]{2,60})=["']?(([a-z][a-z0-9+]{2,20}):\/\/[^"'\s]{1,200})/gm;

/** `settings` are files with values of variables, which count for those that the code reads. */
export function toldByDefault(
  sources: readonly Source[],
  settings: readonly Source[] = [],
): ReadonlyMap<BackingService, DefaultTold> {
  const found = new Map<BackingService, DefaultTold>();
  const shown = [...matchesOf(settings, examples)].filter(({ groups }) => firstWord(sources, groups[0] ?? ""));
  const read = [...[...defaults, unsaid].flatMap((pattern) => [...matchesOf(sources, pattern)]), ...shown];
  for (const { groups, at } of read) {
    const [said = "", value = "", scheme = ""] = groups;
    const variable = said === "db" ? "DATABASE_URL" : said;
    const kind = kindOfScheme(scheme);
    if (!kind || /(?:^|_)(?:TEST|SHADOW)/.test(variable)) continue;
    const known = found.get(kind) ?? { variables: [], url: formIn(value) };
    if (known.variables.every((one) => one.value !== variable)) known.variables.push({ value: variable, at });
    found.set(kind, known);
  }
  for (const { service, variable } of handedTo(sources)) {
    const kind = backingServices.find(({ name }) => name === service);
    const known = kind && (found.get(kind) ?? { variables: [], url: undefined });
    if (!kind || !known || known.variables.some(({ value }) => value === variable.value)) continue;
    known.variables.push(variable);
    found.set(kind, known);
  }
  return found;
}

/** What stands for its address without a variable says which variable that is. */
export function withDefaults(service: UsedService, taken: DefaultTold | undefined): UsedService {
  const { kind, variables, url } = service;
  const telling = kind.variables[`${kind.name.toUpperCase()}_URL`];
  if (!taken || !telling) return service;
  const further = taken.variables.filter(({ value }) => !(value in kind.variables));
  const read = variables.filter(({ at }) => at !== assumed);
  const known = taken.variables.filter(({ value }) => read.every((one) => one.value !== value));
  return {
    ...service,
    kind: withVariables(kind, Object.fromEntries(further.map(({ value }) => [value, telling]))),
    variables: [...read, ...known],
    url: taken.url ?? url,
  };
}
