import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { findMembers } from "../../members/find.ts";
import { detectProject } from "../choose.ts";
import { php } from "./php.ts";

const factsOf = (files: Record<string, string | object>) => php.detect(tree(files as Record<string, string>));
const dockerfileOf = (files: Record<string, string | object>) => renderDockerfile(factsOf(files).dockerfile ?? []);
const warningsOf = (files: Record<string, string | object>) => factsOf(files).warnings.map(({ text }) => text);

describe("the version of PHP", () => {
  test.each([
    [{ require: { php: "^7.2|^8.0" } }, "8.4"],
    [{ require: { php: "~7.1" } }, "7.4"],
    [{ require: { php: "~7.1.0" } }, "7.1"],
    [{ require: { php: ">=5.6 <7.0" } }, "5.6"],
    [{ require: { php: ">=8.5" } }, "8.5"],
    [{ require: { php: "dev-main" } }, "8.4"],
    [{ require: { php: "^8.1" }, config: { platform: { php: "8.2.7" } } }, "8.2"],
    [{ require: { php: "^7.4 || ^8.0" }, config: { platform: { php: "7.4" } } }, "8.4"],
    [{ require: { php: "^7.1" }, config: { platform: { php: "7.1" } } }, "7.1"],
  ])("of %j is %s", (manifest, version) =>
    expect(dockerfileOf({ "composer.json": manifest, "index.php": "" })).toContain(`FROM php:${version}-apache`),
  );

  test.each([
    ["3.1.11", "7.4"],
    ["3.1.13", "8.1"],
    ["2.2.6", "5.6"],
  ])("is one that CodeIgniter %s runs on, whatever composer.json asks for", (version, expected) =>
    expect(
      dockerfileOf({
        "composer.json": { require: { php: ">=5.3.7" } },
        "index.php": "",
        "system/core/CodeIgniter.php": `<?php\n\tconst CI_VERSION = '${version}';\n`,
      }),
    ).toContain(`FROM php:${expected}-apache`),
  );

  test("is one that every locked package runs on", () => {
    const locked = {
      packages: [
        { name: "a/a", require: { php: "^7.3 || ^8.0" } },
        { name: "a/b", require: { php: "^7.1" } },
      ],
    };
    const files = { "composer.json": { require: { php: ">=7.2" } }, "composer.lock": locked, "index.php": "" };
    expect(dockerfileOf(files)).toContain("FROM php:7.4-apache");
  });

  test.each([
    ["mysql_query('x');", "5.6"],
    ["create_function('$a', 'x');", "7.4"],
    ["if (function_exists('create_function')) create_function('$a', 'x');", "8.4"],
    ["$db->each($a);", "8.4"],
    ["mysqli_connect(a()); function mysql_query($q) {}", "8.4"],
  ])("of the code %s is %s", (code, version) =>
    expect(dockerfileOf({ "index.php": `<?php\n${code}\n` })).toContain(`FROM php:${version}-apache`),
  );
});

describe("a framework that listens by itself", () => {
  test.each<[files: Record<string, string | object>, start: string, port: number]>([
    [
      {
        "composer.json": { require: { "hyperf/framework": "^3" } },
        "bin/hyperf.php": "",
        "config/autoload/server.php": "<?php\nreturn [\n  'port' => 9501,\n];",
      },
      "php bin/hyperf.php start",
      9501,
    ],
    [
      {
        "composer.json": { require: { "workerman/webman-framework": "^2" } },
        "start.php": "",
        "config/process.php": "<?php\nreturn ['listen' => 'http://0.0.0.0:8787'];",
      },
      "php start.php start",
      8787,
    ],
    [
      { "composer.json": { require: {}, scripts: { start: ["php bin/server.php"] } }, "bin/server.php": "" },
      "php bin/server.php",
      8080,
    ],
  ])("of %j is started by %s", (files, start, port) => {
    const facts = factsOf(files);
    expect(facts.evidence.find(({ what }) => what === "start")?.value).toBe(start);
    expect(facts.port.value).toBe(port);
  });
});

