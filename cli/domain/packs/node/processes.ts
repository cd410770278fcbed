import type { Migration } from "../pack.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { migratesItself } from "../shared/processes.ts";
import type { Found, ProjectTree } from "../tree.ts";
import type { Manifest } from "./manifest.ts";
import { startScripts } from "./start.ts";

/** How the tools of migrations are run, by the package that has them, and what shows that there are migrations. */
const tools: readonly { package: string; command: string; shown: RegExp }[] = [
  { package: "prisma", command: "prisma migrate deploy", shown: /^prisma\/migrations\/[^/]+\/migration\.sql$/ },
  { package: "knex", command: "knex migrate:latest", shown: /^knexfile\.[cm]?js$/ },
  {
    package: "sequelize-cli",
    command: "sequelize-cli db:migrate",
    shown: /^(?:\.sequelizerc|migrations\/[^/]+\.[cm]?js)$/,
  },
  { package: "drizzle-kit", command: "drizzle-kit migrate", shown: /^drizzle\.config\.[cm]?[jt]s$/ },
];

/** Scripts that are called like that by people, the surest first. */
const scripts = [
  ...["migrate:deploy", "db:deploy", "prisma:deploy", "migrate:prod", "migration:run:prod", "migrate:production"],
  ...["migrate", "db:migrate", "migrate:up", "migrate:latest", "migration:run", "migrations:run", "migration:up"],
];

/** The tool that its migrations are made for, else a script that runs them; none if it does so whenever it starts. */
export function migrationOf(manifest: Manifest, { paths }: ProjectTree): Migration | undefined {
  if (["prestart", ...startScripts].some((name) => migratesItself(manifest.scripts[name] ?? ""))) return undefined;
  for (const { package: name, command, shown } of tools) {
    const needsDevelopment = manifest.devDependencies.has(name) ? name : undefined;
    const at = paths.find((path) => shown.test(path));
    if (at && (manifest.dependencies.has(name) || needsDevelopment))
      return { value: `node_modules/.bin/${command}`, at, needsDevelopment };
  }
  const script = scripts.find((name) => manifest.scripts[name] !== undefined);
  return script === undefined ? undefined : scriptOf(script, manifest);
}

const workerScript =
  /^(?:start:)?(workers?|queue|queues|scheduler|cron|clock|consumer|jobs)(?::(?:prod|production|start))?$/;

/** Scripts that run beside `start`; of several for one worker the longest name is for production. */
export function workersOf(manifest: Manifest): (Found<string> & { name: string })[] {
  const found = new Map<string, string>();
  for (const script of Object.keys(manifest.scripts).toSorted((a, b) => a.length - b.length)) {
    const [, name] = workerScript.exec(script) ?? [];
    if (name && !isDevelopmentServer(manifest.scripts[script] ?? "")) found.set(name, script);
  }
  return [...found].map(([name, script]) => ({ name, ...scriptOf(script, manifest) }));
}

const needsShell = /[&|;<>$`"'*?(){}\\#~=]/;

/** A plain command of a package runs by itself, so that signals reach it; npm runs all others. */
function scriptOf(name: string, manifest: Manifest): Migration {
  const at = manifest.at("scripts", name);
  const text = manifest.scripts[name]?.trim() ?? "";
  const words = text.replace(/^cross-env\s+NODE_ENV=production\s+|^NODE_ENV=production\s+/, "").split(/\s+/);
  const [program = "", ...rest] = words;
  const needsDevelopment = words.find((word) => manifest.devDependencies.has(word));
  const found = { at, ...(needsDevelopment && { needsDevelopment }) };
  if (needsShell.test(words.join(" "))) return { ...found, value: `HOME=/tmp npm run ${name}` };
  if (program === "node") return { ...found, value: words.join(" ") };
  const isInstalled = manifest.dependencies.has(program) || manifest.devDependencies.has(program);
  return {
    ...found,
    value: isInstalled ? [`node_modules/.bin/${program}`, ...rest].join(" ") : `HOME=/tmp npm run ${name}`,
  };
}
