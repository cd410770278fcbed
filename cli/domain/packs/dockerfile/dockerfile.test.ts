import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { detectProject } from "../choose.ts";
import { node } from "../node/node.ts";
import { python } from "../python/python.ts";
import { ruby } from "../ruby/ruby.ts";
import { rust } from "../rust/rust.ts";
import { dockerfile } from "./dockerfile.ts";

const detect = (...lines: string[]) => dockerfile.detect(tree({ Dockerfile: lines.join("\n") }));

describe("the port", () => {
  test.each([
    [["FROM x", "EXPOSE 3000"], "3000 Dockerfile:2"],
    [["FROM x", "EXPOSE 9229 3000", "ENV PORT=3000"], "3000 Dockerfile:2"],
    [["FROM x", "ENV PORT 5000"], "5000 Dockerfile:2"],
    [["FROM x", "ENV DNS_PORT=5300 HTTP_PORT=7000", "EXPOSE $DNS_PORT $HTTP_PORT"], "7000 Dockerfile:3"],
    [["FROM x", "EXPOSE 5300 7000", "HEALTHCHECK CMD curl -f http://localhost:7000/health"], "7000 Dockerfile:2"],
    [["FROM x", "EXPOSE 5300 7000", "HEALTHCHECK CMD curl -f http://localhost:9999/health"], "5300 Dockerfile:2"],
    [["FROM x", "ARG HTTP=7000", "EXPOSE $HTTP/tcp"], "7000 Dockerfile:3"],
    [["FROM x", 'CMD ["gunicorn", "-b", ":8000", "app:app"]'], "8000 Dockerfile:2"],
    [["FROM x", "CMD uvicorn --port 8001 app:app"], "8001 Dockerfile:2"],
    [["FROM nginx:1.28"], "80 Dockerfile:1 nginx:1.28"],
    [["FROM php:8.3-apache"], "80 Dockerfile:1 php:8.3-apache"],
    [["FROM php:8.3-apache", 'CMD ["apache2-foreground"]'], "80 Dockerfile:1 php:8.3-apache"],
    [["FROM nginx:alpine", 'CMD ["nginx", "-g", "daemon off;"]'], "80 Dockerfile:1 nginx:alpine"],
    [["FROM nginx:alpine", 'CMD ["node", "a.js"]'], "8080 assumed"],
    [
      ["FROM docker.io/library/mongo:5", "COPY a.js /docker-entrypoint-initdb.d/"],
      "27017 Dockerfile:1 docker.io/library/mongo:5",
    ],
    [["FROM x"], "8080 assumed"],
  ])("of %j is %s", (lines, expected) => {
    const { port } = detect(...lines);
    expect(`${port.value} ${port.at}`).toBe(expected);
  });

  test("goes before what the code says", () => {
    const project = tree({
      Dockerfile: "FROM node:24\nEXPOSE 4000\n",
      "package.json": {},
      "a.js": "app.listen(process.env.PORT || 3000)",
    });
    expect(dockerfile.detect(project, node).port).toEqual({ value: 4000, at: "Dockerfile:2" });
  });
});

describe("a port that needs root", () => {
  test.each<[lines: string[], port: number, settings: object]>([
    [["FROM ruby", "EXPOSE 80", 'CMD ["./bin/thrust", "./bin/rails", "server"]'], 8080, { HTTP_PORT: "8080" }],
    [
      ["FROM mcr.microsoft.com/dotnet/aspnet:6.0", 'CMD ["dotnet", "a.dll"]'],
      8080,
      { ASPNETCORE_URLS: "http://+:8080" },
    ],
    [["FROM mcr.microsoft.com/dotnet/aspnet:8.0", "EXPOSE 8080", 'CMD ["dotnet", "a.dll"]'], 8080, {}],
    [["FROM x", "EXPOSE 80", 'CMD ["./bin/thrust", "a"]', "ENV HTTP_PORT=80"], 80, {}],
    [["FROM a/frankenphp:1-php8.3 AS up", "FROM up", 'CMD ["frankenphp", "run"]'], 8080, { SERVER_NAME: ":8080" }],
    [["FROM x", "EXPOSE 80", "CMD a"], 80, {}],
  ])("of %j is %i, by %j", (lines, port, settings) => {
    const facts = detect(...lines);
    expect(facts.port.value).toBe(port);
    expect(facts.settings).toEqual(settings);
  });
});

