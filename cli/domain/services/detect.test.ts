import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { sourceFile, tree } from "../../../testing/fixtures/project-tree.ts";
import { readTemplates } from "../../adapters/templates.ts";
import { parseConfig } from "../../core/config/parse.ts";
import { node } from "../packs/node/node.ts";
import type { Facts } from "../packs/pack.ts";
import { generateFiles } from "../templates/generate.ts";
import { detectServices } from "./detect.ts";
import type { Ecosystem } from "./service.ts";

const templates = await readTemplates();

const found = (ecosystem: Ecosystem, names: string[], texts: Record<string, string> = {}) => {
  const sources = Object.entries(texts).map(([path, text]) => ({ path, text }));
  return detectServices({ ecosystem, names: new Set(names) }, sources, tree(texts));
};

/** What compose.yaml tells a program that depends on these and whose source is this. */
function toldInCompose(ecosystem: Ecosystem, names: string[], source: string): Record<string, string> {
  const services = found(ecosystem, names, { "app.txt": source });
  const facts: Facts = { ...node.detect(tree({ "package.json": { scripts: { start: "node a.js" } } })), services };
  const config = parseConfig("name: shop", "chatops.yaml");
  const files = generateFiles({
    facts,
    config,
    templates,
    userFiles: new Map(),
    folder: "",
    build: { context: ".", dockerfile: "Dockerfile" },
    ci: [],
  });
  const compose = files.find(({ path }) => path === "compose.yaml")?.content ?? "";
  return parse(compose).services.shop.environment;
}

test.each<[Ecosystem, string, string, boolean]>([
  ["go", "github.com/redis/go-redis/v9", "redis.ParseURL(config.Database)", false],
  ["go", "github.com/redis/go-redis/v9", 'redis.Options{Addr: "localhost:6379"}', true],
  ["go", "github.com/redis/go-redis/v9", 'viper.GetString("redis.addr")', true],
  ["cargo", "redis", "Client::open(settings.store)", false],
  ["cargo", "redis", 'Client::open("redis://127.0.0.1:6379")', true],
  ["npm", "redis", "createClient(options)", true],
])("in %s, %s is set up where something says where it is: %s", (ecosystem, name, code, isSetUp) => {
  const [service] = found(ecosystem, [name], { "a.txt": code });
  expect(service?.optional === undefined).toBe(isSetUp);
});

test.each<[names: string[], code: string, told: string[]]>([
  [["mongodb"], "env.DB_HOST, env.DB_PORT, env.DB_NAME", ["DB_HOST", "DB_PORT", "DB_NAME"]],
  [["mongodb"], "env.SHOP_DB_HOST, env.SHOP_DB_USER", ["SHOP_DB_HOST", "SHOP_DB_USER"]],
  [["mongodb"], "env.MONGO_HOST, env.DB_HOST", ["MONGO_HOST"]],
  [["mongodb"], "env.DB_NAME", ["MONGODB_URI"]],
  [["mongodb", "pg"], "env.DB_HOST", ["MONGODB_URI"]],
])("MongoDB beside no other of %j is told by what %s reads: %j", (names, code, told) => {
  const service = found("npm", names, { "app.js": code }).find(({ kind }) => kind.name === "mongodb");
  expect(service?.variables.map(({ value }) => value)).toEqual(told);
});

const password = "${POSTGRES_PASSWORD:-}";

