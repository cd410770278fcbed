import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { detectProject } from "../choose.ts";
import { ruby } from "./ruby.ts";

const factsOf = (files: Record<string, string>) => ruby.detect(tree(files));
const dockerfileOf = (files: Record<string, string>) => renderDockerfile(factsOf(files).dockerfile ?? []);
const commandOf = (files: Record<string, string>) => dockerfileOf(files).trim().split("\n").at(-1);

describe("the version of Ruby", () => {
  test.each([
    [{ Gemfile: 'ruby "3.2.2"' }, "3.2.2"],
    [{ Gemfile: 'ruby "~> 3.1"' }, "3.4"],
    [{ Gemfile: 'ruby "~> 3.1.0"' }, "3.1"],
    [{ Gemfile: 'ruby ">= 2.7", "< 3.3"' }, "3.2"],
    [{ Gemfile: "", ".ruby-version": "ruby-3.1.4\n" }, "3.1"],
    [{ Gemfile: 'ruby file: ".ruby-version"', ".ruby-version": "3.1.4\n" }, "3.1.4"],
    [{ Gemfile: "", ".tool-versions": "nodejs 20\nruby 3.0.1\n" }, "3.0"],
    [{ Gemfile: "", "Gemfile.lock": "RUBY VERSION\n   ruby 2.7.8p225\n" }, "2.7"],
    [{ Gemfile: "", "Gemfile.lock": "GEM\n  specs:\n    rails (5.2.8)\n" }, "2.7"],
  ])("of %j is %s", (files, version) =>
    expect(dockerfileOf({ "config.ru": "", ...files })).toContain(`FROM ruby:${version} AS dependencies`),
  );

  test("whose Debian has no packages any more is the whole image, which has the libraries", () => {
    const dockerfile = dockerfileOf({ "config.ru": "", Gemfile: 'ruby "2.5.1"\ngem "pg"' });
    expect(dockerfile).toContain("FROM ruby:2.5.1\nWORKDIR");
    expect(dockerfile).not.toContain("apt-get");
  });
});

describe("what is no Rails", () => {
  const grape = { Gemfile: 'gem "grape"', "config.ru": "", "config/application.rb": "Bundler.require :default" };

  test("has settings in a file of the same name", () => {
    const { evidence, variables } = factsOf(grape);
    expect(evidence.map(({ what }) => what)).not.toContain("rails");
    expect(variables).toEqual([]);
  });

  test("says the variables of Hanami as settings", () => {
    const settings = `class Settings < Hanami::Settings
    setting :database_url, constructor: Types::String
    setting :session_secret, constructor: Types::String
    setting :assets_url, default: "a"
end`;
    const files = { Gemfile: 'gem "hanami"\ngem "pg"', "config.ru": "", "config/settings.rb": settings };
    const { services, variables, port } = factsOf({ ...files, "config/db/migrate/1_a.rb": "" });
    expect(services[0]?.variables).toEqual([{ value: "DATABASE_URL", at: "config/settings.rb:2" }]);
    expect(variables).toEqual([{ value: "SESSION_SECRET", at: "config/settings.rb:3" }]);
    expect(port.value).toBe(2300);
    expect(dockerfileOf(files)).toContain("HANAMI_ENV=production");
    expect(factsOf({ ...files, "config/db/migrate/1_a.rb": "" }).processes?.migration?.value).toBe(
      "bundle exec hanami db migrate",
    );
  });

  test("takes variables away from the environment", () => {
    const files = { Gemfile: 'gem "sequel_pg"\ngem "sequel"', "config.ru": "", "migrate/1_a.rb": "" };
    const { services, variables, processes } = factsOf({
      ...files,
      "db.rb": "DB = Sequel.connect(ENV.delete('APP_DATABASE_URL') || ENV.delete('DATABASE_URL'))\nENV.delete('KEY')\n",
    });
    expect(services.map(({ kind }) => kind.name)).toEqual(["postgres"]);
    expect(variables.map(({ value }) => value)).toEqual(["KEY"]);
    expect(processes?.migration?.value).toBe('bundle exec sequel -m migrate "$DATABASE_URL"');
  });
});

test.each<[files: Record<string, string>, start: string]>([
  [{ Gemfile: 'gem "karafka"', "karafka.rb": "" }, "bundle exec karafka server"],
  [{ Gemfile: 'gem "discordrb"', "shop.rb": "bot = Discordrb::Bot.new token: 'a'" }, "bundle exec ruby shop.rb"],
])("%j listens nowhere, and is started by %s", (files, start) => {
  const facts = factsOf(files);
  expect(facts.evidence.find(({ what }) => what === "start")?.value).toBe(start);
  expect(ruby.serves?.(tree(files), facts)).toBe(false);
});