test("a program that reads PORT is told another one than what needs root", () => {
  const files = { "package.json": { scripts: { start: "node a.js" } }, "a.js": "listen(process.env.PORT || 80);" };
  const portOf = (Dockerfile: string) => {
    const { port, settings } = dockerfile.detect(tree({ ...files, Dockerfile }), node);
    return [port.value, settings];
  };
  expect(portOf('FROM node:24\nEXPOSE 80\nCMD ["npm", "start"]')).toEqual([8080, { PORT: "8080" }]);
  expect(portOf('FROM node:24\nENV PORT=80\nEXPOSE 80\nCMD ["npm", "start"]')).toEqual([8080, { PORT: "8080" }]);
  expect(portOf("FROM nginx:1\nEXPOSE 80")).toEqual([80, {}]);
});

test("what a framework does not start without is told of, though nothing of it stands in the code", () => {
  const files = { Dockerfile: 'FROM ruby\nCMD ["a"]\n', Gemfile: 'gem "rails"\n', "config/application.rb": "" };
  expect(dockerfile.detect(tree(files), ruby).variables.map(({ value }) => value)).toEqual(["SECRET_KEY_BASE"]);
  expect(dockerfile.detect(tree(files), ruby).startsSlowly).toBe(true);
});

describe("the port that a Compose file publishes", () => {
  const files = (compose: string) => ({ Dockerfile: 'FROM x\nCMD ["a"]\n', "compose.yaml": compose });

  test.each([
    'services:\n  web:\n    build: .\n    ports:\n      - "80:8000"\n',
    'services:\n  db: {image: postgres, ports: ["5432:5432"]}\n  web:\n    build: {context: ./}\n    ports: ["127.0.0.1:80:8000/tcp"]\n',
    "services:\n  web:\n    build: {dockerfile: Dockerfile}\n    ports: [{target: 8000, published: 80}]\n",
    "services:\n  web:\n    build: .\n    ports:\n      - ${PORT:-80}:8000\n",
  ])("is what the image listens on: %j", (compose) => {
    const { port } = dockerfile.detect(tree(files(compose)));
    expect(port).toMatchObject({ value: 8000, at: expect.stringMatching(/^compose\.yaml:\d+$/) });
  });

  test("is what the image listens on that is called like the project", () => {
    const compose = 'services:\n  web:\n    image: example.org/team/shop:1\n    ports: ["80:8000"]\n';
    expect(dockerfile.detect(tree(files(compose), "shop")).port.value).toBe(8000);
    expect(dockerfile.detect(tree(files(compose), "desk")).port.value).toBe(8080);
  });

  test.each([
    'services:\n  web:\n    build: web\n    ports: ["80:8000"]\n',
    "services:\n  web:\n    build: .\n",
    "services: [\n",
    "",
  ])("is none of another, nor of what cannot be read: %j", (compose) => {
    expect(dockerfile.detect(tree(files(compose))).port).toEqual({ value: 8080, at: "assumed" });
  });
});

test("a development server behind a script is named", () => {
  const start = { scripts: { start: "react-scripts start" } };
  const project = tree({ Dockerfile: 'FROM node:24\nCMD ["npm", "start"]\n', "package.json": start });
  expect(dockerfile.detect(project, node).warnings.map(({ text }) => text)).toContain(
    "Dockerfile:2 starts a development server: npm start",
  );
});

test("a script that is called like one of a development server is what it says", () => {
  const start = { scripts: { start: "npm run serve", serve: "node dist/a.js" } };
  const project = tree({ Dockerfile: 'FROM node:24\nCMD ["npm", "start"]\n', "package.json": start });
  expect(dockerfile.detect(project, node).warnings.filter(({ text }) => text.includes("development server"))).toEqual(
    [],
  );
});

describe("the user", () => {
  test.each([
    [["FROM x", "USER 10001:10001"], 10001, false],
    [["FROM node:24", "USER node"], 1000, false],
    [["FROM mcr.microsoft.com/dotnet/aspnet:9.0", "USER app"], 1654, false],
    [["FROM mcr.microsoft.com/dotnet/aspnet:7.0", "USER app"], 1000, false],
    [["FROM x", "RUN groupadd app && useradd --uid 4711 --gid app app", "USER app"], 4711, false],
    [["FROM alpine", "RUN adduser -D -u 1001 web", "USER web"], 1001, false],
    [["FROM alpine", "RUN adduser -S app", "USER app"], 1000, false],
    [["FROM x"], 1000, true],
    [["FROM gcr.io/distroless/static-debian12:nonroot"], 65532, false],
    [["FROM gcr.io/distroless/static-debian12"], 1000, true],
    [["FROM x", "USER root"], 1000, true],
  ])("of %j is %s", (lines, user, startsAsRoot) => expect(detect(...lines)).toMatchObject({ user, startsAsRoot }));
});