describe("a program is told of its database in the form that it reads", () => {
  test.each<[Ecosystem, string[], string]>([
    ["npm", ["pg"], `postgresql://app:${password}@postgres:5432/app`],
    ["pypi", ["psycopg2", "sqlalchemy"], `postgresql://app:${password}@postgres:5432/app`],
    ["pypi", ["asyncpg", "sqlalchemy"], `postgresql+asyncpg://app:${password}@postgres:5432/app`],
    ["pypi", ["asyncpg"], `postgresql://app:${password}@postgres:5432/app`],
    ["pypi", ["pymysql", "flask-sqlalchemy"], "mysql+pymysql://root:${MYSQL_PASSWORD:-}@mysql:3306/app"],
    ["gem", ["mysql2"], "mysql2://root:${MYSQL_PASSWORD:-}@mysql:3306/app"],
    ["go", ["github.com/go-sql-driver/mysql"], "root:${MYSQL_PASSWORD:-}@tcp(mysql:3306)/app?parseTime=true"],
    ["maven", ["postgresql"], "jdbc:postgresql://postgres:5432/app"],
    ["npm", ["mongoose"], "mongodb://mongodb:27017/app?authSource=admin"],
  ])("%s %j: %s", (ecosystem, names, url) => {
    expect(toldInCompose(ecosystem, names, "DATABASE_URL")).toMatchObject({ DATABASE_URL: url });
  });

  test("by the parts of an address, whatever they are called", () => {
    expect(toldInCompose("npm", ["pg"], "DB_HOST DB_PORT DB_USERNAME DB_PASS DB_DATABASE PGSSLMODE")).toEqual({
      PORT: "8080",
      DB_HOST: "postgres",
      DB_PORT: "5432",
      DB_USERNAME: "app",
      DB_PASS: password,
      DB_DATABASE: "app",
    });
  });

  test("by what a framework reads without saying so, where there is one", () => {
    const told = (...names: string[]) => Object.keys(toldInCompose("maven", ["mysql-connector-j", ...names], ""));
    const spring = ["SPRING_DATASOURCE_URL", "SPRING_DATASOURCE_USERNAME", "SPRING_DATASOURCE_PASSWORD"];
    expect(told("spring-boot-starter-jdbc")).toEqual(["PORT", ...spring]);
    expect(told("spark-core")).toEqual(["PORT", "DATABASE_URL"]);
  });
});

describe("a service is found", () => {
  const placesOf = (texts: Record<string, string>) =>
    found("npm", [], texts).map(({ kind, at }) => `${kind.name} ${at}`);

  test.each<[Record<string, string>, string[]]>([
    [
      { "docker-compose.yml": "services:\n  db:\n    image: docker.io/library/postgres:16\n" },
      ["postgres docker-compose.yml:3"],
    ],
    [{ "compose.yaml": "services:\n  q:\n    image: 'rabbitmq:4-management'\n" }, ["rabbitmq compose.yaml:3"]],
    [{ "prisma/schema.prisma": 'datasource db {\n  provider = "mysql"\n}\n' }, ["mysql prisma/schema.prisma:2"]],
    [{ "db.php": "<?php\n$db = new PDO('mysql:host=' . $host);\n" }, ["mysql db.php:2"]],
    [{ "db.php": "<?php mysqli_connect($host);\n" }, ["mysql db.php:1"]],
    [{ "db.go": 'import _ "github.com/jinzhu/gorm/dialects/mysql"\n' }, ["mysql db.go:1"]],
    [{ "notes.txt": "image: postgres" }, []],
  ])("%j: %j", (texts, places) => expect(placesOf(texts)).toEqual(places));

  test("not by the compose.yaml that import wrote", () => {
    const compose = "services:\n  db:\n    image: postgres:16\n";
    const lock = `${"0".repeat(64)}  compose.yaml\n`;
    expect(placesOf({ "compose.yaml": compose, "chatops.lock": lock })).toEqual([]);
  });
});

