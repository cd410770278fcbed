import { backingServices } from "../../services/all.ts";
import type { BackingService, Telling } from "../../services/service.ts";
import { type Said, tellingOf } from "../../services/tellings.ts";
import type { UsedService } from "../../services/used-service.ts";
import { type Found, lineAt } from "../tree.ts";
import { settingsFile, textsIn, variableOf } from "./appsettings.ts";

/** A setting that says a part of a service's address, and how its variable is told that. */
interface Part extends Found<string> {
  /** The keys above it. */
  section: readonly string[];
  said: Said;
  telling: Telling;
}

/** How people call a section that is about a service. */
const words: Readonly<Record<string, RegExp>> = {
  redis: /redis|^cache/i,
  rabbitmq: /rabbit|amqp|event_?bus|message_?(?:bus|broker)/i,
  mongodb: /mongo/i,
  postgres: /postgres|pgsql|npgsql/i,
  mysql: /mysql|mariadb/i,
};

const names: readonly [Exclude<Said, "url" | "address">, RegExp][] = [
  ["host", /^(?:host|hostname|hostnames|hosts|server|address|endpoint|url)$/i],
  ["port", /^port$/i],
  ["user", /^user(?:name|id)?$/i],
  ["password", /^pass(?:word)?$/i],
  ["database", /^(?:db|database)(?:name)?$/i],
];

/** What the settings say of a service piece by piece: nothing, if they do not say where it is. */
export function partsOf(texts: ReadonlyMap<string, string>, kind: BackingService): Part[] {
  const parts = [...texts].flatMap(([path, text]) =>
    settingsFile.test(path)
      ? textsIn(text).flatMap(({ keys, value, index }): Part[] => {
          const isItem = /^\d$/.test(keys.at(-1) ?? "");
          const [section, name = ""] = isItem ? [keys.slice(0, -2), keys.at(-2)] : [keys.slice(0, -1), keys.at(-1)];
          const isAbout = section.some((key) => words[kind.name]?.test(key));
          const said = isAbout ? saidBy(name, value) : undefined;
          const telling = said && tellingOf(kind, said);
          return said && telling
            ? [{ value: variableOf(keys), section, said, telling, at: `${path}:${lineAt(text, index)}` }]
            : [];
        })
      : [],
  );
  return parts.some(({ said }) => said === "host" || said === "address") ? parts : [];
}

/** What such a section is called for certain, whatever package speaks to the service. */
const surely: Readonly<Record<string, RegExp>> = { redis: /redis/i, rabbitmq: /rabbit|amqp/i, mongodb: /mongo/i };

/** Services that a section of the settings is about, by name and with more than one part of an address, of those that are not `known`. */
export const servicesIn = (texts: ReadonlyMap<string, string>, known: ReadonlySet<string>): UsedService[] =>
  backingServices.flatMap((kind): UsedService[] => {
    const name = surely[kind.name];
    if (!name || known.has(kind.name) || !kind.setup) return [];
    const parts = partsOf(texts, kind).filter(({ section }) => section.some((key) => name.test(key)));
    const [first] = parts;
    const isAddressed = new Set(parts.map(({ said }) => said)).size > 1 && parts.some(({ said }) => said === "host");
    return first && isAddressed
      ? [{ kind, at: first.at, variables: [], password: undefined, url: kind.url?.form }]
      : [];
  });

function saidBy(name: string, value: string): Said | undefined {
  const said = names.find(([, pattern]) => pattern.test(name))?.[0];
  if (said !== "host") return said;
  if (/^[\w.-]{1,60}:\d{2,5}$/.test(value)) return "address";
  return /^[\w.-]{1,60}$/.test(value) ? said : undefined;
}