test.each([
  [["RUN adduser -S app", "USER app"], "Dockerfile:4 runs as app, whose number it does not say"],
  [["RUN adduser -S -u 1001 app", "USER app"], undefined],
  [["USER nginx"], undefined],
  [["USER 1001:app"], undefined],
])("of a user by name, its number is missed: %j", (lines, words) => {
  const [warning] = detect("FROM alpine:3", 'CMD ["a"]', ...lines).warnings.filter(({ text }) =>
    / runs as /.test(text),
  );
  expect(warning?.text.split(";")[0]).toBe(words);
});

describe("what asks whether it answers", () => {
  test.each([
    ["node:24-slim", "node"],
    ["python:3.13", "python"],
    ["nginx:1.28-alpine", "nc"],
    ["caddy:2.10", "nc"],
    ["debian:bookworm-slim", "bash"],
    ["gcr.io/distroless/static:nonroot", undefined],
    ["scratch", undefined],
  ])("in %s is %s", (base, program) => expect(detect(`FROM ${base}`).healthCheck?.("a", "1")[0]).toBe(program));
});

test("one that import generated is no Dockerfile of a person", () => {
  const lock = `${"0".repeat(64)}  Dockerfile\n`;
  expect(dockerfile.recognize(tree({ Dockerfile: "FROM x", "chatops.lock": lock }))).toBeUndefined();
  expect(dockerfile.recognize(tree({ Dockerfile: "FROM x" }))).toBeDefined();
});

test("one without a stage cannot be built", () => expect(() => detect("# nothing")).toThrow("no FROM"));

describe("a warning tells of", () => {
  const warnings = (files: Record<string, string>) =>
    dockerfile
      .detect(tree(files))
      .warnings.map(({ text }) => text)
      .join("\n");

  test("a copy of what Git ignores", () => {
    const Dockerfile = "FROM node:24\nCOPY dist/api api\nCMD node api\n";
    expect(warnings({ Dockerfile, ".gitignore": "/dist\n" })).toContain(
      "Dockerfile:2 copies dist/api, which Git ignores",
    );
    expect(warnings({ Dockerfile })).not.toContain("Git ignores");
  });

  test.each(["src/.", "./src/", "/src"])("no folder that is there, written as %s", (source) =>
    expect(warnings({ Dockerfile: `FROM node:24\nCOPY ${source} a\nCMD node a\n`, "src/a.js": "" })).not.toContain(
      "not in the project",
    ),
  );

  test("an image of others that the Compose file tells it of", () => {
    const compose =
      "services:\n  web:\n    build: .\n    environment: { MODEL_URL: 'http://model:8000' }\n  model:\n    image: team/model:1\n  top:\n    image: team/top:1\n";
    const text = warnings({ Dockerfile: "FROM node:24\nCMD node a\n", "compose.yaml": compose });
    expect(text).toContain("model (compose.yaml:5), which the Compose file runs from team/model:1");
    expect(text).not.toContain("team/top");
  });
});

test.each([
  ["EXPOSE 80 443 8081\nUSER shop\nCMD x", 8081],
  ["EXPOSE 80 8081\nCMD x", 80],
  ["EXPOSE 1025/tcp 1110/tcp 8025/tcp\nCMD x", 8025],
  ["EXPOSE 22 3000\nCMD x", 3000],
  ["EXPOSE 3478/tcp\nEXPOSE 3478/udp\nEXPOSE 5050\nCMD x", 5050],
  ['CMD ["a", "--hosts", "0.0.0.0:5232,[::]:5232"]', 5232],
  ['CMD ["sh", "-c", "uvicorn a:b --port ${PORT:-${OTHER_PORT:-8082}}"]', 8082],
  ['CMD ["bundle", "exec", "passenger", "start", "-p", "4000"]', 4000],
  ["CMD pg_isready -p 5433 && gunicorn a:b", 8000],
  ['CMD ["frankenphp", "run"]', 80],
])("%j listens at %i", (lines, port) =>
  expect(dockerfile.detect(tree({ Dockerfile: `FROM python:3.13\n${lines}\n` })).port.value).toBe(port),
);