describe("of several databases", () => {
  const names = ["pg", "mysql2"];
  const used = (texts: Record<string, string>) =>
    found("npm", names, texts).map(({ kind, variables }) => `${kind.name} ${variables.map(({ value }) => value)}`);

  test.each<[string, string[]]>([
    ["require('pg').connect(env.DATABASE_URL)", ["postgres DATABASE_URL"]],
    ["require('mysql2').connect(env.DATABASE_URL)", ["mysql DATABASE_URL"]],
    ["require('pg').connect(env.DATABASE_URL); old(env.MYSQL_URL)", ["postgres DATABASE_URL", "mysql MYSQL_URL"]],
  ])("%s: %j", (text, services) => expect(used({ "db.js": text })).toEqual(services));

  test("a queue's broker is RabbitMQ, where there is one", () => {
    const services = found("pypi", ["redis", "pika"], {
      "app.py": 'os.environ["CELERY_BROKER_URL"]\nenv("REDIS_URL")\n',
    });
    expect(services.map(({ kind, variables }) => [kind.name, variables.map(({ value }) => value)])).toEqual([
      ["redis", ["REDIS_URL"]],
      ["rabbitmq", ["CELERY_BROKER_URL"]],
    ]);
  });
});

test("a database is told where it is by TypeORM's variables", () => {
  const text = "use(env.TYPEORM_HOST, env.TYPEORM_USERNAME, env.TYPEORM_DATABASE)";
  expect(found("npm", ["mysql2"], { "a.js": text })[0]?.variables.map(({ value }) => value)).toEqual([
    "TYPEORM_HOST",
    "TYPEORM_USERNAME",
    "TYPEORM_DATABASE",
  ]);
});

test("a database whose kind an example of the environment says is told that, too", () => {
  const files = {
    ".env.example": "DATABASE_TYPE=postgres # or mysql\nMAIL_DRIVER=postgres\nDB_CLIENT=mysql2\n",
    "a.js": "use(env.DATABASE_TYPE, env.DATABASE_HOST, env.MAIL_DRIVER, env.DB_CLIENT)",
  };
  const [postgres] = found("npm", ["pg"], files);
  expect(postgres?.variables.map(({ value }) => value)).toEqual(["DATABASE_HOST", "DATABASE_TYPE"]);
  expect(postgres?.kind.variables.DATABASE_TYPE).toEqual({ compose: "postgres", chart: '"postgres"' });
});