test.each([
  ["3306", ["mysql"]],
  ["5432", ["postgres"]],
  ["1234", []],
])("what a package speaks to at the port %s of .env.example is %j", (port, services) =>
  expect(
    factsOf({
      "index.php": "<?php Database::config(getenv('DB_HOST'), getenv('DB_PORT'));",
      ".env.example": `DB_HOST=localhost\nDB_PORT=${port}\n`,
    }).services.map(({ kind }) => kind.name),
  ).toEqual(services),
);

test.each([
  ["'driver' => Mysql::class,", "mysql"],
  ["'driver' => 'Cake\\\\Database\\\\Driver\\\\Postgres',", undefined],
  ["'driver' => Postgres::class,", "postgres"],
  ["'driver' => env('DB_DRIVER', 'mysql'),", "mysql"],
])("the setting %s says the database %s", (setting, service) =>
  expect(factsOf({ "index.php": "", "config/app.php": `<?php\n${setting}` }).services[0]?.kind.name).toBe(service),
);

test.each([
  ['$host = "localhost"; $a = new PDO("mysql:host=$host");', true],
  ['$servername = "127.0.0.1"; mysqli_connect($servername);', true],
  ["'hostname' => 'localhost', 'dbdriver' => 'mysqli',", true],
  ["define('DB_HOST', 'localhost'); mysqli_connect(DB_HOST);", true],
  ['$host = getenv("DB_HOST"); mysqli_connect($host);', false],
])("%s looks on its own machine: %s", (code, isLocal) =>
  expect(
    warningsOf({ "index.php": `<?php\n${code}` }).some((text) => text.includes("on the machine that it runs on")),
  ).toBe(isLocal),
);

describe("the pages", () => {
  test.each([
    [{ "index.php": "" }, "/app"],
    [{ "public/index.php": "", "index.php": "" }, "/app/public"],
    [{ "web/app.php": "", "composer.json": "{}" }, "/app/web"],
    [{ "upload/index.php": "" }, "/app/upload"],
    [{ "frontend/web/index.php": "", "backend/web/index.php": "", "composer.json": "{}" }, "/app/frontend/web"],
    [{ "loader.php": "", "admin/index.php": "" }, "/app"],
    [{ "index.html": "", "mail.php": "" }, "/app"],
    [{ Procfile: "web: vendor/bin/heroku-php-apache2 -C a.conf html/", "index.php": "" }, "/app/html"],
    [{ "composer.json": { require: { "drupal/core-recommended": "^10" } } }, "/app/web"],
  ])("of %j are in %s", (files, folder) => expect(dockerfileOf(files)).toContain(`DocumentRoot ${folder}'`));

  test.each([
    [{ "public/index.php": "", "composer.json": "{}" }, true],
    [{ "public/index.php": "", "composer.json": "{}", "public/.htaccess": "" }, false],
    [{ "index.php": "" }, false],
  ])("of %j are all answered by the first: %s", (files, isAll) =>
    expect(dockerfileOf(files).includes("FallbackResource /index.php")).toBe(isAll),
  );

  test("are missing in a library", () => {
    const files = { "composer.json": "{}", "src/Server.php": "<?php\nnamespace A;\nnew SocketServer('x');" };
    expect(() => detectProject(tree(files))).toThrow("is a PHP library");
  });
});

test.each([
  ["package.json", { name: "theme", main: "gulpfile.js" }],
  ["package.json", { scripts: { start: "wp-scripts start" } }],
])("assets of Node beside index.php make no Node project: %s %j", (file, manifest) => {
  const files = { "index.php": "", "gulpfile.js": "", [file]: JSON.stringify(manifest) };
  expect(detectProject(tree(files)).pack).toBe("php");
});

test.each([
  ["new PDO('mysql:host=' . $host)", "pdo_mysql", "mysql"],
  ["new \\mysqli($host)", "mysqli", "mysql"],
  ["pg_connect($dsn)", "pgsql", "postgres"],
  ["$redis = new Redis();", "redis", "redis"],
  ["['driver' => 'pgsql']", "pdo_pgsql", "postgres"],
])("%s needs the extension %s and the service %s", (code, extension, service) => {
  const files = { "index.php": `<?php\n${code};` };
  expect(dockerfileOf(files)).toMatch(new RegExp(`install-php-extensions .*\\b${extension}\\b`));
  expect(factsOf(files).services.map(({ kind }) => kind.name)).toEqual([service]);
});

