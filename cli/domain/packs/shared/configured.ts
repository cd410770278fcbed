import { backingServices } from "../../services/all.ts";
import type { BackingService, Telling } from "../../services/service.ts";
import { type Said, tellingOf, withVariables } from "../../services/tellings.ts";
import type { UsedService } from "../../services/used-service.ts";
import { assumed, type Found } from "../tree.ts";
import type { Survey } from "./survey.ts";

/** A line of the files that a program is configured by, and the variable that takes its place. */
export interface Setting extends Found<string> {
  /** In small letters, from the outside to the inside. */
  keys: readonly string[];
  variable: string;
}

/** What the files say that a program is configured by: where it listens, and the services that it uses. */
export function configuredBy(settings: readonly Setting[], survey: Survey): Survey {
  if (settings.length === 0) return survey;
  const listening = Object.fromEntries(settings.flatMap((setting) => listeningOf(setting)));
  const services = toldBySettings(survey.services, settings);
  const told = new Set(services.flatMap(({ variables }) => variables.map(({ value }) => value)));
  return {
    ...survey,
    environment: { ...survey.environment, ...listening },
    loopback: isTold(survey.loopback, settings) ? undefined : survey.loopback,
    services,
    variables: survey.variables.filter(({ value }) => !told.has(value)),
  };
}

/** It stands in the code, which the settings take the place of, or where a variable does. */
const isTold = (place: string | undefined, settings: readonly Setting[]): boolean => {
  const listening = settings.filter((setting) => listeningOf(setting).length > 0);
  return (
    listening.length > 0 && place !== undefined && (isCode.test(place) || listening.some(({ at }) => at === place))
  );
};

const isCode = /\.(?:rs|go):/;

/** Sections that speak of others than the program itself. */
const ofOthers =
  /^(?:databases?|db|postgres(?:ql)?|pg|mysql|redis|cache|queue|mail(?:er)?|smtp|email\w*|nats|kafka|s3)$/;

/** The variable that has the program listen for everybody, at the port that its settings say. */
function listeningOf({ keys, value, variable }: Setting): [name: string, value: string][] {
  const name = keys.at(-1) ?? "";
  if (
    keys.slice(0, -1).some((key) => ofOthers.test(key)) ||
    !/^(?:(?:bind|listen)_?)?(?:host|addr|address|ip|bind|listen)$/.test(name)
  )
    return [];
  const port = /^(?:127\.0\.0\.1|0\.0\.0\.0|localhost|\[::1?\]|::1?)(:\d{2,5})?$/.exec(value);
  return port ? [[variable, `0.0.0.0${port[1] ?? ""}`]] : [];
}

/** By which words an address begins. */
const schemes: Readonly<Record<string, RegExp>> = {
  postgres: /^postgres(?:ql)?:\/\//,
  mysql: /^(?:mysql|mariadb):\/\//,
  mongodb: /^mongodb:\/\//,
  redis: /^rediss?:\/\//,
  rabbitmq: /^amqps?:\/\//,
  nats: /^nats:\/\//,
};

/** What a section of each may be called; one for databases is of the only one that the program speaks to. */
const sections: Readonly<Record<string, RegExp>> = {
  postgres: /^(?:postgres(?:ql)?|pg|databases?|db|sql)$/,
  mysql: /^(?:mysql|mariadb|databases?|db|sql)$/,
  mongodb: /^(?:mongo(?:db)?)$/,
  redis: /^(?:redis|cache)$/,
  rabbitmq: /^(?:rabbitmq|rabbit|amqp)$/,
  nats: /^nats$/,
};

const parts: readonly [name: RegExp, said: Said][] = [
  [/^(?:url|uri|dsn|connection_string|database_url)$/, "url"],
  [/^(?:host|hostname)$/, "host"],
  [/^port$/, "port"],
  [/^(?:user|username|user_name)$/, "user"],
  [/^(?:password|pass)$/, "password"],
  [/^(?:name|database|db|dbname|db_name|database_name)$/, "database"],
];

/** No database beside the program is spoken to by TLS. */
const ofTls = /^(?:require_|use_|enable_)?(?:ssl|tls)$/;
const withoutTls: Telling = { compose: "false", chart: '"false"' };

function toldBySettings(services: readonly UsedService[], settings: readonly Setting[]): UsedService[] {
  const found = backingServices.flatMap((kind) => {
    const used = services.find((service) => service.kind.name === kind.name);
    const told = settings.flatMap((setting) => toldOf(kind, setting, used !== undefined));
    const isAddressed = told.some(({ said }) => said === "url" || said === "host");
    return isAddressed ? [withTold(used ?? unknownBefore(kind, told[0]?.setting), told)] : [];
  });
  const others = services.filter(({ kind }) => !found.some((service) => service.kind.name === kind.name));
  return [...found, ...others];
}

const unknownBefore = (kind: BackingService, setting: Setting | undefined): UsedService => ({
  kind,
  at: setting?.at ?? assumed,
  variables: [],
  password: undefined,
  url: kind.url?.form,
});

interface Told {
  setting: Setting;
  said: Said | "tls";
  telling: Telling;
}

/** An address shows by itself whose it is; a part of one has to stand in a section of a service that the program uses. */
function toldOf(kind: BackingService, setting: Setting, isUsed: boolean): Told[] {
  const { keys, value } = setting;
  const inSection = keys.slice(0, -1).some((key) => sections[kind.name]?.test(key));
  const isTls = inSection && isUsed && kind.setup?.isSql && value === "true" && ofTls.test(keys.at(-1) ?? "");
  if (isTls) return [{ setting, said: "tls", telling: withoutTls }];
  const part = parts.find(([name]) => name.test(keys.at(-1) ?? ""))?.[1];
  const said = schemes[kind.name]?.test(value) ? "url" : inSection && isUsed && part !== "url" ? part : undefined;
  const telling = said && tellingOf(kind, said);
  return said && telling ? [{ setting, said, telling }] : [];
}

function withTold(service: UsedService, told: readonly Told[]): UsedService {
  const named = new Map(told.map(({ setting, telling }) => [setting.variable, telling]));
  const places = new Map(told.map(({ setting }) => [setting.variable, setting.at]));
  return {
    ...service,
    kind: withVariables(service.kind, Object.fromEntries(named)),
    variables: [
      ...service.variables.filter(({ value, at }) => at !== assumed && !named.has(value)),
      ...[...places].map(([value, at]) => ({ value, at })),
    ],
  };
}