describe("an image that starts nothing itself", () => {
  test("is started as package.json says, where no Compose file does", () => {
    const files = { "package.json": { scripts: { start: "node a.js" } }, "a.js": "listen(3000);" };
    const startedBy = (more: object) =>
      dockerfile.detect(tree({ ...files, Dockerfile: "FROM node:24\nCOPY . .", ...more }), node).arguments;
    expect(startedBy({})).toEqual(["node", "a.js"]);
    expect(startedBy({ "package.json": { scripts: { start: "webpack serve" } } })).toBeUndefined();
  });

  const compose = (more: string) => `services:\n  web:\n    build: .\n    ports: ['8000:8000']\n${more}`;
  const found = (dockerfileText: string, more: string) => {
    const facts = dockerfile.detect(tree({ Dockerfile: dockerfileText, "compose.yaml": compose(more) }));
    return {
      told: facts.arguments,
      start: facts.evidence.filter(({ what }) => what === "start").map(({ value, at }) => `${value} ${at}`),
      isWarned: facts.warnings.some(({ text }) => text.includes("does not say what it starts")),
    };
  };

  test("is started as its Compose file says", () => {
    expect(found("FROM python:3.13\n", "    command: serve --port 8000\n")).toEqual({
      told: ["serve", "--port", "8000"],
      start: ["serve --port 8000 compose.yaml:5"],
      isWarned: false,
    });
  });

  test("is started as its Compose file says of an image that is called like it, where that publishes it", () => {
    const compose =
      "services:\n  web:\n    image: team/shop:2\n    ports: ['81:8001']\n    command: gunicorn shop:app\n";
    const files = { Dockerfile: "FROM python:3.13\n", "docker-compose.yml": compose };
    const { arguments: told, port } = dockerfile.detect(tree(files, "shop"));
    expect([told, port.value]).toEqual([["gunicorn", "shop:app"], 8001]);
    expect(dockerfile.detect(tree(files, "cart")).arguments).toBeUndefined();
  });

  test.each<[more: string, words: readonly string[] | undefined]>([
    ["    entrypoint: shop web\n", ["shop", "web"]],
    ["    entrypoint: [shop]\n    command: web --all\n", ["shop", "web", "--all"]],
    ["    entrypoint: ${SHOP}\n", undefined],
  ])("or by the entrypoint there: %j", (more, words) => {
    expect(found("FROM golang:1.26\nRUN go install\n", more).told).toEqual(words);
    expect(found('FROM golang:1.26\nENTRYPOINT ["shop"]\n', more).told).toBeUndefined();
  });

  test.each<[command: string, words: readonly string[] | undefined]>([
    ["sh -c 'migrate && serve'", ["sh", "-c", "migrate && serve"]],
    ["[sh, -c, 'serve $$PORT']", ["sh", "-c", "serve $PORT"]],
    ["serve ${LEVEL:-info}", ["serve", "info"]],
    ["serve ${LEVEL}", undefined],
    ["python manage.py runserver", undefined],
    ["uvicorn shop:app --reload --host 0.0.0.0", ["uvicorn", "shop:app", "--host", "0.0.0.0"]],
    ["npm run dev -- --reload", undefined],
  ])("with the command %s: %j", (command, words) => {
    expect(found("FROM python:3.13\n", `    command: ${command}\n`).told).toEqual(words);
  });

  test.each(['FROM python:3.13\nCMD ["a"]\n', "FROM nginx:1.29\n"])("but %j does", (text) => {
    expect(found(text, "    command: serve\n").told).toBeUndefined();
  });
});

describe("a script that starts the image", () => {
  const facts = (script: string, more = "") =>
    dockerfile.detect(
      tree({
        Dockerfile: `FROM x:1\nCOPY . /app\nENTRYPOINT ["/app/docker-entrypoint.sh"]\n${more}`,
        "deploy/docker-entrypoint.sh": script,
        "requirements.txt": "django\npsycopg2\n",
        "manage.py": "",
      }),
      python,
    );

  test("says the port, and what it ends without", () => {
    const { port, variables } = facts(': "${MAIL_HOST:?no host}"\n# ${OLD:?no}\nexec gunicorn --bind 0.0.0.0:9000 a\n');
    expect(port).toEqual({ value: 9000, at: "deploy/docker-entrypoint.sh:3" });
    expect(variables).toEqual([{ value: "MAIL_HOST", at: "deploy/docker-entrypoint.sh:1" }]);
  });

  test.each([
    ["python manage.py migrate\nexec gunicorn a\n", false],
    ['case "$1" in\nmigrate) python manage.py migrate ;;\nweb) exec gunicorn a ;;\nesac\n', true],
  ])("%j leaves the migration to a job: %s", (script, isJob) => {
    expect(facts(script).processes?.migration !== undefined).toBe(isJob);
  });
});

test("volumes are written to", () => {
  const { writable } = detect("FROM x:1", "ENV DATA=/data", 'VOLUME ["$DATA", "/etc/keys/"]', "VOLUME /data /tmp/a");
  expect(writable.map(({ value, at }) => `${value} ${at}`)).toEqual([
    "/data Dockerfile:3",
    "/etc/keys Dockerfile:3",
    "/tmp/a Dockerfile:4",
  ]);
});