test("the Rails that a Gemfile asks for says its Ruby, where nothing is locked", () => {
  const rails = { "config.ru": "", "config/application.rb": "Rails", Gemfile: 'gem "rails", "~> 5.2.0"' };
  expect(dockerfileOf(rails)).toContain("FROM ruby:2.7 AS dependencies");
});

describe("gems", () => {
  const servicesOf = (Gemfile: string, files = {}) =>
    factsOf({ "config.ru": "", Gemfile, ...files }).services.map(({ kind }) => kind.name);

  test.each([
    ['gem "pg"', ["postgres"]],
    ["gem 'mysql2', '~> 0.5'", ["mysql"]],
    ['# gem "redis"', []],
    ['gem "redis", group: :test', []],
    ['gem "redis", group: [:development, :production]', ["redis"]],
    ['group :development, :test do\n  gem "redis"\nend\ngem "pg"', ["postgres"]],
    ['group :development do\n  platforms :ruby do\n    gem "redis"\n  end\n  gem "bunny"\nend\n', []],
    ['group :production do\n  gem "pg"\nend', ["postgres"]],
    ['if ENV["DB"] == "mysql"\n  gem "mysql2"\nelse\n  gem "pg"\nend', ["postgres"]],
  ])("%s tell of %j", (text, services) => expect(servicesOf(text)).toEqual(services));

  test("of several databases the one of the settings counts", () =>
    expect(
      servicesOf('gem "pg"\ngem "mysql2"', {
        "config/database.yml.example": "a:\n  adapter: mysql2\nb:\n  adapter: postgresql\n",
      }),
    ).toEqual(["mysql"]));

  test.each([['gem "a", path: "a"'], ["gemspec"], ['gem "a", :path => "a"'], ['eval_gemfile "b"']])(
    "with %s need all files before they are installed",
    (text) => expect(dockerfileOf({ "config.ru": "", Gemfile: text })).toContain("COPY . ./\nRUN bundle install"),
  );

  test("that are locked for another platform are locked for this one, too", () => {
    const lock = "GEM\n  specs:\n    puma (6.0.0)\n\nPLATFORMS\n  arm64-darwin-23\n\n";
    const dockerfile = dockerfileOf({ "config.ru": "", Gemfile: 'gem "puma"', "Gemfile.lock": lock });
    expect(dockerfile).toContain("RUN bundle lock --add-platform x86_64-linux");
    expect(dockerfile).toContain("COPY --from=dependencies /app/Gemfile /app/Gemfile.lock ./");
  });
});

describe("the start command", () => {
  const rack = { "config.ru": "" };
  test.each([
    [{ ...rack, Gemfile: 'gem "puma"' }, "exec bundle exec puma -b tcp://0.0.0.0:$PORT"],
    [{ ...rack, Gemfile: 'gem "puma"', "config/puma.rb": "" }, "puma -b tcp://0.0.0.0:$PORT -C config/puma.rb"],
    [{ ...rack, Gemfile: 'gem "puma"', "config/puma/production.rb": "" }, "puma -b tcp://0.0.0.0:$PORT -C -"],
    [{ ...rack, Gemfile: 'gem "thin"' }, "thin start --address 0.0.0.0 --port $PORT"],
    [{ ...rack, Gemfile: 'gem "webrick"' }, "rackup --server webrick --host 0.0.0.0"],
    [{ ...rack, Gemfile: "", Procfile: "web: bundle exec rackup -p $PORT" }, "exec bundle exec rackup -p $PORT"],
    [{ ...rack, Gemfile: 'gem "puma"', Procfile: "web: bin/dev" }, "puma -b tcp"],
    [{ "app.rb": 'require "sinatra"\nset :port, 9000' }, '"ruby", "app.rb"'],
  ])("of %j is %s", (files, command) => expect(commandOf(files)).toContain(command));

  test.each([
    [{ "app.rb": 'require "sinatra"\nset :port, 9000' }, 9000],
    [{ "app.rb": 'require "sinatra"' }, 4567],
    [{ ...rack, Gemfile: 'gem "puma"', "config/puma.rb": 'port ENV.fetch("PORT") { 5000 }' }, 5000],
    [{ ...rack, Gemfile: 'gem "puma"', "config/puma.rb": "port 80" }, 9292],
    [{ ...rack, "config/application.rb": "" }, 3000],
  ])("of %j listens on %i", (files, port) => expect(factsOf(files).port.value).toBe(port));

  test("is missing where a Gemfile is there for tools", () =>
    expect(() => detectProject(tree({ Gemfile: 'gem "fastlane"' }))).toThrow("nothing to start in the Ruby project"));
});