describe("a service that the program can do without is not set up", () => {
  const states = (names: string[], texts: Record<string, string> = {}) =>
    found("npm", names, texts).map(({ kind, optional }) => `${kind.name} ${optional ? "no" : "yes"}`);
  const compose = "services:\n  db:\n    image: mysql:8\n";

  test.each<[string[], Record<string, string>, string[]]>([
    [["pg", "better-sqlite3"], {}, ["postgres no"]],
    [["pg", "better-sqlite3"], { "db.js": "connect(process.env.SHOP_DB_HOST)" }, ["postgres no"]],
    [["pg", "better-sqlite3"], { "db.js": "connect(process.env.DATABASE_URL)" }, ["postgres yes"]],
    [["mysql2", "better-sqlite3"], { "compose.yaml": compose }, ["mysql yes"]],
    [["mysql2", "pg"], { "compose.yaml": compose, "db.js": "env.DATABASE_HOST" }, ["mysql yes"]],
    [["redis", "mongodb", "kafkajs"], {}, ["redis no", "mongodb no", "kafka no"]],
    [["redis", "mongodb"], {}, ["redis yes", "mongodb yes"]],
    [["redis", "amqplib"], {}, ["redis yes", "rabbitmq no"]],
    [["redis", "amqplib"], { "a.js": "connect(process.env.AMQP_URL)" }, ["redis yes", "rabbitmq yes"]],
    [["redis", "amqplib"], { "a.js": 'connect(process.env.BROKER || "amqp://mq")' }, ["redis yes", "rabbitmq yes"]],
    [["kafkajs"], { "compose.yaml": "services:\n  a:\n    image: bitnami/kafka:3\n" }, ["kafka yes"]],
    [
      ["mongoose", "pg"],
      { "a.js": "env.DATABASE_URL, env.DATABASE_HOST, env.DATABASE_NAME", "b.js": "mongoose" },
      ["postgres yes", "mongodb no"],
    ],
    [["@aws-sdk/client-s3"], { "a.js": "env.S3_BUCKET" }, ["s3 yes"]],
    [["@aws-sdk/client-s3"], { "a.js": 'env.S3_BUCKET; env.STORAGE_DRIVER ?? "local"' }, ["s3 no"]],
    [["@aws-sdk/client-s3"], { "a.js": 'env.S3_BUCKET; env.STORAGE_DRIVER ?? "s3"' }, ["s3 yes"]],
    [["@aws-sdk/client-s3"], { "a.js": 'env.S3_BUCKET; read("UPLOAD_STORAGE", "disk")' }, ["s3 no"]],
    [["pg", "better-sqlite3"], { "db.js": 'open(process.env.DATABASE_URL || "sqlite://./a.db")' }, ["postgres no"]],
    [["pg", "sqlite3"], { "db.js": 'url(env.DB_URL ?? "postgres://db/a")' }, ["postgres yes"]],
    [
      [],
      { "prisma/schema.prisma": 'datasource db {\n  provider = "postgres"\n  url = env("DB")\n}\n' },
      ["postgres yes"],
    ],
    [["redis"], { "a.js": 'on = env.REDIS_ENABLED === "true"; use(env.REDIS_URL)' }, ["redis no"]],
    [
      ["redis"],
      { "a.js": 'on = env.REDIS_ENABLED === "true"; use(env.REDIS_URL)', ".env.example": "REDIS_ENABLED=true" },
      ["redis yes"],
    ],
    [["sails-mysql"], {}, ["mysql yes"]],
    [[], { "compose.yaml": compose }, ["mysql no"]],
    [[], { "compose.yaml": `${compose}  web:\n    build: .\n    depends_on: [db]\n` }, ["mysql yes"]],
    [[], { "compose.yaml": `${compose}  web:\n    build: .\n    environment: { DB_HOST: db }\n` }, ["mysql no"]],
    [
      [],
      { "compose.yaml": `${compose}  web:\n    build: .\n    environment: { DB_HOST: db }\n`, "a.js": "DB_HOST" },
      ["mysql yes"],
    ],
    [["redis", "pg", "@aws-sdk/client-s3"], {}, ["redis yes", "postgres yes", "s3 no"]],
  ])("%j %j: %j", (names, texts, services) => expect(states(names, texts)).toEqual(services));

  test("of two databases, the one that the Compose file runs is", () => {
    expect(states(["mysql2", "pg"], { "compose.yaml": compose, "db.js": "pg pg env.DB_HOST env.PGHOST" })).toEqual([
      "postgres yes",
      "mysql yes",
    ]);
  });
});

describe("variables that begin with a name of the project's own", () => {
  const variables = (text: string) =>
    found("npm", ["pg"], { "db.js": text }).flatMap(({ variables: all }) => all.map(({ value }) => value));

  test.each<[string, string[]]>([
    ["env.SHOP_DB_HOST, env.SHOP_DB_PASSWORD, env.SHOP_NAME", ["SHOP_DB_HOST", "SHOP_DB_PASSWORD"]],
    ["env.SHOP_DB_NAME", ["DATABASE_URL"]],
    ["env.TEST_DATABASE_URL", ["DATABASE_URL"]],
    ["env.SHOP_POSTGRES_CONN_STRING", ["SHOP_POSTGRES_CONN_STRING"]],
    ["env.DATABASE_URL, env.SHOP_DB_HOST", ["DATABASE_URL"]],
    ["const SHOP_DB_HOST = 1", ["DATABASE_URL"]],
  ])("%s: %j", (text, names) => expect(variables(text)).toEqual(names));

  test("their parts are told as those of the common names", () =>
    expect(toldInCompose("npm", ["pg"], "env.SHOP_DB_HOST env.SHOP_DB_PASS")).toMatchObject({
      SHOP_DB_HOST: "postgres",
      SHOP_DB_PASS: password,
    }));
});