test.each([
  ["getenv('TOKEN')", ["TOKEN"]],
  ["getenv('TOKEN') ?: 'x'", []],
  ["$_ENV['TOKEN'] ?? 'x'", []],
  ["env('TOKEN', 'x')", []],
  ["isset($_ENV['TOKEN'])", []],
  ["if (!getenv('TOKEN')) exit", []],
  ["getenv('TOKEN') === false", []],
  ["filter_var(getenv('TOKEN'), FILTER_VALIDATE_BOOLEAN)", []],
  ["$token = getenv('TOKEN'); if (is_string($token)) use($token)", []],
  ["$token = getenv('TOKEN'); if ($token === false) { die('no token'); }", ["TOKEN"]],
])("the variables of %s are %j", (code, names) =>
  expect(factsOf({ "index.php": `<?php\n${code};` }).variables.map(({ value }) => value)).toEqual(names),
);

test.each([
  ["(new Dotenv())->load();", "ends the program if there is no .env"],
  ["new mysqli('localhost', 'a');", "looks for its database on the machine"],
  ["session_start();", "keeps sessions in files of one container"],
  ["mail($to, 'a', 'b');", "sends mail by sendmail"],
])("%s is warned of", (code, warning) =>
  expect(warningsOf({ "index.php": `<?php\n${code}\n` }).join("\n")).toContain(warning),
);

test("assets of a page are built by what composer installed before, with an old Node where their builder is old", () => {
  const assets = { scripts: { production: "mix" }, devDependencies: { "laravel-mix": "^5.0.1" } };
  const dockerfile = dockerfileOf({ "composer.json": "{}", "public/index.php": "", "package.json": assets });
  expect(dockerfile).toContain("FROM node:16-slim AS tools");
  expect(dockerfile).toContain("COPY --from=dependencies /app ./\nRUN npm run production && rm -rf node_modules");
});

test("a database of the Compose file is spoken to, and no file is one then", () => {
  const compose = "services:\n  db:\n    image: mysql:8\n";
  const files = {
    "composer.json": { require: { "laravel/framework": "^11" } },
    ".env.example": "DB_CONNECTION=sqlite\n",
  };
  expect(warningsOf(files).join("\n")).toContain("the database is a file");
  expect(dockerfileOf({ ...files, "docker-compose.yml": compose })).toContain(
    "install-php-extensions opcache pdo_mysql\n",
  );
  expect(warningsOf({ ...files, "docker-compose.yml": compose }).join("\n")).not.toContain("the database is a file");
});

describe("the settings of Symfony", () => {
  const files = (more: Record<string, string>) => ({
    "composer.json": { require: { "symfony/framework-bundle": "^7" } },
    "public/index.php": "",
    ".gitignore": "vendor\n",
    ...more,
  });
  const secret = "framework:\n  secret: '%env(APP_SECRET)%'\n";
  const read = (more: Record<string, string>) =>
    factsOf(files(more)).variables.map(({ value, at }) => `${value} ${at}`);

  test("name variables that have a value nowhere", () => {
    const services = "parameters:\n  env(KIND): a\n  a: '%env(KIND)%'\n  # b: '%env(OLD)%'\n  c: '%env(int:LIMIT)%'\n";
    expect(
      read({ "config/packages/framework.yaml": secret, "config/services.yaml": services, ".env": "APP_SECRET=\n" }),
    ).toEqual(["LIMIT config/services.yaml:5", "APP_SECRET config/packages/framework.yaml:2"].sort());
  });

  test.each<[more: Record<string, string>, names: string[]]>([
    [{ ".env": "APP_SECRET=abc\n" }, []],
    [{ ".env": "APP_SECRET=abc\n", ".gitignore": ".env\n" }, ["APP_SECRET config/packages/framework.yaml:2"]],
    [{ "config/packages/dev/a.yaml": "a: '%env(ONLY_DEV)%'", ".env": "APP_SECRET=abc" }, []],
  ])("beside %j name %j", (more, names) => {
    expect(read({ "config/packages/framework.yaml": secret, ...more })).toEqual(names);
  });

  test("trust what is in front of the program", () => {
    const own = { "config/packages/framework.yaml": "framework:\n  trusted_proxies: '%env(TRUSTED_PROXIES)%'\n" };
    expect(dockerfileOf(files({}))).toContain("SYMFONY_TRUSTED_PROXIES=REMOTE_ADDR");
    expect(dockerfileOf(files({}))).not.toContain(" TRUSTED_PROXIES=");
    expect(dockerfileOf(files(own))).toContain(" TRUSTED_PROXIES=REMOTE_ADDR");
    expect(factsOf(files(own)).variables).toEqual([]);
  });
});