test("a Gemfile for tools makes no Ruby project of one for Node", () => {
  const node = { "package.json": '{"scripts":{"start":"node a.js"}}', "a.js": "" };
  expect(detectProject(tree({ ...node, Gemfile: 'gem "fastlane"' })).pack).toBe("node");
  expect(detectProject(tree({ ...node, Gemfile: 'gem "rails"', "config.ru": "" })).pack).toBe("ruby");
});

test.each([
  ['ENV["TOKEN"]', ["TOKEN"]],
  ['ENV["TOKEN"] || "x"', []],
  ['config["token"] = ENV["TOKEN"]       || "x"', []],
  ['ENV["TOKEN"].to_i', []],
  ['ENV["TOKEN"].to_sym', ["TOKEN"]],
  ['ENV.fetch("TOKEN", "x")', []],
  ['ENV.fetch("TOKEN") { "x" }', []],
  ['ENV.fetch("TOKEN")', ["TOKEN"]],
  ['x if ENV["TOKEN"]', []],
  ['ENV["TOKEN"].present?', []],
])("the variables of %s are %j", (line, names) =>
  expect(factsOf({ "app.rb": `require "sinatra"\n${line}\n` }).variables.map(({ value }) => value)).toEqual(names),
);

test("a page that answers by HTTPS alone has no path to be asked for its health", () => {
  const files = {
    "config.ru": "",
    "config/application.rb": "",
    "config/routes.rb": 'get "up" => "rails/health#show"',
    "config/environments/production.rb": "  config.force_ssl = true\n",
  };
  expect(factsOf(files).health.readiness).toBeUndefined();
  const assumed = {
    ...files,
    "config/environments/production.rb": "config.assume_ssl = true\nconfig.force_ssl = true",
  };
  expect(factsOf(assumed).health.readiness?.value).toBe("/up");
});

test("what only tasks read is not needed by the program", () => {
  const files = { "app.rb": 'require "sinatra"\n', Rakefile: 'ENV["SUITE"]\n', "a.rake": 'ENV["OTHER"]\n' };
  expect(factsOf(files).variables).toEqual([]);
});

test("a development server beside the program is none of its workers", () => {
  const files = {
    "config.ru": "",
    Gemfile: 'gem "puma"\n',
    Procfile: "web: puma\nwebpack_dev_server: ./bin/webpack-dev-server\njobs: bundle exec sidekiq\n",
  };
  expect(factsOf(files).processes?.workers.map(({ name }) => name)).toEqual(["jobs"]);
});

test("of the stores of files, production reads the variables of its own", () => {
  const files = (taken: string, more = {}) => ({
    "config.ru": "",
    Gemfile: 'gem "rails"\n',
    "config/application.rb": "",
    "config/storage.yml":
      'local:\n  service: Disk\namazon:\n  key: <%= ENV["A_KEY"] %>\nazure:\n  key: <%= ENV["B_KEY"] %>\n',
    "config/environments/production.rb": `  config.active_storage.service = :${taken}\n`,
    ...more,
  });
  const needed = (all: Record<string, string>) => detectProject(tree(all)).variables.map(({ value }) => value);
  expect(needed(files("local"))).toEqual(["SECRET_KEY_BASE"]);
  expect(needed(files("azure"))).toEqual(["B_KEY", "SECRET_KEY_BASE"]);
  expect(needed(files("amazon", { Dockerfile: "FROM ruby:3\nCOPY . .\n" }))).toEqual(["A_KEY", "SECRET_KEY_BASE"]);
});

test("what is for other environments than production says nothing", () => {
  const files = {
    "config.ru": "",
    Gemfile: 'gem "pg"\n',
    "config/application.rb": "",
    "config/database.yml":
      'staging:\n  host: <%= ENV["STAGING_HOST"] %>\n\n  name: <%= ENV["STAGING_NAME"] %>\nproduction:\n  name: <%= ENV["SHOP_FLAVOUR"] %>\n',
    "config/environments/staging.rb": 'ENV["STAGING_KEY"]\n',
  };
  expect(factsOf(files).variables.map(({ value }) => value)).toEqual(["SHOP_FLAVOUR", "SECRET_KEY_BASE"]);
});