describe("what is taken without a variable", () => {
  const told = (ecosystem: Ecosystem, names: string[], text: string) =>
    found(ecosystem, names, { "app.txt": text }).map(
      ({ kind, variables, url }) => `${kind.name} ${variables.map(({ value }) => value)} ${url?.split(":", 1)}`,
    );

  test.each<[Ecosystem, string[], string, string[]]>([
    ["pypi", ["redis"], 'getenv("QUEUE_ADDRESS", "redis://localhost:6379/0")', ["redis QUEUE_ADDRESS undefined"]],
    [
      "pypi",
      ["pymysql"],
      '    WRITER_DB_URL: str = "mysql+aiomysql://a:b@localhost:3306/shop"\n    READER_DB_URL: str = "mysql+aiomysql://a:b@localhost:3306/shop"',
      ["mysql WRITER_DB_URL,READER_DB_URL mysql+aiomysql"],
    ],
    [
      "pypi",
      ["redis", "celery"],
      'environ.get("CELERY_BROKER_URL", "amqp://localhost")\nenviron["REDIS_URL"]',
      ["redis REDIS_URL undefined", "rabbitmq CELERY_BROKER_URL amqp"],
    ],
    ["npm", ["mongoose"], 'connect(process.env.STORE ?? "mongodb://localhost/shop")', ["mongodb STORE mongodb"]],
    [
      "go",
      ["github.com/lib/pq"],
      'Store string `env:"STORE" envDefault:"postgres://a:b@localhost:5432/shop"`',
      ["postgres STORE postgres"],
    ],
    ["npm", ["pg"], 'const STORE = "postgres://localhost/shop"', ["postgres DATABASE_URL postgresql"]],
  ])("says which service it is of: %s %j %s", (ecosystem, names, text, services) =>
    expect(told(ecosystem, names, text)).toEqual(services),
  );
});

test("one of several stores, of which one needs no server, is not set up", () => {
  const files = {
    "lib/stores/redis.js": 'require("redis").createClient(process.env.REDIS_URL);',
    "lib/stores/file.js": "",
  };
  expect(found("npm", ["redis"], files)[0]?.optional).toBe(
    "lib/stores/redis.js is one of several stores, of which one needs no server",
  );
  expect(found("npm", ["redis"], { "lib/redis.js": "", "lib/stores/file.js": "" })[0]?.optional).toBeUndefined();
});

test("an address of MongoDB in place of a variable says that it is used, whichever package speaks to it", () => {
  const [service] = found("npm", [], { "a.js": 'use(process.env.DB_URI || "mongodb://localhost:27017/dev");' });
  expect([service?.kind.name, service?.variables]).toEqual(["mongodb", [{ value: "DB_URI", at: "a.js:1" }]]);
});

describe("a service that a variable turns on", () => {
  const toldOf = (line: string) =>
    detectServices(
      { ecosystem: "npm", names: new Set(["ioredis"]) },
      sourceFile(line, "x(process.env.REDIS_HOST)"),
    ).map(({ kind, optional }) => `${kind.setup ? "set up" : "not set up"}, ${optional}`);

  test.each([
    "cleanEnv(e, { REDIS_ENABLED: bool({ default: false }) })",
    'const on = process.env.USE_REDIS === "true";',
    'get("ENABLE_REDIS_CACHE", false)',
  ])("is not set up: %s", (line) =>
    expect(toldOf(line)).toEqual([expect.stringMatching(/^not set up, \w+ \(server.ts:1\) turns it on$/)]),
  );

  test.each([
    "cleanEnv(e, { REDIS_ENABLED: bool({ default: true }) })",
    'get("ENABLE_CACHE", false)',
    'get("REDIS_TLS_ENABLED", false)',
  ])("is set up, as nothing turns it off: %s", (line) => expect(toldOf(line)).toEqual(["set up, undefined"]));
});

