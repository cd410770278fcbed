import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { detectProject } from "../choose.ts";
import { rust } from "./rust.ts";

const manifest = (name: string, more = "") => `[package]\nname = "${name}"\n${more}`;
const project = (code: string, more: Record<string, string> = {}) =>
  tree({ "Cargo.toml": manifest("shop"), "Cargo.lock": "", "src/main.rs": code, ...more });
const dockerfileOf = (code: string, more: Record<string, string> = {}) =>
  renderDockerfile(rust.detect(project(code, more)).dockerfile ?? []);

describe("the port", () => {
  test.each<[code: string, port: number]>([
    ['env::var("PORT").unwrap_or("3000".into())', 3000],
    ['env::var("PORT")\n    .ok()\n    .and_then(|p| p.parse().ok())\n    .unwrap_or(3000);', 3000],
    ['#[arg(long, env = "PORT", default_value_t = 3000)]\nport: u16', 3000],
    ['setting("SHOP_LISTEN_PORT", "port")\n    .unwrap_or(String::from("3000"))', 3000],
    ['TcpListener::bind("0.0.0.0:3000")', 3000],
    ["SocketAddr::from(([0, 0, 0, 0], 3000))", 3000],
    ['.bind(("0.0.0.0", 3000))', 3000],
    ["(Ipv4Addr::UNSPECIFIED, 3000)", 3000],
    ["SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), 3000)", 3000],
    ["#[default(3000)]\n  pub port: u16,", 3000],
    ['Arg::new("port")\n  .long("port")\n  .default_value("3000")', 3000],
    ['#[builder(default = "6360")]\n  pub port: u16,\n#[builder(default = "3000")]\n  pub http_port: u16,', 3000],
    ["#[setting(default = 2525)]\n  pub smtp_port: u16,\n#[setting(default = 3000)]\n  pub backend_port: u16,", 3000],
    ['#[config(env = "SHOP_HTTP", default = 3000)]\n  port: u16,', 3000],
    ["fn default_port() -> u16 {\n    3000\n}", 3000],
    ["impl Settings {\n    fn new() -> Self {\n        Settings {\n            port: 3000,\n        }\n    }\n}", 3000],
    ['connect("127.0.0.1:5432")', 8080],
    ["// bind 0.0.0.0:3000", 8080],
  ])("of %j is %i", (code, port) => {
    expect(rust.detect(project(code)).port.value).toBe(port);
  });

  test.each([
    'let bind_address = format!("127.0.0.1:{}", port);',
    'bind("127.0.0.1:80")',
    "([127, 0, 0, 1], 80)",
    '.bind(("localhost", 80))',
  ])("of %s is warned of", (code) => {
    const warnings = rust.detect(project(code)).warnings.map(({ text }) => text);
    expect(warnings).toContainEqual(expect.stringContaining("listens on this machine only"));
  });
});

describe("a variable", () => {
  test.each<[code: string, names: string[]]>([
    ['std::env::var("KEY")?', ["KEY"]],
    ['env::var("KEY").expect("no key")', ["KEY"]],
    ['env::var("KEY")\n        .unwrap_or_else(|_| "a".into())', []],
    ['env::var("KEY").ok()', []],
    ['if let Ok(key) = env::var("KEY") {', []],
    ['if let Ok(key) =\n        env::var("KEY").map(|k| k == "1")\n    {', []],
    ['let key =\n        env::var("KEY")?;', ["KEY"]],
    ['#[arg(long, env = "KEY")]\n    key: String,', ["KEY"]],
    ['#[arg(long, env = "KEY")]\n    key: Option<String>,', []],
    ['#[arg(\n  long,\n  env = "KEY",\n  num_args(1)\n)]\n    pub key: Option<String>,', []],
    ['#[arg(\n  long,\n  default_value = "a",\n  env = "KEY"\n)]\n    pub key: String,', []],
    ['#[arg(\n  long,\n  env = "KEY"\n)]\n    pub key: String,', ["KEY"]],
    ["#[clap(long, env)]\n    pub key: String,", ["KEY"]],
    ["#[clap(long, env)]\n    pub key: Option<String>,", []],
    [
      'get_env("KEY")?; env_parse::<u16>("LIMIT")?; get_env_or("A", "b"); get_env("B").ok(); arg.env("C")',
      ["KEY", "LIMIT"],
    ],
  ])("that %j reads: %j", (code, names) => {
    expect(rust.detect(project(code)).variables.map(({ value }) => value)).toEqual(names);
  });
});