test("a server that a Procfile calls custom is the program", () => {
  const files = {
    "config.ru": "",
    Gemfile: 'gem "puma"\n',
    Procfile: "custom_web: bundle exec puma -p 5000\nclock: rake clock\n",
  };
  expect(commandOf(files)).toContain("puma");
  expect(factsOf(files).processes?.workers.map(({ name }) => name)).toEqual(["clock"]);
});

test("of several databases the one that the settings fall back to is used", () => {
  const files = (adapter: string) => ({
    "config.ru": "",
    Gemfile: 'gem "pg"\ngem "mysql2"\n',
    "config/database.yml": `production:\n  adapter: <%= ENV[${adapter} %>\n  host: <%= ENV["DATABASE_HOST"] %>\n`,
  });
  const database = (adapter: string) => factsOf(files(adapter)).services.map(({ kind }) => kind.name);
  expect(database(`'DATABASE_ADAPTER'].presence || "mysql2"`)).toEqual(["mysql"]);
  expect(database(`'DATABASE_ADAPTER'] || "postgresql"`)).toEqual(["postgres"]);
});

test("what a function makes a default of is not needed", () => {
  const files = {
    "config.ru": "",
    "config/initializers/a.rb":
      "a = duration(ENV['A_TIME']).presence || 3\nb = if_present(ENV['B_WAY'], :to_sym) || :c\nd = ENV['D_COUNT'].presence&.to_i\ne = parse(ENV['E_KEY'])\n",
  };
  expect(factsOf(files).variables.map(({ value }) => value)).toEqual(["E_KEY"]);
});

test("settings of the database that are not in Git are warned of, unless they are there", () => {
  const files = { "config.ru": "", "config/application.rb": "", "config/database.yml.sample": "production:\n" };
  const warned = (more: Record<string, string>) =>
    factsOf({ ...files, ...more }).warnings.some(({ text }) => text.includes("is not in Git"));
  expect(warned({})).toBe(true);
  expect(warned({ "config/database.yml": "production:\n" })).toBe(false);
});

test.each([
  ['gem "passenger"\ngroup :test do\n  gem "puma"\nend', "    passenger (6.0)\n    puma (6.4)", "passenger"],
  ['gem "passenger"\ngem "pages"', "    passenger (6.0)\n    puma (6.4)", "passenger"],
  ['gem "pages"', "    pages (1.0)\n    puma (6.4)", "puma"],
  ['gem "pages"', "    pages (1.0)\n    webrick (1.9)", "puma"],
  ['gem "pitchfork"\ngroup :test do\n  gem "puma"\nend', "    pitchfork (0.18)\n    puma (8)", "pitchfork"],
  ['group :development do\n  gem "thin"\nend', "    thin (1.8)", "puma"],
])("with %j, of the servers that are locked the one for production starts it", (Gemfile, lock, server) =>
  expect(commandOf({ Gemfile, "Gemfile.lock": `GEM\n  specs:\n${lock}\n`, "config.ru": "" })).toContain(` ${server} `),
);

describe("files of people", () => {
  const rails = {
    Gemfile: 'gem "rails"\ngem "aws-sdk-s3"',
    "config/application.rb": "",
    "config/storage.yml":
      "local:\n  service: Disk\namazon:\n  service: S3\n  bucket: <%= ENV['S3_BUCKET'] %>\n  region: <%= ENV['AWS_REGION'] %>\n",
  };

  test.each<[said: string, isNeeded: boolean]>([
    [":local", false],
    [":amazon", true],
    ["ENV.fetch('STORE', :local)", false],
    ['ENV.fetch("STORE", "amazon").to_sym', true],
    ["if ENV['MIRROR'].present?", false],
  ])("are kept in S3 by %s: %s", (said, isNeeded) => {
    const files = { ...rails, "config/environments/production.rb": `  config.active_storage.service = ${said}\n` };
    const s3 = factsOf(files).services.find(({ kind }) => kind.name === "s3");
    expect(s3?.optional === undefined).toBe(isNeeded);
  });
});

test("what a program in Ruby finds nothing in, and a long example leaves out, is asked of nobody", () => {
  const shown = ["A", "B", "C", "D", "E", "F", "G", "SITE"].map((name) => `${name}_NAME=x`).join("\n");
  const files = { Gemfile: 'gem "sinatra"', "app.rb": "require 'sinatra'\nENV['SITE_NAME']\nENV['FEED_HOST']\n" };
  const asked = (more: Record<string, string>) => factsOf({ ...files, ...more }).variables.map(({ value }) => value);
  expect(asked({ ".env.example": shown })).toEqual(["SITE_NAME"]);
  expect(asked({})).toEqual(["FEED_HOST", "SITE_NAME"]);
});
