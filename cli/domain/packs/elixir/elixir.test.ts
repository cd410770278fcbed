import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { elixir } from "./elixir.ts";

const mix = (said = "", deps = "") =>
  `def project do\n[app: :shop, version: "1.0.0", ${said}\ndeps: deps()]\nend\ndefp deps do\n[\n${deps}\n]\nend\n`;
const phoenix = '{:phoenix, "~> 1.7"},';
const detect = (files: Record<string, string>) => elixir.detect(tree({ "mix.exs": mix(), "mix.lock": "", ...files }));
const runtime = (code: string) => ({ "mix.exs": mix("", phoenix), "config/runtime.exs": code });
const dockerfileOf = (files: Record<string, string>) => renderDockerfile(detect(files).dockerfile ?? []);
const warned = (files: Record<string, string>) => detect(files).warnings.map(({ text }) => text);

describe("the port", () => {
  test.each<[files: Record<string, string>, port: number]>([
    [runtime('port: String.to_integer(System.get_env("PORT") || "4100")'), 4100],
    [runtime('port: String.to_integer(System.get_env("PORT", "4100"))'), 4100],
    [runtime('port = get_env("PORT", :integer) || 4100'), 4100],
    [runtime('http_port = env!("HTTP_PORT", :integer, 4100)'), 4100],
    [runtime('port = get_env("PORT", test: "4102", prod: "4100", dev: "4101")'), 4100],
    [{ "lib/a.ex": "Plug.Cowboy.http(Shop, [], port: 4200)" }, 4200],
    [{ "lib/a.ex": "{Bandit, plug: Shop, port: 4200}" }, 4200],
    [{ "mix.exs": mix("", phoenix), "config/dev.exs": "http: [port: 4300]" }, 4000],
    [{ "lib/a.ex": 'hostname: "db", port: 5432' }, 8080],
  ])("of %j is %i", (files, port) => {
    expect(detect(files).port.value).toBe(port);
  });

  test("of a socket on this machine is warned of, but not that of developers", () => {
    const loopback = "http: [ip: {127, 0, 0, 1}, port: 4000]";
    expect(warned({ "config/prod.exs": loopback })).toContainEqual(expect.stringContaining("this machine only"));
    expect(warned({ "config/dev.exs": loopback })).not.toContainEqual(expect.stringContaining("this machine only"));
  });
});

test("the socket of LiveView tells nothing of health", () => {
  const endpoint = '  socket "/live", Phoenix.LiveView.Socket\n';
  expect(detect({ "lib/endpoint.ex": endpoint }).health.liveness).toBeUndefined();
  expect(detect({ "lib/router.ex": '  get "/healthz", A, :b\n' }).health.readiness?.value).toBe("/healthz");
});

describe("a variable", () => {
  test.each<[code: string, names: string[]]>([
    ['System.fetch_env!("KEY")', ["KEY"]],
    ['Map.fetch!(System.get_env(), "KEY")', ["KEY"]],
    ['System.get_env("KEY") ||\n  raise """', ["KEY"]],
    ['System.get_env("KEY") || raise("no key")', ["KEY"]],
    ['Util.fetch_env!("MAIL_HOST", all: "localhost")', ["MAIL_HOST"]],
    ['case mode do\n  "tls" ->\n    file =\n      System.get_env("KEY") || raise "no key"', []],
    ['username: System.get_env("MAIL_USER")', []],
    ['secret: System.get_env("SIGNING_SECRET")', ["SIGNING_SECRET"]],
    ['secret: read_setting(folder, "SECRET_KEY_BASE", nil)', ["SECRET_KEY_BASE"]],
    ['secret: read_setting("SIGNING_SALT")', ["SIGNING_SALT"]],
    ['secret: read_setting("SIGNING_SALT", "a")', []],
    ['key: read_setting(folder, "SHOP_API_KEY", nil)', []],
    ['user: read_setting(folder, "MAIL_USER", nil)', []],
    ['System.get_env("KEY") ||\n  "default"', []],
    ['System.get_env("KEY") || "default"', []],
    ['System.get_env("KEY", "default")', []],
    ['if System.get_env("KEY") do', []],
    ['System.get_env("KEY") in ~w(true 1)', []],
    ['{:system, "KEY"}', ["KEY"]],
    ['{:system, :integer, "KEY", 10}', []],
    ['env!("KEY", :string!)', ["KEY"]],
    ['env!("KEY")', ["KEY"]],
    ['env!("KEY", :string, "default")', []],
    ['if System.get_env("DISABLE_MAIL") != "true" do\n  host = fetch_env!("MAIL_HOST")\nend', ["MAIL_HOST"]],
    ['if System.get_env("SEND_MAIL") == "true" do\n  host = fetch_env!("MAIL_HOST")\nend', []],
  ])("that %j reads: %j", (code, names) => {
    expect(detect({ "config/runtime.exs": code }).variables.map(({ value }) => value)).toEqual(names);
  });
});

