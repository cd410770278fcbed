import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";
import type { Assets } from "../node/assets.ts";
import { moduleStages } from "../node/image.ts";
import { installDebian } from "../shared/debian.ts";
import type { Found } from "../tree.ts";
import { type Bundle, gemfile, lockFile } from "./gemfile.ts";
import { isAtLeast, type Rails } from "./rails.ts";
import type { Start } from "./start.ts";
import { isWithoutPackages } from "./version.ts";

/** What the image of a Ruby program depends on. */
export interface Findings {
  version: Found<string>;
  bundle: Bundle;
  rails: Rails | undefined;
  start: Start;
  assets: Assets | undefined;
  /** Variables that the settings need to be loaded while the image is built. */
  placeholders: Readonly<Record<string, string>>;
}

/** Gems that are compiled against a library or start a program, and the Debian package that has it. */
const libraries: Readonly<Record<string, string>> = {
  pg: "libpq5",
  sequel_pg: "libpq5",
  mysql2: "libmariadb3",
  sqlite3: "libsqlite3-0",
  "ruby-vips": "libvips42",
  image_processing: "libvips42",
  mini_magick: "imagemagick",
  rmagick: "imagemagick",
  charlock_holmes: "libicu-dev",
  "rb-readline": "libreadline8",
};

/** Gems that start Node as soon as they are loaded. */
const scripted = ["uglifier", "coffee-rails", "coffee-script", "autoprefixer-rails", "terser", "react-rails", "execjs"];
const runtimes = ["mini_racer", "therubyracer", "libv8-node"];

const needsNode = ({ versions }: Bundle) =>
  scripted.some((name) => versions.has(name)) && !runtimes.some((name) => versions.has(name));

const gems = "/usr/local/bundle";

type Image = Omit<ProgramImage, "environment" | "port"> & { environment: Readonly<Record<string, string>> };

/** The whole image of Ruby has compilers and headers for the gems; the final one has the gems alone. */
export function imageOf(findings: Findings): Image {
  const { version, bundle, rails, start, assets } = findings;
  const isOld = isWithoutPackages(version.value);
  const needed = isOld
    ? []
    : Object.entries(libraries).flatMap(([gem, library]) => (bundle.versions.has(gem) ? [library] : []));
  return {
    stages: [
      ...(assets ? moduleStages(assets) : []),
      ...(bundle.exists ? [dependenciesStage(findings)] : []),
      ...(rails?.assets ? [buildStage(findings)] : []),
    ],
    from: isOld ? `ruby:${version.value}` : `ruby:${version.value}-slim`,
    instructions: [
      ...(needed.length > 0 ? [{ run: installDebian([...new Set(needed)]) }] : []),
      ...(needsNode(bundle) ? [nodeAlone(assets)] : []),
      { workdir: "/app" },
      ...(bundle.exists ? [{ copy: [gems], to: gems, from: "dependencies" }] : []),
      ...(rails?.assets ? [{ copy: ["/app"], to: "./", from: "build" }] : sourcesOf(findings)),
    ],
    environment: environmentOf(findings),
    command: start.words,
  };
}

/** One file of Node's image; its tools stay behind. */
const nodeAlone = (assets: Assets | undefined): Instruction => ({
  copy: ["/usr/local/bin/node"],
  to: "/usr/local/bin/",
  from: assets ? "modules" : "node:24-slim",
});

const environmentOf = ({ rails, bundle }: Findings): Record<string, string> => ({
  HOME: "/tmp",
  RACK_ENV: "production",
  ...(bundle.exists ? { BUNDLE_WITHOUT: "development:test", BUNDLE_FROZEN: "1" } : {}),
  ...(rails
    ? {
        RAILS_ENV: "production",
        RAILS_LOG_TO_STDOUT: "1",
        RAILS_SERVE_STATIC_FILES: "1",
        PIDFILE: "/tmp/server.pid",
      }
    : { APP_ENV: "production", ...(bundle.gems.has("hanami") ? { HANAMI_ENV: "production" } : {}) }),
});

function dependenciesStage({ version, bundle, start }: Findings): Stage {
  const { locks, further, readsProject, bundler } = bundle;
  const tool =
    isWithoutPackages(version.value) && bundler ? `gem install bundler --version ${bundler} --no-document --force` : "";
  const platforms = bundle.fitsLinux ? "" : "bundle lock --add-platform x86_64-linux aarch64-linux";
  const install = changesBundle(bundle, start) ? "bundle install" : "BUNDLE_FROZEN=1 bundle install";
  const server = start.addsServer ? "bundle add puma rackup" : "";
  const run = [tool, platforms, install, server, `rm -rf ${gems}/cache`].filter(Boolean).join(" && ");
  return {
    from: `ruby:${version.value}`,
    as: "dependencies",
    instructions: [
      { workdir: "/app" },
      { env: { BUNDLE_WITHOUT: "development:test" } },
      { copy: readsProject ? ["."] : [gemfile, ...(locks ? [lockFile] : []), ...further], to: "./" },
      { run },
    ],
  };
}

/** The lock file that is there is made, or made anew: it lacked a platform or the server. */
const changesBundle = ({ locks, fitsLinux }: Bundle, { addsServer }: Start) => !locks || !fitsLinux || addsServer;

const sourcesOf = ({ bundle, start }: Findings): Instruction[] => [
  { copy: ["."], to: "./" },
  ...(bundle.exists && changesBundle(bundle, start)
    ? [{ copy: [`/app/${gemfile}`, `/app/${lockFile}`], to: "./", from: "dependencies" }]
    : []),
];

/** What browsers load; the settings are read for it, so they get variables that lead nowhere. */
function buildStage(findings: Findings): Stage {
  const { rails, assets, bundle, placeholders } = findings;
  const secret = rails && isAtLeast(rails, 7.1) ? { SECRET_KEY_BASE_DUMMY: "1" } : { SECRET_KEY_BASE: "build" };
  const variables = Object.entries({ ...placeholders, ...secret }).map(([name, value]) => `${name}=${value}`);
  return {
    from: "dependencies",
    as: "build",
    instructions: [
      { env: { RAILS_ENV: "production", NODE_ENV: "production" } },
      ...(assets ? nodeWithTools : needsNode(bundle) ? [nodeAlone(assets)] : []),
      ...sourcesOf(findings),
      { run: `${variables.join(" ")} bundle exec rake assets:precompile && rm -rf node_modules tmp/* log/*` },
    ],
  };
}

/** Rails starts the package manager by itself. */
const nodeWithTools: readonly Instruction[] = [
  { copy: ["/usr/local/bin/"], to: "/usr/local/bin/", from: "modules" },
  { copy: ["/usr/local/lib/node_modules/"], to: "/usr/local/lib/node_modules/", from: "modules" },
  { copy: ["/app/node_modules/"], to: "./node_modules/", from: "modules" },
];