describe("the image", () => {
  test("has the libraries that packages are compiled against", () => {
    const lock = '[[package]]\nname = "pq-sys"\n[[package]]\nname = "prost-build"\n';
    const dockerfile = dockerfileOf("", { "Cargo.lock": lock });
    expect(dockerfile.match(/(libpq5|protobuf-compiler)/g)).toEqual(["protobuf-compiler", "libpq5"]);
  });

  test.each([
    ['[toolchain]\nchannel = "1.80.1"', "rust:1.80-bookworm"],
    ["1.75.0\n", "rust:1.75-bookworm"],
    ['[toolchain]\nchannel = "nightly"', "rust:1-bookworm"],
  ])("is made from the version that %j pins", (text, image) => {
    const path = text.startsWith("[") ? "rust-toolchain.toml" : "rust-toolchain";
    expect(dockerfileOf("", { [path]: text })).toContain(`FROM ${image} AS build`);
  });

  test("checks no queries against a database, if that was done before", () => {
    const code = 'sqlx::query!("select 1")';
    expect(dockerfileOf(code, { ".sqlx/a.json": "" })).toContain("SQLX_OFFLINE=true");
    expect(dockerfileOf(code, { "store/.sqlx/a.json": "" })).toContain("SQLX_OFFLINE=true");
    const warnings = rust.detect(project(code)).warnings.map(({ hint }) => hint);
    expect(warnings).toEqual(["Run `cargo sqlx prepare` and commit .sqlx."]);
  });

  test("has what the program reads", () => {
    expect(dockerfileOf('Tera::new("views/**/*")', { "views/a.html": "", "docs.txt": "" })).toContain(
      "COPY views ./views",
    );
  });
});

describe("the program", () => {
  test.each<[files: Record<string, string>, program: string]>([
    [{ "src/bin/worker.rs": "", "src/bin/server.rs": "" }, "server"],
    [{ "src/main.rs": "", "src/bin/server.rs": "" }, "shop"],
    [{ "Cargo.toml": manifest("shop", 'default-run = "two"\n[[bin]]\nname = "one"\n[[bin]]\nname = "two"') }, "two"],
    [
      {
        "Cargo.toml": '[workspace]\nmembers = ["crates/*"]',
        "crates/api/Cargo.toml": manifest("api"),
        "crates/api/src/main.rs": "",
      },
      "api",
    ],
  ])("of %j is %s", (files, program) => {
    const facts = rust.detect(tree({ "Cargo.toml": manifest("shop"), "Cargo.lock": "", ...files }));
    expect(facts.evidence.find(({ what }) => what === "program")?.value).toBe(program);
  });

  test("is missing in a library", () => {
    expect(() => rust.detect(tree({ "Cargo.toml": manifest("shop"), "src/lib.rs": "" }))).toThrow("library");
  });
});

test("a build of its own that asks for npm is told of", () => {
  const warned = (script: string) =>
    rust
      .detect(project("", { "build.rs": script }))
      .warnings.map(({ text }) => text)
      .join();
  expect(warned('fn main() {\n  NpmBuild::new("ui").install();\n}')).toContain("build.rs:2");
  expect(warned('fn main() {\n  Command::new("npm").status();\n}')).toContain("build.rs:2");
  expect(warned('fn main() {\n  tonic_build::compile_protos("a.proto");\n}')).not.toContain("npm");
});

describe("pages", () => {
  const page = {
    "ui/package.json": '{"scripts":{"build":"vite build"},"devDependencies":{"vite":"6"}}',
    "ui/package-lock.json": "{}",
    "ui/index.html": "",
  };
  const stages = (code: string, more: Record<string, string> = {}) => {
    const [pages = "", ...others] = dockerfileOf(code, { ...page, ...more })
      .split(/^FROM /m)
      .slice(1);
    return { isBuilt: pages.includes(" AS pages"), takenBy: others.findIndex((one) => one.includes("--from=pages")) };
  };

  test.each<[code: string, takenBy: "the compiler" | "the program" | undefined]>([
    ['#[derive(RustEmbed)]\n#[folder = "ui/dist/"]\nstruct Assets;', "the compiler"],
    ['static PAGES: Dir = include_dir!("$CARGO_MANIFEST_DIR/ui/dist");', "the compiler"],
    ['ServeDir::new("ui/dist")', "the program"],
    ["Router::new()", undefined],
  ])("that %j serves are built for %s", (code, takenBy) => {
    const index = takenBy === undefined ? -1 : { "the compiler": 0, "the program": 1 }[takenBy];
    expect(stages(code)).toEqual({ isBuilt: takenBy !== undefined, takenBy: index });
  });

  test("of a package of a workspace are named from there", () => {
    const workspace = {
      "Cargo.toml": '[workspace]\nmembers = ["api"]',
      "api/Cargo.toml": manifest("api"),
      "api/src/main.rs": '#[derive(RustEmbed)]\n#[folder = "../ui/dist"]\nstruct Assets;',
    };
    expect(stages("", workspace)).toEqual({ isBuilt: true, takenBy: 0 });
  });
});

