import { detectAssets } from "../node/assets.ts";
import type { Description, Evidence, Facts, Pack, Recognized } from "../pack.ts";
import { evidence } from "../shared/evidence.ts";
import { redirectedCheck } from "../shared/health-check.ts";
import { toolFiles } from "../shared/pinned-tool.ts";
import { placeholdersFor } from "../shared/placeholders.ts";
import { programFacts } from "../shared/program-facts.ts";
import { sourcesOf } from "../shared/scan.ts";
import { type Survey, surveyOf } from "../shared/survey.ts";
import { detectVariables } from "../shared/variables.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import { type Bundle, databaseSettings, gemfile, lockFile, readBundle } from "./gemfile.ts";
import { type Findings, imageOf } from "./image.ts";
import { rubyLanguage } from "./language.ts";
import { migrationOf, workersOf } from "./processes.ts";
import { isRails, nodeBuilders, type Rails, readRails } from "./rails.ts";
import { detectStart, startedIn } from "./start.ts";
import { withoutOtherStores, withStores } from "./storage.ts";
import { detectRuby } from "./version.ts";
import { rubyWarnings } from "./warnings.ts";

/** Programs in Ruby: Rails, Sinatra, or whatever Rack runs. */
export const ruby: Pack = {
  name: "ruby",
  title: "Ruby",
  language: rubyLanguage,
  manifests: [gemfile, lockFile, databaseSettings, "config.ru", ".ruby-version", ...toolFiles],
  recognize,
  missing: `no config.ru, no ${gemfile}, and no app.rb, server.rb, main.rb or bot.rb`,
  describe,
  detect,
  configured: (survey, tree) => ({
    ...survey,
    services: withStores(survey.services, tree),
    variables: withoutOtherStores(survey.variables, tree),
  }),
  startedBy: (tree) => startedIn(tree),
  // Nothing but a file of the project's own that listens nowhere is left without a port.
  serves: (_, { port }) => port.at !== assumed,
};

const frameworks = [
  "rails",
  "sinatra",
  "rack",
  "roda",
  "hanami",
  "grape",
  "padrino",
  "cuba",
  "puma",
  "thin",
  "unicorn",
];

/** A Gemfile alone may be there for tools, such as those that publish an app or write pages. */
function recognize(tree: ProjectTree): Recognized | undefined {
  const file = ["config.ru", "config/application.rb"].find((path) => tree.paths.includes(path));
  if (file) return { at: file, sure: "certain" };
  const { exists, gems } = readBundle(tree);
  const framework = frameworks.find((name) => gems.has(name));
  if (framework) return { at: gems.get(framework) ?? gemfile, sure: "certain" };
  if (exists) return { at: gemfile, sure: tree.paths.some((path) => /^[^/]+\.rb$/.test(path)) ? "likely" : "assumed" };
  const plain = ["app.rb", "server.rb", "main.rb", "bot.rb"].find((path) => tree.paths.includes(path));
  return plain ? { at: plain, sure: "likely" } : undefined;
}

function describe(tree: ProjectTree): Description {
  const bundle = readBundle(tree);
  const { gems, exists } = bundle;
  const tests =
    gemsOf(tree).has("rspec-rails") || tree.paths.includes(".rspec") ? "bundle exec rspec" : "bundle exec rake";
  return {
    names: [{ value: tree.folder, at: "folder" }],
    dependencies: { ecosystem: "gem", names: new Set(gems.keys()) },
    testSteps: exists ? ["bundle install", tests] : ["docker build ."],
    migration: migrationOf(tree, bundle),
    workers: workersOf(bundle),
    startsSlowly: gems.has("rails"),
    needs: secretsOf(tree),
  };
}

