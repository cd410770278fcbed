import { describe, expect, test } from "vitest";
import type { Files } from "../../../../testing/fixtures/folder.ts";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { node } from "../node/node.ts";
import type { Facts, Pack } from "../pack.ts";
import { python } from "../python/python.ts";
import { isScheduler } from "./processes.ts";

const processesOf = (pack: Pack, files: Files) => {
  const { processes } = pack.detect(tree(files)) as Facts;
  return [
    ...(processes?.migration ? [`migration: ${processes.migration.command.join(" ")}`] : []),
    ...(processes?.workers ?? []).map(
      (worker) => `${worker.name}${isScheduler(worker) ? " (one)" : ""}: ${worker.value}`,
    ),
  ];
};

interface Manifest {
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
}

const nodeFiles = ({ scripts, dependencies }: Manifest, files: Files = {}): Files => ({
  "package.json": {
    scripts: { start: "node server.js", ...scripts },
    dependencies: { pg: "8", ...dependencies },
  },
  "server.js": "",
  ...files,
});

describe("beside a Node program", () => {
  test.each<[string, Manifest, Files, string[]]>([
    [
      "prisma",
      { dependencies: { prisma: "6" } },
      { "prisma/migrations/1_init/migration.sql": "" },
      ["migration: node_modules/.bin/prisma migrate deploy"],
    ],
    ["prisma without migrations", { dependencies: { prisma: "6" } }, {}, []],
    [
      "knex",
      { dependencies: { knex: "3" } },
      { "knexfile.js": "" },
      ["migration: node_modules/.bin/knex migrate:latest"],
    ],
    [
      "sequelize",
      { dependencies: { "sequelize-cli": "6" } },
      { ".sequelizerc": "" },
      ["migration: node_modules/.bin/sequelize-cli db:migrate"],
    ],
    [
      "drizzle",
      { dependencies: { "drizzle-kit": "1" } },
      { "drizzle.config.ts": "" },
      ["migration: node_modules/.bin/drizzle-kit migrate"],
    ],
    ["a script", { scripts: { migrate: "node db/migrate.js" } }, {}, ["migration: node db/migrate.js"]],
    [
      "a worker of supervisord",
      {},
      {
        "jobs/mail.js": "",
        "supervisord.conf": "[program:mail]\ncommand=node mail.js\n[program:web]\ncommand=npm start\n",
      },
      ["mail: node mail.js"],
    ],
    [
      "nothing that is started together with it",
      { scripts: { start: 'concurrently "node a.js" "npm run worker"', worker: "node w.js" } },
      {},
      [],
    ],
    [
      "a script of typeorm",
      { scripts: { "migration:run": "typeorm migration:run -d dist/data.js" }, dependencies: { typeorm: "1" } },
      {},
      ["migration: node_modules/.bin/typeorm migration:run -d dist/data.js"],
    ],
    [
      "a script that reads variables from a file",
      { scripts: { "db:migrate": "tsx --env-file=.env ./scripts/migrate.ts" }, dependencies: { tsx: "4" } },
      {},
      ["migration: node_modules/.bin/tsx ./scripts/migrate.ts"],
    ],
    [
      "a script for a shell",
      { scripts: { migrate: "cd db && node migrate.js" } },
      {},
      ["migration: sh -c exec env HOME=/tmp npm run migrate"],
    ],
    [
      "a start that migrates",
      { scripts: { start: "node migrate.js && node server.js", migrate: "node migrate.js" } },
      {},
      [],
    ],
    [
      "a worker",
      { scripts: { worker: "node worker.js", "start:worker:prod": "node dist/worker.js", scheduler: "node clock.js" } },
      {},
      ["worker: node dist/worker.js", "scheduler (one): node clock.js"],
    ],
    ["a worker while developing", { scripts: { worker: "nodemon worker.js" } }, {}, []],
    ["what developers write migrations by", { scripts: { migrate: "prisma migrate dev" } }, {}, []],
    [
      "prisma, wherever its schema is",
      { dependencies: { prisma: "6" } },
      { "src/db/schema.prisma": "", "src/db/migrations/1_a/migration.sql": "" },
      ["migration: node_modules/.bin/prisma migrate deploy --schema src/db/schema.prisma"],
    ],
    [
      "a Procfile",
      { scripts: { worker: "node worker.js" } },
      {
        Procfile:
          "web: node server.js\nrelease: node up.js\nurgent_mail: node mail.js\nconsole: node\nshop_css: tailwind --watch\n",
      },
      ["migration: node up.js", "urgent-mail: node mail.js"],
    ],
  ])("%s", (_, manifest, files, processes) => {
    expect(processesOf(node, nodeFiles(manifest, files))).toEqual(processes);
  });

  test("nothing is migrated where no database outlives it", () => {
    const files = { "package.json": { scripts: { start: "node a.js", migrate: "node b.js" } }, "a.js": "" };
    expect(processesOf(node, files)).toEqual([]);
  });

  test("a tool for developing is in the image, and that is said", () => {
    const manifest = { scripts: { start: "node a.js" }, dependencies: { pg: "8" }, devDependencies: { prisma: "6" } };
    const files = {
      "package.json": manifest,
      "package-lock.json": "{}",
      "prisma/migrations/1/migration.sql": "",
      "a.js": "",
    };
    const facts = node.detect(tree(files));
    expect(JSON.stringify(facts.dockerfile)).not.toContain("--omit=dev");
    expect(facts.warnings.map(({ text }) => text).join()).toContain("prisma is run for the database");
  });
});