test("what a program is configured by counts beside a Dockerfile of its people", () => {
  const files = {
    Dockerfile: "FROM x:1\nEXPOSE 9000\nCMD a\n",
    "Cargo.toml": '[package]\nname = "a"\n[dependencies]\nsqlx = { version = "1", features = ["postgres"] }\n',
    "src/main.rs": 'Environment::with_prefix("APP").separator("__")',
    "config.toml": 'host = "127.0.0.1"\n[db]\nurl = "postgres://localhost/a"\n',
  };
  const { services, settings } = dockerfile.detect(tree(files), rust);
  expect(services.map(({ variables }) => variables[0]?.value)).toEqual(["APP__DB__URL"]);
  expect(settings).toEqual({ APP__HOST: "0.0.0.0" });
});

describe("a program that listens on its own machine", () => {
  const warned = (line: string) =>
    dockerfile
      .detect(
        tree({ Dockerfile: `FROM x:1\n${line}\nCMD a\n`, "Cargo.toml": "", "a.rs": 'bind("127.0.0.1:80")' }),
        rust,
      )
      .warnings.some(({ text }) => text.includes("listens on this machine only"));

  test.each([
    ["ENV A_IP=::", false],
    ["ENV BIND=0.0.0.0:3000", false],
    ["ENV A_HOST=a.example", true],
    ['ENTRYPOINT ["/a", "0.0.0.0:8000"]', false],
  ])("beside %s is warned of: %s", (line, isWarned) => expect(warned(line)).toBe(isWarned));
});

test.each([
  ["ARG BASE\nFROM $BASE\n", "and nothing gives BASE a value"],
  ["FROM --platform=$BUILDPLATFORM x:1 AS base-arm64\nFROM base-$TARGETARCH\n", undefined],
])("an image that starts from an argument is warned of where it has no value: %j", (text, warning) => {
  const warnings = detect(...text.split("\n")).warnings.map((one) => one.text);
  if (warning) expect(warnings.join()).toContain(warning);
  else expect(warnings.join()).not.toContain("gives");
});

test.each<[lines: string[], port: number, settings: object]>([
  [
    ["FROM mcr.microsoft.com/dotnet/aspnet:8.0", "EXPOSE 80", 'CMD ["dotnet", "a.dll"]'],
    8080,
    { ASPNETCORE_URLS: "http://+:8080" },
  ],
  [["FROM mcr.microsoft.com/dotnet/aspnet:9.0-alpine", 'CMD ["dotnet", "a.dll"]'], 8080, {}],
  [["FROM mcr.microsoft.com/dotnet/runtime-deps:8.0", 'CMD ["./a"]'], 8080, {}],
])("an image of .NET from %j listens at %i", (lines, port, settings) =>
  expect(detect(...lines)).toMatchObject({ port: { value: port }, settings }),
);

test("an image that answers a web server alone has no path to be asked at", () => {
  const files = { Dockerfile: "FROM php:8.3-fpm\nCOPY . .\n", "index.php": "<?php", "health.php": "" };
  const facts = detectProject(tree({ ...files, "composer.json": "{}", "routes.php": "health: '/up'" }));
  expect(facts).toMatchObject({ port: { value: 9000 }, health: { readiness: undefined } });
});

describe("settings of a web server that the image copies", () => {
  const at = (copied: string, settings: string, more = "") => {
    const files = { Dockerfile: `FROM nginx:1.28\n${copied}\n${more}`, "deploy/nginx.conf": settings };
    const { port } = dockerfile.detect(tree(files));
    return `${port.value} ${port.at}`;
  };
  const copied = "COPY deploy/nginx.conf /etc/nginx/conf.d/default.conf";
  const server = (listen: string) => `server {\n  listen ${listen};\n}\n`;

  test.each([
    ["8081", "8081 deploy/nginx.conf:2"],
    ["[::]:8082 default_server", "8082 deploy/nginx.conf:2"],
    ["443 ssl", "80 Dockerfile:1 nginx:1.28"],
    ["${APP_PORT}", "8083 deploy/nginx.conf:2"],
  ])("say where it listens: %s", (listen, expected) =>
    expect(at(copied, server(listen), "ENV APP_PORT=8083\n")).toBe(expected),
  );

  test("say nothing if they are not copied, or the Dockerfile says more", () => {
    expect(at("COPY pages /usr/share/nginx/html", server("8081"))).toBe("80 Dockerfile:1 nginx:1.28");
    expect(at(copied, server("8081"), "EXPOSE 8084\n")).toBe("8084 Dockerfile:3");
  });
});

