import type { Migration } from "../pack.ts";
import { firstMatch, matchesOf, type Source, sourcesOf } from "../shared/scan.ts";
import { tasksAtOnce } from "../shared/tasks-at-once.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { djangoFolder, managePath } from "./django.ts";
import { pythonLanguage } from "./language.ts";
import { importedFrom, moduleOf, pathOf } from "./modules.ts";

/** What brings the database to what the models say. */
export function migrationOf(tree: ProjectTree, requirements: ReadonlySet<string>): Migration | undefined {
  const { paths } = tree;
  const manage = managePath(tree);
  if (requirements.has("django") && manage) return { value: `python ${manage} migrate --noinput`, at: manage };
  if (requirements.has("flask-migrate") && paths.some((path) => path.startsWith("migrations/"))) return flask(tree);
  if (paths.includes("alembic.ini")) return { value: "alembic upgrade head", at: "alembic.ini" };
  if (requirements.has("aerich") && paths.some((path) => path.startsWith("migrations/")))
    return { value: "aerich upgrade", at: "dependency aerich" };
  return undefined;
}

/** Flask finds an application in app.py and wsgi.py by itself; another one is named. */
function flask(tree: ProjectTree): Migration {
  const command = { value: "flask db upgrade", at: "dependency flask-migrate" };
  const found = ["wsgi.py", "app.py", "app/__init__.py"].some((path) => tree.paths.includes(path));
  const sources = sourcesOf(tree, pythonLanguage);
  const made = firstMatch(sources, /^(\w{1,60})\s?=\s?(?:Flask|\w{0,30}create_app)\(/gm);
  const factory = firstMatch(sources, /^def (create_app)\(/gm);
  const place = made ?? factory;
  if (found || !place) return command;
  // Below another folder than the top modules are found by the file alone.
  const application =
    importedFrom(place.at, sources) === "" ? `${moduleOf(place.at)}:${place.groups[0]}` : pathOf(place.at);
  return { ...command, value: `FLASK_APP=${application} ${command.value}` };
}

/** What takes tasks from a queue, and what puts them there by the clock. */
export function workersOf(tree: ProjectTree, requirements: ReadonlySet<string>): (Found<string> & { name: string })[] {
  const sources = sourcesOf(tree, pythonLanguage);
  const [celery] = matchesOf(sources, /^(\w{1,60})\s?=\s?(?:Celery|make_celery|celery_init_app|create_celery)\(/gm);
  if (celery && tasksAtOnce(sources)) return [];
  if (celery && [...requirements].some((name) => name === "celery" || name.startsWith("celery[")))
    return celeryWorkers(
      { ...celery, folder: djangoFolder(celery.at, tree, sources) ?? importedFrom(celery.at, sources) },
      sources,
      requirements,
    );
  const ofDjango = djangoWorker(tree, sources, requirements);
  if (ofDjango) return [ofDjango];
  const [settings] = requirements.has("arq") ? matchesOf(sources, /^class (\w{0,60}WorkerSettings)\b/gm) : [];
  if (settings)
    return [{ name: "worker", value: `arq ${moduleOf(settings.at)}.${settings.groups[0]}`, at: settings.at }];
  const own = requirements.has("rq") ? rqWorker(sources) : undefined;
  return own ? [own] : queueWorkers(sources, requirements);
}

/** A script of the project's own that works on queues, or else RQ's command with what it is told in the code. */
function rqWorker(sources: readonly Source[]): (Found<string> & { name: string }) | undefined {
  const scripts = sources.filter(({ text }) => /^if __name__ == ["']__main__["']/m.test(text) && /\brq\b/.test(text));
  const script = firstMatch(scripts, /\bWorker\(/g);
  if (script) return { name: "worker", value: `python ${pathOf(script.at)}`, at: script.at };
  const queue = firstMatch(sources, /\bQueue\((?:\s{0,9}(?:name\s{0,3}=\s{0,3})?["']([\w.-]{1,60})["'])?/g);
  if (!queue) return undefined;
  const address = firstMatch(sources, /["']((?:[A-Z0-9]{1,20}_){0,3}REDIS(?:_?[A-Z0-9]{1,20}){0,3}_UR[LI])["']/g);
  const words = ["rq worker", `--url "$${address?.groups[0] ?? "REDIS_URL"}"`, queue.groups[0] ?? ""];
  return { name: "worker", value: words.filter(Boolean).join(" "), at: queue.at };
}

/** Queues whose command is told where tasks or the object that takes them are. */
const takers: readonly { package: string; found: RegExp; command: (module: string, object: string) => string }[] = [
  { package: "dramatiq", found: /^@(?:\w{1,40}\.)?(actor)\b/gm, command: (module) => `dramatiq ${module}` },
  {
    package: "huey",
    found: /^(\w{1,40})\s{0,9}=\s{0,9}(?:\w{1,40}\.)?(?:Priority)?(?:Redis\w{0,20}|Postgresql)?Huey\(/gm,
    command: (module, object) => `huey_consumer ${module}.${object}`,
  },
  {
    package: "taskiq",
    found: /^(\w{0,40}broker)\b[^=\n]{0,60}=/gm,
    command: (module, object) => `taskiq worker ${module}:${object} --fs-discover`,
  },
];

function queueWorkers(sources: readonly Source[], requirements: ReadonlySet<string>) {
  for (const { package: name, found, command } of takers) {
    const match = requirements.has(name) ? firstMatch(sources, found) : undefined;
    if (match) return [{ name: "worker", value: command(moduleOf(match.at), match.groups[0] ?? ""), at: match.at }];
  }
  return [];
}

/** Applications of Django that take tasks from a queue: what names them in its settings, and their command. */
const queues: readonly { package: string; names: RegExp; command: string }[] = [
  { package: "huey", names: /["']huey\.contrib\.djhuey["']/g, command: "run_huey" },
  { package: "django-q", names: /["']django_q["']/g, command: "qcluster" },
  { package: "django-q2", names: /["']django_q["']/g, command: "qcluster" },
  { package: "django-rq", names: /["']django_rq["']/g, command: "rqworker default" },
  { package: "django-background-tasks", names: /["']background_task["']/g, command: "process_tasks" },
  { package: "django-dramatiq", names: /["']django_dramatiq["']/g, command: "rundramatiq" },
  { package: "django-tasks", names: /["']django_tasks\.backends\.database["']/g, command: "db_worker" },
];

function djangoWorker(tree: ProjectTree, sources: readonly Source[], requirements: ReadonlySet<string>) {
  const manage = managePath(tree);
  const queue = queues.find((one) => requirements.has(one.package) && firstMatch(sources, one.names));
  // A queue in a file is of one container alone.
  if (!queue || !manage || firstMatch(sources, /\bSqliteHuey\b/g)) return undefined;
  const at = firstMatch(sources, queue.names)?.at ?? "";
  return { name: "worker", value: `python ${manage} ${queue.command}`, at };
}

interface Celery {
  at: string;
  groups: string[];
  /** Where its modules are found; empty at the top. */
  folder: string;
}

function celeryWorkers(
  { at, groups: [object = "app"], folder }: Celery,
  sources: readonly Source[],
  requirements: ReadonlySet<string>,
) {
  const app = `celery ${folder ? `--workdir ${folder} ` : ""}--app ${moduleOf(at, folder)}:${object}`;
  const stored = requirements.has("django-celery-beat");
  const schedule = firstMatch(
    sources,
    /\b(beat_schedule|CELERY_BEAT_SCHEDULE|CELERYBEAT_SCHEDULE|add_periodic_task)\b/g,
  );
  const worker = { name: "worker", value: `${app} worker --loglevel info`, at };
  if (!schedule && !stored) return [worker];
  const how = stored ? "--scheduler django_celery_beat.schedulers:DatabaseScheduler" : "--schedule /tmp/celerybeat";
  return [
    worker,
    {
      name: "beat",
      value: `${app} beat --loglevel info --pidfile= ${how}`,
      at: schedule?.at ?? "dependency django-celery-beat",
    },
  ];
}