describe("Laravel", () => {
  const manifest = { require: { "laravel/framework": "^12", "tymon/jwt-auth": "^2" } };
  const files = {
    "composer.json": manifest,
    "public/index.php": "",
    "config/app.php": "<?php return ['key' => env('APP_KEY'), 'url' => env('ASSET_URL')];",
    "config/jwt.php": "<?php return ['secret' => env('JWT_SECRET'), 'public' => env('JWT_PUBLIC_KEY')];",
    "config/database.php": "<?php return ['default' => env('DB_DRIVER', 'sqlite'), 'host' => env('DB_HOST')];",
  };

  test.each<Record<string, string>>([{}, { Dockerfile: "FROM php:8.4-apache\nCOPY . .\n" }])(
    "needs only that without which it does not start, with %j",
    (more) => {
      const { variables } = detectProject(tree({ ...files, ...more }));
      expect(variables.map(({ value }) => value)).toEqual(["APP_KEY", "JWT_SECRET"]);
    },
  );

  test("says which database it uses by a driver, too", () => {
    const { services } = factsOf({ ...files, ".env.example": "DB_DRIVER=mysql\n" });
    expect(services.map(({ kind }) => kind.name)).toEqual(["mysql"]);
  });

  test.each([
    ["$schedule->command('clean')->daily();", ["scheduler"]],
    ["// $schedule->command('inspire')->hourly();", []],
  ])("with %s has the workers %j", (line, names) => {
    const kernel = `<?php\nfunction schedule(Schedule $schedule)\n{\n    ${line}\n}\n`;
    const { processes } = factsOf({ ...files, "app/Console/Kernel.php": kernel });
    expect(processes?.workers.map(({ name }) => name)).toEqual(names);
  });
});

test("a sample of settings in INI, in a file of PHP, speaks of no database that is commented out", () => {
  const sample = '; <?php die; ?>\n[model]\nclass = Files\n;dsn = "mysql:host=localhost;dbname=a"\n';
  expect(factsOf({ "index.php": "", "cfg/conf.sample.php": sample }).services).toEqual([]);
});

test("Horizon works on the queue, where it is there", () => {
  const workers = (name: string) =>
    factsOf({
      "composer.json": { require: { "laravel/framework": "^11", [name]: "^5" } },
      ".env.example": "QUEUE_CONNECTION=redis\n",
    }).processes?.workers.map(({ value }) => value);
  expect(workers("laravel/horizon")).toEqual(["php artisan horizon"]);
  expect(workers("laravel/tinker")).toEqual(["php artisan queue:work"]);
});

test("packages of one's own beside the pages are a part of them", () => {
  const files = {
    "index.php": "<?php require 'lib/a.php';",
    "lib/composer.json": "{}",
    "lib/a.php": "<?php mysqli_connect(getenv('DB_HOST'));",
    "lib/index.html": "",
    "shop/composer.json": "{}",
    "shop/index.php": "<?php",
  };
  expect(findMembers(tree(files)).members.map(({ folder }) => folder)).toEqual(["", "shop"]);
});