describe("beside a Python program", () => {
  const celery = "from celery import Celery\napp = Celery('shop')\n";
  const flask = "from flask import Flask\napp = Flask(__name__)\n";

  test.each<[string, string, Files, string[]]>([
    [
      "Django",
      "django\npsycopg2\n",
      { "manage.py": "", "shop/wsgi.py": "application = get_wsgi_application()\n" },
      ["migration: python manage.py migrate --noinput"],
    ],
    ["Alembic", "flask\npsycopg2\n", { "alembic.ini": "", "app.py": flask }, ["migration: alembic upgrade head"]],
    [
      "Flask-Migrate",
      "flask\nflask-migrate\npymysql\n",
      { "migrations/env.py": "", "app.py": flask },
      ["migration: flask db upgrade"],
    ],
    [
      "Flask-Migrate of another file",
      "flask\nflask-migrate\npymysql\n",
      { "migrations/env.py": "", "shop/web.py": flask },
      ["migration: sh -c exec env FLASK_APP=shop.web:app flask db upgrade"],
    ],
    [
      "Celery",
      "flask\ncelery\nredis\n",
      { "app.py": flask, "shop/tasks.py": celery },
      ["worker: celery --app shop.tasks:app worker --loglevel info"],
    ],
    [
      "Celery with a schedule",
      "flask\ncelery\nredis\n",
      { "app.py": flask, "tasks.py": `${celery}app.conf.beat_schedule = {}\n` },
      [
        "worker: celery --app tasks:app worker --loglevel info",
        "beat (one): celery --app tasks:app beat --loglevel info --pidfile= --schedule /tmp/celerybeat",
      ],
    ],
    [
      "rq",
      "flask\nrq\n",
      { "app.py": `${flask}queue = Queue(connection=redis)\n` },
      ['worker: rq worker --url "$REDIS_URL"'],
    ],
    [
      "rq with a queue and a variable of its own",
      "flask\nrq\n",
      { "app.py": `${flask}queue = Queue("mails", connection=from_url(os.environ["SHOP_REDIS_URL"]))\n` },
      ['worker: rq worker --url "$SHOP_REDIS_URL" mails'],
    ],
    [
      "rq by a script",
      "flask\nrq\n",
      { "app.py": flask, "worker.py": "from rq import Worker\nif __name__ == '__main__':\n    Worker(['a']).work()\n" },
      ["worker: python worker.py"],
    ],
    [
      "Dramatiq",
      "flask\ndramatiq[rabbitmq]\n",
      { "app.py": flask, "shop/tasks.py": "@dramatiq.actor\ndef mail(): pass\n" },
      ["worker: dramatiq shop.tasks"],
    ],
    [
      "Huey",
      "flask\nhuey\n",
      { "app.py": flask, "tasks.py": "queue = RedisHuey('shop')\n" },
      ["worker: huey_consumer tasks.queue"],
    ],
    [
      "Taskiq",
      "fastapi\ntaskiq\n",
      { "main.py": "app = FastAPI()\n", "tasks.py": "broker = ListQueueBroker('a')\n" },
      ["worker: taskiq worker tasks:broker --fs-discover"],
    ],
    [
      "Flask-Migrate of a file below another folder",
      "flask\nflask-migrate\npymysql\n",
      { "migrations/env.py": "", "src/web.py": flask },
      ["migration: sh -c exec env FLASK_APP=src/web.py flask db upgrade"],
    ],
  ])("%s", (_, requirements, files, processes) => {
    expect(processesOf(python, { "requirements.txt": requirements, ...files })).toEqual(processes);
  });
});

describe("a service of the Compose file that runs the project's image in another way", () => {
  const compose = (name: string, more: string) =>
    `services:\n  web:\n    build: .\n    ports: ['3000:3000']\n  ${name}:\n    build: .\n${more}`;
  const workers = (name: string, more: string, files: Files = {}) =>
    processesOf(node, nodeFiles({}, { "compose.yaml": compose(name, more), ...files })).filter(
      (line) => !line.startsWith("migration"),
    );

  test("is a worker", () => {
    expect(workers("mail-worker", "    command: node mail.js\n")).toEqual(["mail-worker: node mail.js"]);
  });

  test.each([
    ["worker", "    command: nodemon mail.js\n", {}],
    ["worker", "    command: node mail.js\n    ports: ['4000:4000']\n", {}],
    ["setup", "    command: node setup.js\n", {}],
    ["worker", "", {}],
  ])("unless it is for developing, serves, ends or says nothing: %s %j", (name, more, files) => {
    expect(workers(name, more, files)).toEqual([]);
  });

  test("counts less than a Procfile", () => {
    expect(workers("worker", "    command: node mail.js\n", { Procfile: "jobs: node jobs.js\n" })).toEqual([
      "jobs: node jobs.js",
    ]);
  });
});