test("what supervisord runs is of an image that has it, or of its language", () => {
  const files = {
    "docker/supervisord.conf": "[program:queue]\ncommand=php work.php\n",
    "index.php": "<?php",
    "work.php": "<?php",
    "composer.json": "{}",
  };
  const workers = (Dockerfile: string) =>
    dockerfile.detect(tree({ ...files, Dockerfile })).processes?.workers.map(({ name }) => name);
  expect(workers("FROM nginx:1.28\n")).toEqual([]);
  expect(workers("FROM debian:12\nRUN apt-get install supervisor\nCMD nginx\n")).toEqual(["queue"]);
});

test.each([
  ['CMD ["/start.sh"]', "exec supervisord -c supervisord.conf\n", ["beat"]],
  ['CMD ["supervisord"]', "", ["beat"]],
  ['CMD ["gunicorn", "shop.wsgi"]', "", ["worker", "beat"]],
])("what supervisord runs in one container is no worker beside it: %s %j", (command, script, names) => {
  const files = {
    Dockerfile: `FROM python:3.14\nEXPOSE 8000\n${command}\n`,
    "start.sh": script,
    "supervisord.conf": "[program:celery]\ncommand=bash -c 'celery --app shop worker --loglevel $LEVEL'\n",
    "requirements.txt": "django\ncelery[redis]\n",
    "shop/celery.py": "app = Celery()\napp.conf.beat_schedule = {}\n",
  };
  const { processes } = dockerfile.detect(tree(files), python);
  expect(processes?.workers.map(({ name }) => name)).toEqual(names);
});

test.each([
  ["WORKDIR /shop\nCOPY src ./", "celery --app shop.celery:app", "python manage.py migrate"],
  ["WORKDIR /shop\nCOPY ./src/ /shop/", "celery --app shop.celery:app", "python manage.py migrate"],
  ["WORKDIR /shop\nCOPY . .", "celery --workdir src --app shop.celery:app", "python src/manage.py migrate"],
  ["WORKDIR /shop\nCOPY src src", "celery --workdir src --app shop.celery:app", "python src/manage.py migrate"],
])("a folder that lies in the image's own is none of its paths: %s", (copies, worker, migration) => {
  const files = {
    Dockerfile: `FROM python:3.14\nEXPOSE 8000\n${copies}\nCMD ["gunicorn", "shop.wsgi"]\n`,
    "requirements.txt": "django\ncelery[redis]\npsycopg[binary]\n",
    "src/manage.py": "",
    "src/shop/celery.py": "app = Celery()\n",
    "src/shop/settings.py": 'HOST = os.environ["DATABASE_URL"]\n',
  };
  const { processes } = dockerfile.detect(tree(files), python);
  expect(processes?.workers[0]?.value).toContain(worker);
  expect(processes?.migration?.value).toContain(migration);
});

test("files that configure any program say nothing of a language", () => {
  const files = { Dockerfile: "FROM x:1\nCMD a\n", "config.yml": "", "settings.toml": "", "run.sh": "" };
  expect(detectProject(tree(files)).evidence.filter(({ what }) => what === "language")).toEqual([]);
});

test("what Compose reads beside its file says where an image listens", () => {
  const files = {
    Dockerfile: 'FROM x:1\nCMD ["a"]\n',
    "docker-compose.yml": "services:\n  web:\n    build: .\n",
    "docker-compose.override.yml": "services:\n  web:\n    ports: ['80:8000']\n",
  };
  expect(dockerfile.detect(tree(files)).port.value).toBe(8000);
});

describe("an image that starts the processes of the Procfile itself", () => {
  const project = (command: string, files = {}) =>
    dockerfile.detect(
      tree({
        Dockerfile: `FROM ruby:3.4\nUSER 1000\nEXPOSE 80\nCMD ["${command}"]\n`,
        Gemfile: 'gem "rails"\ngem "resque"\n',
        "config/application.rb": "\n",
        "config/puma.rb": 'port ENV.fetch("PORT", 3000)\n',
        Procfile: "web: bundle exec thrust bin/rails server\nworkers: bundle exec resque-pool\n",
        ...files,
      }),
      ruby,
    );

  test("has its port from there, and nothing of them runs a second time", () => {
    const facts = project("bin/boot", { "bin/boot": 'ProcessMonitor.new("Procfile")\n' });
    expect(facts.settings).toEqual({ HTTP_PORT: "8080" });
    expect(facts.processes?.workers).toEqual([]);
  });

  test("is none where it starts one of them", () => {
    const facts = project("bin/server", { "bin/server": "exec bundle exec puma\n" });
    expect(facts.settings).toEqual({ PORT: "8080" });
    expect(facts.processes?.workers.map(({ name }) => name)).toEqual(["workers"]);
  });
});

