import type { UsedService } from "../../services/used-service.ts";
import type { Description, Evidence, Process, Processes, Warning } from "../pack.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { composedWorkers } from "./compose-commands.ts";
import { isDevelopmentServer } from "./development-server.ts";
import { evidence } from "./evidence.ts";
import { validName } from "./name.ts";
import { commandWords, type ProcfileLine, procfileLines, supervisedLines } from "./procfile.ts";

interface Known {
  tree: ProjectTree;
  about: Pick<Description, "names" | "migration" | "workers" | "scripts">;
  services: readonly UsedService[];
  /** How the program is started, as far as that is known. */
  start?: string | undefined;
}

/** What the Procfile says, else what the pack of the language found. */
export function processesOf({ tree, about, services, start = "" }: Known): Processes {
  const lines = procfileLines(tree);
  const release = lines.find(({ name, value }) => name === "release" && !onlyBuilds.test(value));
  const found = usesDatabase(services) && !migratesItself(start) ? about.migration : undefined;
  // A platform that builds the sources has Mix beside them; a release has not.
  const isOfPlatform = /\bmix\b/.test(release?.value ?? "") && found !== undefined;
  const migration = isOfPlatform ? found : (release ?? found);
  const written = lines.filter(
    ({ name, value }) => !notWorkers.has(name) && !/(?:^|[\s:-])watch\b/.test(value) && !isDevelopmentServer(value),
  );
  const taken = new Set(services.map(({ kind }) => kind.name));
  return {
    migration: migration && processOf("migration", migration),
    workers: besides(tree, start === "npm start" ? (about.scripts?.start ?? "") : start, [
      written,
      about.workers ?? [],
    ]).map((worker) => processOf(workerName(worker.name, taken), worker)),
  };
}

/** What a platform is told to build at last changes no data. */
const onlyBuilds = /^(?:npm|yarn|pnpm|bun)(?: run)? build(?::[\w:-]{1,60})?$/;

/** Those of the Procfile, else what the pack found, else what supervisord or the Compose file runs, if that is not what is started. */
function besides<T extends Found<string> & { name: string }>(
  tree: ProjectTree,
  start: string,
  [written, found]: [ProcfileLine[], readonly T[]],
): readonly (Found<string> & { name: string })[] {
  if (written.length > 0) return written;
  const apart = apartFrom(start, found);
  if (apart.length > 0 || /supervisor/.test(start)) return apart;
  const supervised = apartFrom(start, supervisedLines(tree));
  return supervised.length > 0 ? supervised : apartFrom(start, composedWorkers(tree));
}

/** Without those that are started together with the program: `concurrently "next start" "tsx worker.ts"`. */
const apartFrom = <T extends { name: string }>(start: string, workers: readonly T[]): readonly T[] =>
  /\b(?:concurrently|npm-run-all|run-p|supervisord|overmind|hivemind|foreman|honcho|pm2)\b|&&|&\s/.test(start)
    ? workers.filter(({ name }) => !start.includes(name))
    : workers;

/** Of a Procfile: the program itself, what comes before it, and what a person starts by hand or while developing. */
const notWorkers: ReadonlySet<string> = new Set([
  ...["web", "custom_web", "release", "console", "shell", "rake", "rails", "postdeploy", "test"],
  ...["assets", "css", "js", "vite", "webpack", "webpacker", "migrate", "migration", "redis", "postgres", "db"],
]);

const processOf = (name: string, { value, at }: Found<string>): Process => ({
  name,
  value,
  at,
  command: commandWords(value),
});

const longestWorker = 30;

/** What Kubernetes takes for a name, and no other service of compose.yaml has. */
function workerName(name: string, taken: ReadonlySet<string>): string {
  const valid = (validName(name) ?? "worker").slice(0, longestWorker).replace(/(?<!-)-+$/, "");
  return taken.has(valid) || valid === "migration"
    ? `${valid.slice(0, longestWorker - "-worker".length)}-worker`
    : valid;
}

/** There is a database whose data outlive the program. */
export const usesDatabase = (services: readonly UsedService[]): boolean =>
  services.some(({ kind }) => kind.setup?.asks !== undefined);

/** Without a database that outlives the program there is nobody whose data could be changed for it. */
export function migrationWarnings(
  { migration }: Pick<Description, "migration">,
  services: readonly UsedService[],
  start: string,
): Warning[] {
  if (!migration || usesDatabase(services) || migratesItself(start)) return [];
  return [
    {
      text: `nothing runs the migrations (${migration.value}): no database is known that is not a file of the container`,
      hint: "Run them when the program starts, or use a database that has a service of its own.",
    },
  ];
}

/** It brings its data up to date whenever it starts. */
export const migratesItself = (start: string): boolean =>
  /\bmigrat|\balembic upgrade\b|\bdb upgrade\b|\bdb:(?:migrate|prepare)\b|\bprisma db push\b/.test(start);

/** What must not run twice at a time. */
export const isScheduler = ({ name, value }: Process): boolean =>
  /clock|sched|cron|beat/.test(name) || /\bcelery\b[^|;&]{0,200}\bbeat\b/.test(value);

export const processEvidence = ({ migration, workers }: Processes): Evidence[] => [
  ...(migration ? [evidence("migration", migration, "certain")] : []),
  ...workers.map(({ name, value, at }) =>
    evidence(name === "worker" ? name : `worker ${name}`, { value, at }, "certain"),
  ),
];