describe("Symfony's settings", () => {
  const symfony = (files: Record<string, string>) =>
    factsOf({
      "composer.json": { require: { "symfony/framework-bundle": "7.*", "symfony/amqp-messenger": "7.*" } },
      ".gitignore": "/vendor/\n",
      "public/index.php": "",
      ...files,
    });

  test("say which services it uses, with what is in Git for them", () => {
    const { services } = symfony({
      ".env":
        "LOCK_DSN=redis://localhost:6379\nMESSENGER_TRANSPORT_DSN=amqp://a:b@localhost:5672/%2f\n#CACHE_URL=memcached://x\n",
      "config/packages/lock.yaml": "framework:\n  lock: '%env(LOCK_DSN)%'\n",
    });
    expect(services.map(({ kind, variables }) => [kind.name, variables.map(({ value }) => value)])).toEqual([
      ["redis", ["LOCK_DSN"]],
      ["rabbitmq", ["MESSENGER_TRANSPORT_DSN"]],
    ]);
  });

  test("of one machine, which Git ignores, say nothing", () => {
    const files = { ".gitignore": "/.env\n", ".env": "LOCK_DSN=redis://localhost:6379\n" };
    expect(symfony(files).services.filter(({ kind }) => kind.name === "redis")).toEqual([]);
  });

  test("for developers say nothing", () => {
    const files = { "config/packages/debug.yaml": "when@dev:\n  debug:\n    to: '%env(DUMP_SERVER)%'\n" };
    expect(symfony(files).variables).toEqual([]);
  });
});

describe("a driver of Laravel", () => {
  const services = (files: Record<string, string>, packages: Record<string, string> = {}) =>
    factsOf({
      "composer.json": { require: { "laravel/framework": "^11", "predis/predis": "^2", ...packages } },
      "config/database.php": "<?php return ['redis' => ['host' => env('REDIS_HOST', '127.0.0.1')]];",
      ...files,
    })
      .services.filter(({ optional }) => !optional)
      .map(({ kind }) => kind.name);

  test.each<[files: Record<string, string>, names: string[]]>([
    [{}, []],
    [{ ".env.example": "CACHE_STORE=redis\n" }, ["redis"]],
    [{ "config/cache.php": "<?php return ['default' => env('CACHE_DRIVER', 'redis')];" }, ["redis"]],
    [{ "config/cache.php": "<?php return ['default' => env('CACHE_DRIVER', 'file')];" }, []],
    [{ "app/A.php": "<?php use Illuminate\\Support\\Facades\\Redis;" }, ["redis"]],
  ])("that is set by itself, or asked for, has its service: %j", (files, names) =>
    expect(services(files)).toEqual(names),
  );

  test("is needed by Horizon", () => expect(services({}, { "laravel/horizon": "^5" })).toEqual(["redis"]));
});

test("assets are built by the script that is not for developers", () => {
  const manifest = (build: string) => ({
    scripts: { build, production: "sass a b" },
    devDependencies: { sass: "1" },
  });
  const files = (build: string) => ({ "composer.json": {}, "index.php": "", "package.json": manifest(build) });
  expect(dockerfileOf(files("npm-run-all build:*:dev"))).toContain("npm run production");
  expect(dockerfileOf(files("vite build"))).toContain("npm run build");
});

test.each([
  ["docker/Shop.Apache.conf", "<VirtualHost *:80>\n  DocumentRoot /var/www/Shop/p/\n", "/app/p"],
  ["deploy/nginx.conf", "server {\n  root /srv/shop/p;\n}\n", "/app/p"],
  ["deploy/nginx.conf", "server {\n  root /usr/share/nginx/html;\n}\n", "/app"],
])("settings of a web server in %s say which folder the pages are in", (path, settings, folder) => {
  const { evidence } = factsOf({ "index.php": "", "p/index.php": "", [path]: settings });
  const found = evidence.find(({ what }) => what === "document root")?.value;
  expect(found === "." ? "/app" : `/app/${found}`).toBe(folder);
});