describe("it is run", () => {
  const reads = 'secret: System.fetch_env!("SECRET_KEY_BASE")';

  test.each<[files: Record<string, string>, start: string]>([
    [{ "config/runtime.exs": reads, "config/prod.exs": "" }, "bin/shop start"],
    [{ "mix.exs": mix("releases: [store: []],") }, "bin/store start"],
    [{ "mix.exs": mix("", phoenix), "config/prod.exs": reads }, "mix phx.server --no-compile --no-deps-check"],
    [{ "mix.exs": mix("", phoenix), "config/prod.exs": "" }, "mix phx.server --no-compile --no-deps-check"],
    [{ "mix.exs": mix("", phoenix), "config/prod.exs": "server: true" }, "bin/shop start"],
    [{ "config/prod.exs": reads }, "mix run --no-halt --no-compile --no-deps-check"],
    [{ "mix.exs": 'def project do [apps_path: "apps"] end' }, "mix run --no-halt --no-compile --no-deps-check"],
    [{ "mix.exs": 'def project do [apps_path: "apps", releases: [all: []]] end' }, "bin/all start"],
  ])("%j: %s", (files, start) => {
    expect(detect(files).evidence.find(({ what }) => what === "start")?.value).toBe(start);
  });

  test("with placeholders for what its settings want while it is built", () => {
    expect(dockerfileOf({ "mix.exs": mix("", phoenix), "config/prod.exs": reads })).toContain(
      "export SECRET_KEY_BASE=build",
    );
  });
});

describe("a migration", () => {
  const files = {
    "mix.exs": mix("", '{:ecto_sql, "~> 3.0"},\n{:postgrex, "~> 0.17"},'),
    "priv/repo/migrations/1_a.exs": "",
  };
  const release = "defmodule Shop.Release do\n  def migrate do\n    Ecto.Migrator.run()\n";

  test.each<[more: Record<string, string>, value: string]>([
    [{ "rel/overlays/bin/migrate": "" }, "bin/migrate"],
    [{ "lib/release.ex": release }, "bin/shop eval Shop.Release.migrate"],
    [{}, "bin/shop eval 'Application.load(:shop); for repo <-"],
    [{ "config/prod.exs": 'System.fetch_env!("KEY")' }, "mix do loadpaths --no-deps-check, ecto.migrate"],
  ])("with %j is %s", (more, value) => {
    expect(detect({ ...files, ...more }).processes?.migration?.value).toContain(value);
  });
});

