import type { Survey } from "../shared/survey.ts";
import { detectVariables } from "../shared/variables.ts";
import { assumed } from "../tree.ts";
import { pythonLanguage } from "./language.ts";

/** What settings take without complaint, by what the variable is called; nothing of it is connected to. */
const values: readonly [name: RegExp, value: string][] = [
  [/(?:DATABASE|DB|POSTGRES|POSTGRESQL|PG|MYSQL|SQL)_?(?:URL|URI|DSN)$/, "sqlite:////tmp/build"],
  [/(?:REDIS|CACHE|CELERY|BROKER)\w{0,40}(?:URL|URI)$/, "redis://localhost"],
  [/(?:AMQP|RABBITMQ)\w{0,40}(?:URL|URI)$/, "amqp://localhost"],
  [/(?:MONGO|MONGODB)_?(?:URL|URI)$/, "mongodb://localhost"],
  [/(?:EMAIL|SMTP|MAIL)_?(?:URL|URI)$/, "smtp://localhost"],
  [/DSN$/, "https://build@localhost/1"],
  [/(?:URL|URI|ENDPOINT|ORIGIN)S?$/, "http://localhost"],
  [/(?:PORT|TIMEOUT|SECONDS|MINUTES|DAYS|SIZE|LIMIT|COUNT|AGE)$/, "1"],
];

const placeholderOf = (name: string) => values.find(([pattern]) => pattern.test(name))?.[1] ?? "build";

/**
 * Every variable that the settings may read without a default, each with a value for a build: Django loads them all to
 * collect its static files. Those that tell of a service are among them, whatever tells the program of it later.
 */
export function placeholdersOf({ sources, services, variables }: Survey): Record<string, string> {
  const read = detectVariables(sources, pythonLanguage, new Set());
  const told = services.flatMap((service) => service.variables.filter(({ at }) => at !== assumed));
  const names = new Set([...variables, ...read, ...told].map(({ value }) => value));
  return Object.fromEntries([...names].sort().map((name) => [name, placeholderOf(name)]));
}