describe("what a database has to be able to do", () => {
  const imageOf = (texts: Record<string, string>, names: string[] = []) =>
    found("pypi", ["psycopg2", ...names], texts).find(({ kind }) => kind.name === "postgres")?.kind.setup?.words
      ?.SERVICE_IMAGE;
  test.each([
    [{ "a.py": "from django.contrib.gis.db import models" }, "postgis/postgis:17-3.5"],
    [{ "a.py": 'db = env.db(default="postgis://localhost/shop")' }, "postgis/postgis:17-3.5"],
    [{ "compose.yaml": "services:\n  db:\n    image: pgvector/pgvector:pg16\n" }, "pgvector/pgvector:pg17"],
    [{ "a.py": "import psycopg2" }, "postgres:17-bookworm"],
  ])("%j: %s", (texts, image) => expect(imageOf(texts)).toBe(image));
  test("its packages say so, too", () => expect(imageOf({}, ["pgvector"])).toBe("pgvector/pgvector:pg17"));
});

test("the address in a file for variables says by which of them a program is told, if its code reads it", () => {
  const source = 'Source string `mapstructure:"DB_SOURCE"`';
  const [service] = found("go", ["github.com/jackc/pgx"], {
    "config.go": source,
    "app.env": "DB_SOURCE=postgresql://root:secret@localhost:5432/shop?sslmode=disable\n",
  });
  expect(service?.variables).toEqual([{ value: "DB_SOURCE", at: "app.env:1" }]);
  expect(service?.url).toBe("postgresql://%[1]s:%[2]s@%[3]s:%[4]v/%[5]s?sslmode=disable");
});

test.each([
  ["gorm.io/driver/postgres", 'Dialect string `default:"sqlite3"`', "SQLite (a.go:1)"],
  ["github.com/redis/go-redis", 'flags.String("redisUrl", "", "x")', "redisUrl (a.go:1) turns it on"],
  [
    "github.com/redis/go-redis",
    'flags.String("cache-server", "", "Redis address, tcp://host:port")',
    "cache-server (a.go:1) turns it on",
  ],
  ["github.com/redis/go-redis", 'flags.String("redis-addr", "", "x")', "redis-addr (a.go:1) turns it on"],
  ["gorm.io/driver/postgres", 'flags.String("postgres-url", "", "x")', undefined],
])("%s beside %s may be done without: %s", (name, source, why) => {
  const [service] = found("go", [name], { "a.go": source });
  if (why) expect(service?.optional).toContain(why);
  else expect(service?.optional).toBeUndefined();
});

test("Django is told which kind of database it has, where that is a variable's to say", () => {
  const settings = [
    '"ENGINE": os.environ.get("SQL_ENGINE", "django.db.backends.sqlite3"),',
    '"HOST": os.environ.get("SQL_HOST", "localhost"),',
  ].join("\n");
  const [service] = found("pypi", ["psycopg2"], { "settings.py": settings });
  expect(service?.optional).toBeUndefined();
  expect(service?.variables.map(({ value }) => value)).toEqual(["SQL_HOST", "SQL_ENGINE"]);
  expect(service?.kind.variables.SQL_ENGINE?.compose).toBe("django.db.backends.postgresql");
});

test.each([
  ['if os.getenv("DB") == "postgres":', { DB: "postgres" }],
  ['if os.environ.get("DB_TYPE", "") in ["postgresql", "postgis"]:', { DB_TYPE: "postgresql" }],
  ['SHOP_DB_ENGINE = os.getenv("SHOP_DB_ENGINE")\nif SHOP_DB_ENGINE == "postgres":', { SHOP_DB_ENGINE: "postgres" }],
  ['if os.getenv("DB") == "mysql":', {}],
  ['if DB == "postgres":', {}],
  ['if os.getenv("LOG_TYPE") == "postgres":', {}],
])("%s is told that its database is PostgreSQL: %j", (line, told) => {
  const host = 'HOST = os.getenv("DB_HOST", "")';
  const [service] = found("pypi", ["psycopg2"], { "settings.py": `${host}\n${line}\n    pass\n` });
  const kinds = service?.variables.filter(({ value }) => value !== "DB_HOST").map(({ value }) => value) ?? [];
  expect(Object.fromEntries(kinds.map((name) => [name, service?.kind.variables[name]?.compose]))).toEqual(told);
});

