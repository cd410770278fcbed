/** What settings take without complaint, by what the variable is called; nothing of it is connected to. */
const values: readonly [name: RegExp, value: string][] = [
  [/(?:REDIS|CACHE|CELERY|BROKER)\w{0,40}(?:URL|URI)$/, "redis://localhost"],
  [/(?:AMQP|RABBITMQ)\w{0,40}(?:URL|URI)$/, "amqp://localhost"],
  [/(?:MONGO|MONGODB)_?(?:URL|URI)$/, "mongodb://localhost"],
  [/(?:EMAIL|SMTP|MAIL)_?(?:URL|URI)$/, "smtp://localhost"],
  [/DSN$/, "https://build@localhost/1"],
  [/(?:URL|URI|ENDPOINT|ORIGIN)S?$/, "http://localhost"],
  [/(?:PORT|TIMEOUT|SECONDS|MINUTES|DAYS|SIZE|LIMIT|COUNT|AGE)$/, "1"],
];

const ofDatabase = /(?:DATABASE|DB|POSTGRES|POSTGRESQL|PG|MYSQL|SQL)_?(?:URL|URI|DSN)$/;

/** A value for each variable, `database` for those that tell of one. */
export const placeholdersFor = (names: Iterable<string>, database: string): Record<string, string> =>
  Object.fromEntries([...new Set(names)].sort().map((name) => [name, placeholderOf(name) ?? database]));

const placeholderOf = (name: string) =>
  ofDatabase.test(name) ? undefined : (values.find(([pattern]) => pattern.test(name))?.[1] ?? "build");