describe("folders that a program fills, and no browser may read", () => {
  const files = {
    "index.php": "",
    "data/.htaccess": "Require all denied\n",
    "cache/.htaccess": "deny from all\n",
    "uploads/.htaccess": "php_flag engine off\n",
    "logs/.htaccess": "Require all denied\n",
    "logs/format.txt": "",
  };

  test("are writable", () =>
    expect(factsOf(files).writable.map(({ value }) => value)).toEqual(["/app/cache", "/app/data"]));

  test("stay closed where a volume hides the rule that lies in them", () => {
    const closed = [...dockerfileOf(files).matchAll(/<Directory (\S+)>'? ?\\?\n[^\n]*AllowOverride None/g)];
    expect(closed.map(([, folder]) => folder)).toEqual(["/app/cache", "/app/data"]);
  });
});

test("the script that builds what a browser loads may be called as its framework's people do", () =>
  expect(
    dockerfileOf({
      "composer.json": { require: { "symfony/framework-bundle": "^6" } },
      "public/index.php": "",
      "package.json": {
        scripts: { "build:dev": "encore dev", "build:prod": "encore production" },
        dependencies: { a: "1" },
      },
      ".tool-versions": "php 8.3\nnodejs 22.1.0\n",
    }),
  ).toMatch(/FROM node:22\b[\s\S]*npm run build:prod/));

test("where a page leads to is no health path of the program's own", () =>
  expect(
    factsOf({ "index.php": "$topics = ['Health' => '/health', '/healthz' => 'check'];" }).health.readiness,
  ).toEqual({
    value: "/healthz",
    at: "index.php:1",
  }));

test("what is a copy of a package says nothing of the program", () => {
  const files = {
    "composer.json": { require: { "slim/slim": "4" } },
    "composer.lock": { packages: [{ name: "acme/console", require: {} }] },
    "index.php": "",
    "changed/acme/console/Output.php": "<?php\n$a = getenv('COLOURS');\n",
    "own/acme/Output.php": "<?php\n$a = getenv('PRICES');\n",
  };
  expect(factsOf(files).variables.map(({ value }) => value)).toEqual(["PRICES"]);
});

describe("Lumen without settings of a database", () => {
  const lumen = {
    "composer.json": { require: { "laravel/lumen-framework": "10" } },
    "public/index.php": "",
    "database/migrations/1_a.php": "",
  };
  const servicesOf = (more: object) => factsOf({ ...lumen, ...more }).services.map(({ kind }) => kind.name);

  test.each<[more: object, services: string[]]>([
    [{}, ["mysql"]],
    [{ ".env.example": "DB_CONNECTION=pgsql\nDB_HOST=a\n" }, ["postgres"]],
    [{ "config/database.php": "<?php return ['default' => env('DB_CONNECTION', 'sqlite')];" }, []],
  ])("uses what it has them for, with %j: %j", (more, services) => expect(servicesOf(more)).toEqual(services));

  test("needs its key, whatever reads it", () =>
    expect(factsOf(lumen).variables.map(({ value }) => value)).toEqual(["APP_KEY"]));
});

describe("what Laravel calls its cloud", () => {
  const laravel = {
    "composer.json": { require: { "laravel/framework": "10", "league/flysystem-aws-s3-v3": "3" } },
    "public/index.php": "",
    artisan: "",
    "config/filesystems.php":
      "<?php return ['default' => env('FILESYSTEM_DISK', 'local'), 'cloud' => env('FILESYSTEM_CLOUD', 's3'), 'key' => env('AWS_ACCESS_KEY_ID')];",
    "config/app.php": "<?php return ['key' => env('APP_KEY', null)];",
  };
  const isNeeded = (more: object) =>
    factsOf({ ...laravel, ...more }).services.find(({ kind }) => kind.name === "s3")?.optional === undefined;

  test("is needed by who asks for it", () => {
    expect(isNeeded({})).toBe(false);
    expect(isNeeded({ "app/Files.php": "<?php Storage::cloud()->put('a', 'b');" })).toBe(true);
    const kept = (line: string) => ({
      "config/filesystems.php": `<?php return [${line}, 'key' => env('AWS_ACCESS_KEY_ID')];`,
    });
    expect(isNeeded(kept("'copies' => ['driver' => env('COPY_DRIVER', 's3')]"))).toBe(false);
    expect(isNeeded(kept("'default' => env('FILESYSTEM_DRIVER', 's3')"))).toBe(true);
  });

  test("its key is needed, unless no settings speak of it", () => {
    const asked = (more: object) => factsOf({ ...laravel, ...more }).variables.map(({ value }) => value);
    expect(asked({})).toContain("APP_KEY");
    expect(asked({ "config/app.php": "<?php return [];" })).not.toContain("APP_KEY");
  });
});