test.each([
  ["'ENGINE': env.str('SHOP_DB_ENGINE'),", ["SHOP_DB_ENGINE"]],
  ['"ENGINE": os.environ["DB_BACKEND"],', ["DB_BACKEND"]],
  ['"ENGINE": "django.db.backends.postgresql",', []],
])("Django is told its kind of database where it has none by itself: %s", (line, names) => {
  const [service] = found("pypi", ["psycopg2"], { "settings.py": `${line}\n"HOST": os.environ["DB_HOST"],` });
  const told = service?.variables.map(({ value }) => value).filter((value) => value !== "DB_HOST");
  expect(told).toEqual(names);
});

test("a database whose place is told without underscores is told so", () => {
  const line = "connect(os.environ['DBUSER'], os.environ['DBPASS'], os.environ['DBHOST'], os.environ['DBNAME'])";
  const [service] = found("pypi", ["psycopg2"], { "a.py": line });
  expect(service?.variables.map(({ value }) => value).toSorted()).toEqual(["DBHOST", "DBNAME", "DBPASS", "DBUSER"]);
});

test("a settings class says that the program takes SQLite by itself", () => {
  const texts = { "settings.py": 'class S(BaseSettings):\n    DB_ENGINE: str = "sqlite"\n    DB_HOST: str = "a"\n' };
  const [service] = found("pypi", ["psycopg2-binary"], texts);
  expect(service?.optional).toContain("SQLite (settings.py:2)");
});

test("of two places for data that one option names, the one that it has at first is set up", () => {
  const names = ["github.com/redis/go-redis", "github.com/bradfitz/gomemcache"];
  const services = found("go", names, { "a.go": 'pflag.String("database", "memcached", "x")' });
  expect(services.map(({ kind, optional }) => [kind.name, optional])).toEqual([
    ["redis", "the program takes memcached (a.go:1), unless it is told another one"],
    ["memcached", undefined],
  ]);
});

test.each([
  ["go", 'os.Getenv("DB_USER"); os.Getenv("DB_NAME")', ["DB_USER", "DB_NAME", "PGHOST"]],
  ["go", 'os.Getenv("DB_HOST"); os.Getenv("DB_USER")', ["DB_HOST", "DB_USER"]],
  ["go", 'os.Getenv("DATABASE_URL")', ["DATABASE_URL"]],
  ["cargo", 'env::var("DB_USER")', ["DB_USER"]],
] as const)(
  "a driver in %s that takes the host from the environment is told it where the program reads none: %s",
  (ecosystem, text, names) => {
    const packages = { go: "github.com/lib/pq", cargo: "tokio-postgres" };
    const [postgres] = found(ecosystem, [packages[ecosystem]], { "db.go": text });
    expect(postgres?.variables.map(({ value }) => value)).toEqual(names);
  },
);

test.each<[text: string, variables: string[]]>([
  ['os.environ["DATABASE_URL"]\nDB_NAME = "shop.db"\n', ["DATABASE_URL"]],
  ["env('DATABASE_URL')\nenv('DB_NAME')\n", ["DATABASE_URL", "DB_NAME"]],
  ["class Config(BaseSettings):\n    DB_HOST: str\n    DB_NAME: str\n", ["DB_HOST", "DB_NAME"]],
  ["URL = f'postgres://{DB_HOST}/a'\n", ["DB_HOST"]],
])("of %j, what a program in Python reads is %j: a constant of its own tells it nothing", (text, variables) => {
  const [service] = found("pypi", ["psycopg2"], { "app.py": text });
  expect(service?.variables.map(({ value }) => value)).toEqual(variables);
});