const gemsOf = ({ texts }: ProjectTree) =>
  new Set(
    [...(texts.get(gemfile) ?? "").matchAll(/^[ \t]{0,9}gem[ (]{1,4}["']([\w.-]{1,100})["']/gm)].map(
      ([, name]) => name,
    ),
  );

function detect(tree: ProjectTree): Facts {
  const about = describe(tree);
  const bundle = readBundle(tree);
  const sources = sourcesOf(tree, rubyLanguage);
  const start = detectStart(tree, bundle, sources);
  const rails = readRails(tree, bundle, sources);
  const survey = readSources(tree, about, { start, rails });
  const version = detectRuby(tree, bundle);
  const findings: Findings = {
    version,
    bundle,
    rails,
    start,
    assets: rails && needsModules(rails, tree) ? detectAssets(tree, ["build"]) : undefined,
    placeholders: placeholdersFor(neededVariables(survey), databaseUrl(bundle)),
  };
  return programFacts({
    pack: ruby.name,
    tree,
    about,
    survey,
    image: imageOf(findings),
    check: redirectedCheck,
    scratch: rails ? ["tmp", "log"].map((folder) => ({ value: `/app/${folder}`, at: "Rails" })) : [],
    local: [
      ".bundle",
      "vendor/bundle",
      ...(rails ? ["config/*.key", "config/credentials/*.key", "log/*", "tmp/*"] : []),
    ],
    outputs: ["public/assets", "public/packs", "public/vite", "storage"],
    evidence: buildEvidence(findings),
    warnings: [...(findings.assets?.warnings ?? []), ...rubyWarnings({ ...findings, survey, about })],
  });
}

/** A package.json may be there for what checks style sheets alone. */
const needsModules = ({ assets }: Rails, tree: ProjectTree) =>
  assets !== undefined &&
  (nodeBuilders.includes(assets) || (detectAssets(tree, ["build"])?.manifest.dependencies.size ?? 0) > 0);

/** A server listens where it is told; what its settings or the code say of a port is for developing. */
function readSources(
  tree: ProjectTree,
  about: Description,
  { start, rails }: Pick<Findings, "start" | "rails">,
): Survey {
  const program = { language: rubyLanguage, start, dependencies: about.dependencies, workingFolder: "/app" };
  const found = surveyOf(tree, program);
  const usual: Found<number> = {
    value: start.usualPort,
    at: start.server ? `${assumed}, PORT is told to the server` : assumed,
  };
  const isSaid = !found.port.at.startsWith(assumed) && found.port.value >= 1024;
  const survey = isSaid ? found : surveyOf(tree, { ...program, port: usual });
  return {
    ...survey,
    health: rails?.forcesHttps ? { readiness: undefined, liveness: undefined } : survey.health,
    services: withStores(survey.services, tree),
    variables: unique([...withoutOtherStores(survey.variables, tree), ...(about.needs ?? [])]),
    writable: unique([...survey.writable, ...storageOf(tree, rails)]),
    loopback: start.isTold ? undefined : survey.loopback,
    stop: survey.stop ?? (start.server && `${start.server} does`),
  };
}

const unique = (found: readonly Found<string>[]) =>
  found.filter(({ value }, index) => found.findIndex((other) => other.value === value) === index);

/** Rails signs its cookies by one of these. */
function secretsOf(tree: ProjectTree): Found<string>[] {
  if (!isRails(tree)) return [];
  const encrypted = tree.paths.find((path) => credentials.test(path));
  return [{ value: "SECRET_KEY_BASE", at: encrypted ? `${encrypted}, or RAILS_MASTER_KEY` : "Rails" }];
}

const credentials = /^config\/credentials(?:\/production)?\.yml\.enc$/;

/** Where files of people are, and a database that is a file. */
function storageOf({ paths }: ProjectTree, rails: Findings["rails"]): Found<string>[] {
  const at = rails?.sqlite?.value.startsWith("storage/") ? rails.sqlite.at : "config/storage.yml";
  return rails && paths.includes(at.replace(/:\d+$/, "")) ? [{ value: "/app/storage", at }] : [];
}

/** What ends the program as soon as its settings are read without it. */
const neededVariables = ({ sources }: Survey) => {
  const settings = sources.filter(({ path }) => path.startsWith("config/"));
  const variables = { ...rubyLanguage.variables, reads: [/\bENV\.fetch\(?\s*["']([A-Z][A-Z0-9_]+)["']/g] };
  return detectVariables(settings, { ...rubyLanguage, variables }, new Set()).map(({ value }) => value);
};

function databaseUrl({ gems }: Bundle): string {
  if (gems.has("pg")) return "postgresql://localhost/build";
  return gems.has("mysql2") ? "mysql2://localhost/build" : "sqlite3:/tmp/build";
}

function buildEvidence({ version, bundle, rails, start, assets }: Findings): Evidence[] {
  return [
    evidence("ruby", version, "certain"),
    ...(bundle.exists ? [evidence("bundler", { at: bundle.locks ? lockFile : gemfile }, "certain")] : []),
    ...(rails ? [evidence("rails", rails.version, "certain")] : []),
    evidence("start", start, start.at.startsWith("Procfile") ? "certain" : "likely"),
    ...(rails?.assets ? [evidence("assets", { value: "precompiled", at: rails.assets }, "certain")] : []),
    ...(assets?.evidence.slice(1) ?? []),
  ];
}