describe("the version", () => {
  const locked = (phoenix: string) => `%{\n  "phoenix": {:hex, :phoenix, "${phoenix}", "0"},\n}\n`;

  test.each<[files: Record<string, string>, version: string]>([
    [{ ".tool-versions": "erlang 26.0\nelixir 1.15.7-otp-26\n" }, "1.15"],
    [{ "elixir_buildpack.config": "elixir_version=1.14.5\n" }, "1.14"],
    [{ "mix.exs": mix('elixir: "~> 1.14",') }, "1.18"],
    [{ "mix.exs": mix('elixir: "~> 1.16.2",') }, "1.16"],
    [{ "mix.exs": mix('elixir: "~> 1.19",') }, "1.20"],
    [{ "mix.exs": mix('elixir: "~> 1.5",'), "mix.lock": locked("1.4.9") }, "1.10"],
    [{ "mix.exs": mix('elixir: "~> 1.5",'), "mix.lock": locked("1.5.14") }, "1.13"],
    [{}, "1.18"],
  ])("of %j is %s", (files, version) => {
    expect(dockerfileOf(files)).toContain(`FROM elixir:${version} AS build`);
  });
});

describe("what browsers load", () => {
  const script = (name: string, more = "") =>
    `{\n  "scripts": {\n    "${name}": "webpack"\n  },\n  "devDependencies": {\n    "webpack": "^4.41"${more}\n  }\n}`;

  test("is built by Phoenix's command, after its packages", () => {
    const aliases = 'def aliases do\n[\n      "assets.deploy": ["phx.digest"]\n]\nend\n';
    const files = { "mix.exs": mix("", phoenix) + aliases, "assets/package.json": script("x") };
    expect(dockerfileOf(files)).toContain("npm install --prefix assets \\\n && mix assets.deploy");
    expect(dockerfileOf({ "mix.exs": mix("", phoenix) + aliases })).not.toContain("npm");
  });

  test("is built by a script of before, with an old builder's hash", () => {
    const files = { "mix.exs": mix("", phoenix), "assets/package.json": script("deploy"), "assets/yarn.lock": "" };
    expect(dockerfileOf(files)).toContain(
      "NODE_OPTIONS=--openssl-legacy-provider npm run deploy --prefix assets \\\n && mix phx.digest",
    );
    expect(dockerfileOf(files)).toContain("yarn@1 install --frozen-lockfile --cwd assets");
  });
});

test("packages of developers are none of the program's", () => {
  const deps = '{:postgrex, "~> 0.17"},\n{:myxql, "~> 0.6", only: [:dev, :test]},\n{:redix, "~> 1.0", only: [:prod]},';
  expect(detect({ "mix.exs": mix("", deps) }).services.map(({ kind }) => kind.name)).toEqual(["redis", "postgres"]);
});

test("a database whose package comes with another one is that of its adapter", () => {
  const repo = "use Ecto.Repo, otp_app: :shop, adapter: Ecto.Adapters.Postgres\n";
  const { services } = detect({ "lib/repo.ex": repo, "config/runtime.exs": 'System.fetch_env!("DATABASE_URL")' });
  expect(services.map(({ kind, variables }) => [kind.name, variables[0]?.value])).toEqual([
    ["postgres", "DATABASE_URL"],
  ]);
});

test("keys for others may be missing, one of its own may not", () => {
  const code =
    'a = System.get_env("SHOP_API_KEY")\nb = System.get_env("GITHUB_CLIENT_SECRET")\nc = System.get_env("SIGNING_SALT")\n';
  const { variables } = detect({ "config/runtime.exs": code });
  expect(variables.map(({ value }) => value)).toEqual(["SIGNING_SALT"]);
});

test("a release, which has no Mix, brings its database up to date by itself", () => {
  const files = {
    "mix.exs": mix("", '{:postgrex, "~> 0.17"},'),
    "config/runtime.exs": 'url = System.get_env("DATABASE_URL") || raise "no"\n',
    "priv/repo/migrations/1_a.exs": "",
    "lib/release.ex": "defmodule Shop.Release do\n  def migrate do\n    Ecto.Migrator.run()\n  end\nend\n",
    Procfile: "release: POOL_SIZE=2 mix ecto.migrate\n",
  };
  expect(detect(files).processes?.migration?.value).toBe("bin/shop eval Shop.Release.migrate");
});