test("parts of an address may be called in two words", () => {
  const text = ["HOST_NAME", "USER_NAME", "PASSWORD", "DB_NAME"].map((end) => `getenv("MYSQL_${end}")`).join("\n");
  const [service] = found("packagist", ["ext-mysqli"], { "a.php": text });
  expect(service?.variables.map(({ value }) => value).sort()).toEqual([
    "MYSQL_DB_NAME",
    "MYSQL_HOST_NAME",
    "MYSQL_PASSWORD",
    "MYSQL_USER_NAME",
  ]);
});

test.each([
  ['self.setting("REDIS_URI", None)', false],
  ['environ.get("REDIS_URL", default=None)', false],
  ['environ["REDIS_URL"]', true],
  ['environ.get("REDIS_URL", "redis://localhost")', true],
])("%s: Redis is needed: %s", (text, isNeeded) => {
  const [service] = found("pypi", ["redis"], { "app.py": text });
  expect(service?.optional === undefined).toBe(isNeeded);
});

test.each([
  ['env("ALWAYS_EAGER", "True")', 'CELERY_BROKER_URL = env("CELERY_BROKER_URL")', false],
  ['os.getenv("CELERY_TASK_ALWAYS_EAGER", default=True)', 'env("CELERY_BROKER_URL")', false],
  ['os.getenv("CELERY_TASK_ALWAYS_EAGER", "False")', 'env("CELERY_BROKER_URL")', true],
  ["CELERY_TASK_ALWAYS_EAGER = True", 'env("CELERY_BROKER_URL")', true],
  ['env("ALWAYS_EAGER", "True")', 'CACHE = env("REDIS_URL")\nenv("CELERY_BROKER_URL")', true],
])("where tasks are done at once (%s; %j), Redis is needed: %s", (eager, read, isNeeded) => {
  const [service] = found("pypi", ["redis"], { "settings.py": `${eager}\n${read}\n` });
  expect(service?.optional === undefined).toBe(isNeeded);
});

test.each([
  ["npm", "pg", 'type = env.DB_TYPE || "sqlite"; host = env.DB_HOST', false],
  ["npm", "pg", 'client: process.env["DB_CLIENT"] ?? "sqlite3", host = env.DB_HOST', false],
  ["npm", "pg", 'type = env.DB_TYPE || "postgres"; host = env.DB_HOST', true],
  ["packagist", "ext-pdo_mysql", "const string DEFAULT_DATABASE_MODE = 'sqlite'; getenv('DB_HOST')", false],
  ["packagist", "ext-pdo_mysql", "const string DEFAULT_DATABASE_MODE = 'mysql'; getenv('DB_HOST')", true],
] as const)("a database in %s by %s, where the code says %j, is needed: %s", (ecosystem, name, text, isNeeded) => {
  const [service] = found(ecosystem, [name], { "config.js": text, "config.php": text });
  expect(service?.optional === undefined).toBe(isNeeded);
});

test.each([
  [
    ["rails", "mysql2", "sidekiq", "dalli"],
    ["mysql yes", "redis yes", "memcached no"],
  ],
  [
    ["sinatra", "mysql2", "redis", "dalli"],
    ["mysql no", "redis no", "memcached no"],
  ],
])("what reads its address by itself is needed of %j: %j", (names, needed) => {
  const services = found("gem", names, { "app.rb": "" }).map(
    ({ kind, optional }) => `${kind.name} ${optional ? "no" : "yes"}`,
  );
  expect(services.sort()).toEqual(needed.toSorted());
});

test.each([
  ["options = [{'name': 'STORAGE', 'default_value': 'memory://'}]", false],
  ['field(default="memory://")', false],
  ['field(default="redis://cache")', true],
  ['os.environ["REDIS_URL"]; field(default="memory://")', true],
])("where what is kept is in memory by itself, Redis is needed: %s %s", (text, isNeeded) => {
  const [service] = found("pypi", ["redis"], { "settings.py": text });
  expect(service?.optional === undefined).toBe(isNeeded);
});

test("a database without an address at first is needed all the same", () =>
  expect(found("pypi", ["psycopg2"], { "app.py": 'get("DATABASE_URL", None)' })[0]?.optional).toBeUndefined());