test("a file that the image does not start does not keep the program on its own machine", () => {
  const files = (script: string) => ({
    Dockerfile: 'FROM python:3.13\nUSER 1000\nEXPOSE 8000\nENTRYPOINT ["/docker-entrypoint.sh"]\n',
    "docker-entrypoint.sh": script,
    "requirements.txt": "flask\n",
    "serve.py": 'app = Flask("a")\napp.run(host="127.0.0.1", port=4000)\n',
  });
  const texts = (script: string) =>
    dockerfile.detect(tree(files(script)), python).warnings.filter(({ text }) => text.includes("this machine only"));
  expect(texts("exec gunicorn 'a:app' --bind '0.0.0.0:8000'\n")).toEqual([]);
  expect(texts("exec python serve.py\n")).toHaveLength(1);
});

test.each([
  ["dev", 80],
  ["final", 8000],
])("the port of the stage %s, which the Compose file builds, is %i in the image", (target, port) => {
  const project = tree({
    Dockerfile: "FROM node:24 AS dev\nCMD npm run dev\nFROM nginx:alpine AS final\nCOPY --from=dev /a /b\n",
    "compose.yaml": `services:\n  web:\n    build:\n      context: .\n      target: ${target}\n    ports: ["8000:8000"]\n`,
  });
  expect(dockerfile.detect(project).port.value).toBe(port);
});

test("what the Compose file gives the program, and what it needs, is given to it elsewhere as well", () => {
  const files = {
    Dockerfile: 'FROM node:24\nCMD ["node", "a.js"]\n',
    "package.json": "{}",
    "a.js": ["TOPIC", "JWT_SECRET", "PEER_URL", "HOME_URL", "ZONE"]
      .map((name) => `use(process.env.${name});\n`)
      .join(""),
    "compose.yaml": `services:
  app:
    build: .
    environment: { TOPIC: orders, JWT_SECRET: plain, PEER_URL: "http://peer:80", HOME_URL: "http://localhost:80", ZONE: "$ZONE", UNREAD: a }
  peer: { image: other }
`,
  };
  const { settings, variables } = dockerfile.detect(tree(files), node);
  expect(settings).toEqual({ TOPIC: "orders" });
  expect(variables.map(({ value }) => value)).toEqual(["HOME_URL", "JWT_SECRET", "PEER_URL", "ZONE"]);
});

test("a program that ends without its .env is warned of, unless the Dockerfile makes one", () => {
  const code = "package main\nfunc main() {\n\tif err := godotenv.Load(); err != nil {\n\t\tlog.Fatal(err)\n\t}\n}\n";
  const warned = (line: string) =>
    detectProject(
      tree({
        "go.mod": "module shop\n",
        "main.go": code,
        Dockerfile: `FROM golang:1.26\nCOPY . .\n${line}\nEXPOSE 80\nCMD ["shop"]\n`,
      }),
    ).warnings.map(({ text }) => text);
  expect(warned("")).toContainEqual("main.go:3 ends the program if there is no .env, and the image has none");
  expect(warned("RUN touch .env").join()).not.toContain(".env");
});

describe("migrations that the Compose file has the image run", () => {
  const migrating = (services: object) =>
    detectProject(
      tree({
        "go.mod": "module shop\n\nrequire github.com/lib/pq v1.10.9\n",
        "main.go": 'package main\nfunc main() { open(os.Getenv("DATABASE_URL")) }\n',
        Dockerfile: 'FROM golang:1.26\nCOPY . .\nEXPOSE 8080\nCMD ["/app/api"]\n',
        "compose.yaml": JSON.stringify({ services }),
      }),
    ).processes?.migration?.value;

  test.each([
    [
      { app: { build: ".", ports: ["8080:8080"], command: ["sh", "-c", "/app/migrate up && /app/api"] } },
      "/app/migrate up",
    ],
    [{ app: { build: ".", ports: ["8080:8080"] }, migrate: { build: ".", command: "/app/tool up" } }, "/app/tool up"],
    [{ app: { build: ".", ports: ["8080:8080"], command: "/app/api --verbose" } }, undefined],
  ])("are run before a version: %j", (services, command) => expect(migrating(services)).toBe(command));
});

