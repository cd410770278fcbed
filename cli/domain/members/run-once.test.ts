import { expect, test } from "vitest";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { findMembers } from "./find.ts";

const workersOf = (commands: Record<string, string>, more: Record<string, string> = {}) => {
  const service = ([name, command]: [string, string]) =>
    `  ${name}:\n    build: { context: ., target: ${name} }\n    command: ${command}\n    ports: ['7000:7000']\n`;
  const files = {
    "requirements.txt": "flask\ncelery\nredis\n",
    "app.py": "app = Flask(__name__)\n",
    "shop/queue.py": "app = Celery('shop')\napp.conf.beat_schedule = {}\n",
    Dockerfile: "FROM python AS base\nCOPY . .\nFROM base AS web\nFROM base AS queue\nFROM base AS clock\n",
    "compose.yaml": `services:\n${Object.entries(commands).map(service).join("")}`,
    ...more,
  };
  const { members } = findMembers(tree(files, "shop"));
  return Object.fromEntries(
    members.map(({ name, facts }) => [
      name,
      facts.processes?.workers.map(({ value }) => /worker|beat/.exec(value)?.[0]),
    ]),
  );
};

test.each<[commands: Record<string, string>, workers: Record<string, string[]>]>([
  [
    { web: "gunicorn app:app", clock: "serve" },
    { web: ["worker", "beat"], clock: [] },
  ],
  [
    { web: "gunicorn app:app", queue: "celery -A shop.queue:app worker" },
    { web: ["beat"], queue: [] },
  ],
  [
    { web: "gunicorn app:app", queue: "celery -A shop.queue:app worker -B" },
    { web: [], queue: [] },
  ],
  [
    { web: "gunicorn app:app", queue: "celery -A shop.queue:app worker", clock: "celery -A shop.queue:app beat" },
    { web: [], queue: [], clock: [] },
  ],
])("of %j each worker runs once: %j", (commands, workers) => expect(workersOf(commands)).toEqual(workers));

test("what another folder runs is not the same", () => {
  const more = {
    "back/Dockerfile": "FROM python\nCOPY . .\nEXPOSE 1\nCMD celery -A other worker\n",
    "back/requirements.txt": "celery\n",
  };
  const compose =
    "services:\n  web:\n    build: .\n    command: gunicorn app:app\n    ports: ['7000:7000']\n  back:\n    build: back\n";
  expect(workersOf({}, { ...more, "compose.yaml": compose })).toMatchObject({ web: ["worker", "beat"] });
});

test("one of several services of a folder brings the data to a version", () => {
  const service = (name: string) =>
    `  ${name}:\n    build: { context: ., target: ${name} }\n    ports: ['7000:7000']\n`;
  const files = {
    "requirements.txt": "django\npsycopg2\n",
    "manage.py": "",
    "shop/wsgi.py": "application = get_wsgi_application()\n",
    "shop/settings.py": "DATABASES = {'default': env.db('DATABASE_URL')}\n",
    Dockerfile: "FROM python AS base\nCOPY . .\nCMD a\nFROM base AS web\nFROM base AS admin\n",
    "compose.yaml": `services:\n${service("web")}${service("admin")}`,
  };
  const { members } = findMembers(tree(files, "shop"));
  expect(members.map(({ name, facts }) => [name, facts.processes?.migration !== undefined])).toEqual([
    ["web", true],
    ["admin", false],
  ]);
});
