import { relative } from "node:path/posix";
import type { Migration } from "../pack.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { migratesItself } from "../shared/processes.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { adonisMigration } from "./adonis.ts";
import { withoutEnvFile } from "./env-file.ts";
import { javascript } from "./language.ts";
import type { Manifest } from "./manifest.ts";
import { prismaMigration, prismaPush } from "./prisma.ts";
import { redwoodMigration } from "./redwood.ts";
import { startScriptOf } from "./start-script.ts";
import { workspaceOf } from "./workspace.ts";

/** How the tools of migrations are run, by the package that has them, and what shows that there are migrations. */
const tools: readonly { package: string; command: string; shown: RegExp }[] = [
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
export function migrationOf(manifest: Manifest, tree: ProjectTree): Migration | undefined {
  const started = ["prestart", "start", startScriptOf(manifest) ?? ""];
  if (started.some((name) => migratesItself(manifest.scripts[name] ?? "")) || migratesInCode(tree)) return undefined;
  const script = scripts.find(
    (name) => manifest.scripts[name] !== undefined && !makesMigrations(manifest.scripts[name]),
  );
  for (const { package: name, found } of [
    { package: "prisma", found: prismaMigration(tree) ?? prismaPush(manifest, tree) },
    // What people run by a file of their own may not even be what the tool would do.
    ...(runsOwnFile(manifest.scripts[script ?? ""]) ? [] : shownBy(tree)),
  ]) {
    const needsDevelopment = manifest.devDependencies.has(name) ? name : undefined;
    if (!found || (!manifest.dependencies.has(name) && !needsDevelopment)) continue;
    // Of a package of several, its tools are where the package manager puts them, which PATH names.
    const value = tree.within ? found.value : `node_modules/.bin/${found.value}`;
    return { value, at: found.at, needsDevelopment };
  }
  const needed = neededMigration(tree) ?? adonisMigration(manifest, tree) ?? redwoodMigration(manifest, tree);
  if (needed) return needed;
  return script === undefined ? undefined : scriptOf(script, manifest, tree);
}

const runsOwnFile = (script = ""): boolean =>
  /^(?:node|bun|tsx|ts-node|vite-node)\b[^&|;]{0,120}\s[\w./-]{1,100}\.[cm]?[jt]s$/.test(script);

/** How programs say that they bring their data up to date when they start: TypeORM, Knex, Kysely, Drizzle, MikroORM, Umzug, Prisma. */
const inCode =
  /\bmigrationsRun\s{0,4}:\s{0,4}true\b|\bmigrate\.latest\(\)|\.migrateToLatest\(\)|\bgetMigrator\(\)\.up\(|\b(?:umzug|migrator)\.up\(\)|\bawait migrate\(\s{0,9}(?:db|database|drizzle)\b|\bexec\w{0,10}\(\s{0,9}["'`](?:npx )?prisma migrate deploy\b/;

/** None of what is called like a script for it, or like a task of developers. */
function migratesInCode({ paths, texts }: ProjectTree): boolean {
  const isOfProgram = (path: string) =>
    javascript.files.test(path) &&
    !javascript.notRun.test(path) &&
    !/(?:^|\/)(?:scripts?|bin|tools?|tasks?|seeds?|migrations?|cli|tests?)\/|(?:^|\/)(?:[\w.-]{0,40}(?:migrat|seed|reset|setup|data-?source|ormconfig)[\w.-]{0,40})$/i.test(
      path,
    );
  return paths.some((path) => isOfProgram(path) && inCode.test(texts.get(path) ?? ""));
}

/** The tools whose migrations a file shows. */
const shownBy = ({ paths }: ProjectTree) =>
  tools.map(({ package: name, command, shown }) => {
    const at = paths.find((path) => shown.test(path));
    return { package: name, found: at === undefined ? undefined : { value: command, at } };
  });

/** What developers write migrations by, and make a database anew. */
const makesMigrations = (script = "") =>
  /\bprisma (?:migrate (?:dev|reset)|db push)\b|\bmigrat\w{0,8}[ :](?:generate|create|make|dev|reset)\b/.test(script);

/** The schema of a package that it needs, with its migrations, as the image has them. */
function neededMigration(tree: ProjectTree): Migration | undefined {
  for (const { folder, manifest } of workspaceOf(tree)?.needs ?? []) {
    const shown = tree.within?.repository.paths.find(
      (path) =>
        path.startsWith(`${folder}/`) &&
        /^(?:prisma\/)?migrations\/[^/]+\/migration\.sql$/.test(path.slice(folder.length + 1)),
    );
    if (!shown || !manifest.dependencies.has("prisma")) continue;
    const schema = `${shown.split("/migrations/")[0]}/schema.prisma`;
    return { value: `prisma migrate deploy --schema /app/${schema}`, at: relative(tree.within?.folder ?? "", shown) };
  }
  return undefined;
}

const workerScript =
  /^(?:start:)?(workers?|queue|queues|scheduler|cron|clock|consumer|jobs)(?::(?:prod|production|start))?$/;

/** Scripts that run beside `start`; of several for one worker the longest name is for production. */
export function workersOf(manifest: Manifest, tree: ProjectTree): (Found<string> & { name: string })[] {
  const found = new Map<string, string>();
  for (const script of Object.keys(manifest.scripts).toSorted((a, b) => a.length - b.length)) {
    const [, name] = workerScript.exec(script) ?? [];
    if (name && !isDevelopmentServer(manifest.scripts[script] ?? "")) found.set(name, script);
  }
  return [...found].map(([name, script]) => ({ name, ...scriptOf(script, manifest, tree) }));
}

const needsShell = /[&|;<>$`"'*?(){}\\#~=]/;

/** A plain command of a package runs by itself, so that signals reach it; npm runs all others. */
function scriptOf(name: string, manifest: Manifest, tree: ProjectTree): Migration {
  const at = manifest.at("scripts", name);
  const text = withoutEnvFile(manifest.scripts[name]?.trim() ?? "", tree);
  const words = text.replace(/^cross-env\s+NODE_ENV=production\s+|^NODE_ENV=production\s+/, "").split(/\s+/);
  const [program = "", ...rest] = words;
  const needsDevelopment = [...words, ...calledWords(text, manifest)]
    .map((word) => (word.startsWith("typeorm-ts-node") ? "ts-node" : word))
    .find((word) => manifest.devDependencies.has(word));
  const found = { at, ...(needsDevelopment && { needsDevelopment }) };
  if (needsShell.test(words.join(" "))) return { ...found, value: `HOME=/tmp npm run ${name}` };
  if (program === "node" || program === "bun") return { ...found, value: words.join(" ") };
  const isInstalled = manifest.dependencies.has(program) || manifest.devDependencies.has(program);
  return {
    ...found,
    value: isInstalled ? [`node_modules/.bin/${program}`, ...rest].join(" ") : `HOME=/tmp npm run ${name}`,
  };
}

/** `npm run typeorm -- migration:run` runs what that script says. */
function calledWords(text: string, { scripts }: Manifest): string[] {
  const called = [...text.matchAll(/\b(?:npm|pnpm|yarn|bun)(?: run)? ([\w:-]{1,80})/g)].map(([, name = ""]) => name);
  return called.flatMap((name) => (scripts[name] ?? "").split(/\s+/));
}