test("assets beside it do not make a Node project of it", () => {
  expect(detectProject(project("", { "package.json": '{"main":"a.js"}', "a.js": "" })).pack).toBe("rust");
});

describe("a program with settings in files", () => {
  const configured = (code: string, more: Record<string, string>) =>
    rust.detect(
      tree({
        "Cargo.toml": manifest(
          "shop",
          '[dependencies]\nsqlx = { version = "1", features = ["postgres"] }\nconfig = "1"\n',
        ),
        "src/main.rs": code,
        ...more,
      }),
    );
  const code = 'Environment::with_prefix("APP").prefix_separator("_").separator("__")';
  const told = (services: ReturnType<typeof configured>["services"]) =>
    services.map(({ kind, variables }) => [kind.name, ...variables.map(({ value, at }) => `${value} ${at}`)]);

  test("is told of its services by the variables that take their place", () => {
    const yaml = 'database:\n  host: localhost\n  user: a\n  password: b\n  name: c\nredis_uri: "redis://127.0.0.1"\n';
    const { services } = configured(code, { "configuration/base.yaml": yaml });
    expect(told(services)).toEqual([
      ["redis", "APP_REDIS_URI configuration/base.yaml:6"],
      [
        "postgres",
        "APP_DATABASE__HOST configuration/base.yaml:2",
        "APP_DATABASE__USER configuration/base.yaml:3",
        "APP_DATABASE__PASSWORD configuration/base.yaml:4",
        "APP_DATABASE__NAME configuration/base.yaml:5",
      ],
    ]);
  });

  test("speaks to a database beside it without TLS, whatever they say of production", () => {
    const base = "database:\n  host: localhost\n  require_ssl: false\n";
    const production = "database:\n  require_ssl: true\n";
    const [database] = configured(code, {
      "configuration/base.yaml": base,
      "configuration/production.yaml": production,
    }).services;
    expect(database?.kind.variables.APP_DATABASE__REQUIRE_SSL?.compose).toBe("false");
    expect(database?.variables.map(({ value }) => value)).toContain("APP_DATABASE__REQUIRE_SSL");
  });

  test("listens for everybody, whatever they say", () => {
    const toml = '[server]\naddress = "127.0.0.1:8000"\n';
    const { dockerfile, port, warnings } = configured('Environment::default().separator("__")', {
      "config.toml": toml,
    });
    expect(renderDockerfile(dockerfile ?? [])).toContain("SERVER__ADDRESS=0.0.0.0:8000");
    expect(port).toEqual({ value: 8000, at: "config.toml:2" });
    expect(warnings.map(({ text }) => text).join()).not.toContain("listens on this machine only");
  });

  test.each([
    ['const PREFIX: &str = "shop";\nEnvironment::with_prefix(PREFIX).separator("__")', "SHOP__DATABASE__URL"],
    ['Toml::file("config.toml").merge(Env::prefixed("SHOP_").split("__"))', "SHOP_DATABASE__URL"],
    ['Environment::with_prefix("SHOP")', "DATABASE_URL"],
    ["Config::builder()", "DATABASE_URL"],
  ])("whose code is %j reads %s", (text, variable) => {
    const toml = '[database]\nurl = "postgres://localhost/shop"\n';
    const { services } = configured(text, { "config.toml": toml });
    expect(services.flatMap(({ variables }) => variables.map(({ value }) => value))).toEqual([variable]);
  });
});

test("tests below what they test say nothing of the program", () => {
  const code =
    'fn main() {}\n#[cfg(test)]\n#[expect(clippy::unwrap_used)]\nmod tests {\n  fn a() { env::var("KEY")?; bind("127.0.0.1:3000") }\n}\n';
  const { variables, port, warnings } = rust.detect(project(code));
  expect([variables, port.at, warnings]).toEqual([[], "assumed", []]);
});

describe("of several packages", () => {
  const crate = (name: string, dependency: string) => ({
    [`${name}/Cargo.toml`]: manifest(name, `[dependencies]\n${dependency} = "1"\n`),
    [`${name}/src/main.rs`]: "fn main() {}",
  });

  test("one that others share is no service, though it has a program", () => {
    const files = {
      "Cargo.toml": '[workspace]\nmembers = ["server", "utils", "feed"]\n',
      ...crate("server", "axum"),
      ...crate("utils", "axum"),
      ...crate("feed", "warp"),
    };
    expect(rust.programs?.(tree(files)).map(({ value }) => value)).toEqual(["server", "feed"]);
  });

  test("a program with windows answers at no port", () => {
    const [own] = [tree({ "Cargo.toml": manifest("a", '[dependencies]\ntauri = "2"\n'), "src/main.rs": "" })];
    expect(own && rust.serves?.(own, rust.detect(own))).toBe(false);
  });
});