test("what the Compose file does not give a program that it gives many variables is asked of nobody", () => {
  const read = ["A_URL", "B_URL", "C_URL", "D_URL"].map((name) => `os.Getenv("${name}")`).join("; ");
  const asked = (service: object) =>
    detectProject(
      tree({
        "go.mod": "module shop\n",
        "main.go": `package main\nfunc main() { ${read} }\n`,
        Dockerfile: 'FROM golang:1.26\nCOPY . .\nEXPOSE 8080\nCMD ["/app/api"]\n',
        "compose.yaml": JSON.stringify({ services: { app: { build: ".", ...service } } }),
      }),
    ).variables.map(({ value }) => value);
  const environment = ["A_URL=$A", "B_URL=$B", "C_URL"];
  expect(asked({ environment })).toEqual(["A_URL", "B_URL", "C_URL"]);
  expect(asked({ environment, env_file: ".env" })).toContain("D_URL");
  expect(asked({ environment: environment.slice(1) })).toContain("D_URL");
});

test("a file of variables that a stage is thought to have is warned of where Git has none", () => {
  const warned = (more: Record<string, string>, step = "") =>
    detectProject(
      tree({
        "go.mod": "module shop\n",
        "main.go": "package main\nfunc main() {}\n",
        Dockerfile: `FROM golang:1.26 AS build\nCOPY . .\n${step}\nFROM scratch\nCOPY --from=build ["/app/shop", "/app/.env", "/"]\nEXPOSE 80\nCMD ["/shop"]\n`,
        ...more,
      }),
    ).warnings.filter(({ text }) => text.includes(".env"));
  expect(warned({})[0]?.text).toBe(
    "Dockerfile:5 copies .env from the stage build, and Git has none: the build ends there",
  );
  expect(warned({ ".env": "A=1\n" })).toEqual([]);
  expect(warned({}, "RUN cp .env.example .env")).toEqual([]);
});

describe("an image that has nothing but what goes before every program", () => {
  const files = { Gemfile: 'gem "puma"', "config.ru": "" };
  const toldBy = (lines: string, more: object = {}) =>
    dockerfile.detect(tree({ ...files, Dockerfile: `FROM ruby:3.4\n${lines}\n`, ...more }), ruby).arguments;

  test.each<[lines: string, more: object, told: readonly string[] | undefined]>([
    ['ENTRYPOINT ["bundle", "exec"]', { Procfile: "web: bundle exec puma -C a.rb" }, ["puma", "-C", "a.rb"]],
    ['ENTRYPOINT ["tini", "--"]', { Procfile: "web: puma -C a.rb" }, ["puma", "-C", "a.rb"]],
    ["", {}, ["sh", "-c", "exec bundle exec puma -b tcp://0.0.0.0:${PORT:-9292}"]],
    ["", { Gemfile: "" }, undefined],
    ['ENTRYPOINT ["bundle", "exec", "puma"]', {}, undefined],
  ])("%j beside %j is told %j", (lines, more, told) => expect(toldBy(lines, more)).toEqual(told));

  test("is left to its base, if that starts what stands in a folder for it", () =>
    expect(
      dockerfile.detect(tree({ ...files, Dockerfile: "FROM lsiobase/alpine:3\n" }), ruby).arguments,
    ).toBeUndefined());
});

test("a health check of something at another port says nothing of the program", () => {
  const ready = (url: string) =>
    dockerfile.detect(tree({ Dockerfile: `FROM x\nEXPOSE 80\nHEALTHCHECK CMD curl http://${url}\nCMD ["a"]\n` })).health
      .readiness?.value;
  expect([ready("localhost:2019/metrics"), ready("localhost/up"), ready("localhost:80/up")]).toEqual([
    undefined,
    "/up",
    "/up",
  ]);
});

test("what is copied from above is in the folder that the image is built from", () => {
  const { warnings } = dockerfile.detect(
    tree({
      Dockerfile: 'FROM x\nCOPY ../a.txt ../b.txt .\nCOPY ../. .\nCOPY --chown=1 "." "a.txt" /b\nCMD ["a"]\n',
      "a.txt": "",
    }),
  );
  expect(warnings.map(({ text }) => text).filter((text) => text.includes("copies"))).toEqual([
    "Dockerfile:2 copies b.txt, which is not in the project",
  ]);
});

test("a script that stays in front says more than one in the background", () => {
  const files = {
    run: 'python -m app --host "${ADDRESS:-0.0.0.0}" --port 7000',
    "aside/start-proxy.sh": "proxy --port 8000",
  };
  const text = 'FROM x\nCMD ["sh", "-c", "aside/start-proxy.sh & ./run"]\n';
  expect(dockerfile.detect(tree({ ...files, Dockerfile: text })).port.value).toBe(7000);
});