describe("a program of several commands", () => {
  const code = (field: string, variants: string) =>
    `#[derive(Parser)]\nstruct Cli {\n    #[command(subcommand)]\n    command: ${field},\n}\n#[derive(Debug, Subcommand)]\n#[command(about)]\npub enum Command {\n${variants}}\n`;

  test.each([
    ["Command", "    Migrate,\n    /// Serves.\n    Serve(Options),\n", '["program","serve"]'],
    ["Command", "    Server,\n    Start,\n", '["program","server"]'],
    ["Option<Command>", "    Serve,\n", '["program"]'],
    ["Command", "    Migrate,\n    Observe,\n", '["program"]'],
  ])("by a %s of %j is started as %s", (field, variants, command) => {
    const line = /^CMD (.*)$/m.exec(dockerfileOf(code(field, variants)))?.[1];
    expect(line?.replaceAll(", ", ",")).toBe(command);
  });
});

describe("which settings count", () => {
  const code = (otherwise: string) =>
    `fn main() { let surroundings = std::env::var("APP_ENVIRONMENT")\n  .unwrap_or_else(|_| "${otherwise}".into()); }`;

  test.each([
    ["local", "configuration/production.yaml", "APP_ENVIRONMENT=production"],
    ["development", "config/prod.toml", "APP_ENVIRONMENT=prod"],
    ["production", "configuration/production.yaml", undefined],
    ["local", "configuration/base.yaml", undefined],
  ])("of %s without a variable and %s, %s does", (otherwise, path, set) => {
    const dockerfile = dockerfileOf(code(otherwise), { [path]: "" });
    expect(dockerfile.match(/APP_ENVIRONMENT=\w+/)?.[0]).toBe(set);
  });
});

test("a variable without which the program panics is needed", () => {
  const code = (otherwise: string) =>
    `let a = env::var("SECRET_KEY").unwrap_or_else(|err| {\n  if cfg!(debug_assertions) { "a".into() } else { ${otherwise} }\n});`;
  const needed = (otherwise: string) => rust.detect(project(code(otherwise))).variables;
  expect(needed('panic!("No SECRET_KEY")').map(({ value }) => value)).toEqual(["SECRET_KEY"]);
  expect(needed('"b".into()')).toEqual([]);
});

test.each([
  ["fn main() {}", true],
  ["fn main() { conn.run_pending_migrations(MIGRATIONS) }", false],
])("migrations that nothing runs are warned of: %s", (code, isWarned) => {
  const { warnings } = rust.detect(project(code, { "migrations/2024_a/up.sql": "" }));
  expect(warnings.some(({ text }) => text.includes("migrations/2024_a/up.sql"))).toBe(isWarned);
});

test("a port and an address that are told by variables of other names are told", () => {
  const code =
    'let host = env::var("SERVICE_HOST").unwrap();\nlet port = env::var("SERVICE_PORT").unwrap();\nlet zone = env::var("ZONE").unwrap();';
  expect(dockerfileOf(code)).toContain("SERVICE_PORT=8080 SERVICE_HOST=0.0.0.0");
  expect(rust.detect(project(code)).variables.map(({ value }) => value)).toEqual(["ZONE"]);
});

test.each<[code: string, set: string, is: boolean]>([
  [
    'host: env::var("SHOP_LISTEN_HOST")\n  .unwrap_or_else(|_| String::from("127.0.0.1")),',
    "SHOP_LISTEN_HOST=0.0.0.0",
    true,
  ],
  ['env::var("BIND_ADDRESS").unwrap_or("localhost".into())', "BIND_ADDRESS=0.0.0.0", true],
  ['env::var("HOST").unwrap_or("127.0.0.1".into())', " HOST=0.0.0.0", true],
  ['env::var("DB_HOST").unwrap_or("127.0.0.1".into())', "DB_HOST=0.0.0.0", false],
  ['host: env::var("HOST")?, redis: "127.0.0.1",', " HOST=0.0.0.0", false],
])("who would listen on this machine only is told by %s: %s %s", (code, set, is) => {
  expect(dockerfileOf(code).includes(set)).toBe(is);
});

test.each([
  ['dotenv::dotenv().expect("no .env");', true],
  ["dotenvy::dotenv()?;", true],
  ["dotenv().ok();", false],
])("a .env without values is in the image where %s: %s", (code, isMade) => {
  expect(dockerfileOf(`fn main() { ${code} }`).includes("> ./.env")).toBe(isMade);
});

test("a file that the compiler takes into the program and that nobody committed is warned of", () => {
  const code = 'static KEY: &[u8] = include_bytes!("../secret.key");\nstatic PAGE: &str = include_str!("page.html");';
  const { warnings } = rust.detect(project(code, { "src/page.html": "" }));
  expect(warnings.map(({ text }) => text)).toEqual([
    "src/main.rs:1 takes secret.key into the program, which is not in the repository: the build ends there",
  ]);
});
