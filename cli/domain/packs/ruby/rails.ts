import { firstMatch, type Source } from "../shared/scan.ts";
import { assumed, type Found, lineAt, type ProjectTree } from "../tree.ts";
import { type Bundle, databaseSettings, gemfile, lockFile } from "./gemfile.ts";

/** What is known of a project in Rails. */
export interface Rails {
  version: Found<string>;
  /** Its assets are built with the image. */
  assets: string | undefined;
  /** Where the settings of production name a database that is a file. */
  sqlite: Found<string> | undefined;
  /** An example of the settings of its database, where those are not there. */
  settingsExample: string | undefined;
  /** Answers by HTTPS alone, even to whoever asks for its health. */
  forcesHttps: string | undefined;
}

const application = "config/application.rb";

/** Other programs keep their settings in a file of this name, too. */
export const isRails = ({ paths, texts }: ProjectTree): boolean =>
  paths.includes(application) && /^\s{0,99}$|\bRails\b/i.test(texts.get(application) ?? "");

export function readRails(tree: ProjectTree, bundle: Bundle, sources: readonly Source[]): Rails | undefined {
  if (!isRails(tree)) return undefined;
  const locked = bundle.versions.get("rails") || bundle.versions.get("railties");
  const production = sources.filter(({ path }) => path === "config/environments/production.rb");
  const assumesHttps = firstMatch(production, /^[ \t]{0,20}config\.(assume_ssl) = true/gm);
  return {
    version: locked ? { value: locked, at: bundle.locks ? lockFile : gemfile } : { value: "8.0", at: assumed },
    assets: assetsOf(tree, bundle),
    sqlite: sqliteOf(tree),
    settingsExample: tree.paths.includes("config/database.yml")
      ? undefined
      : tree.paths.find((path) => databaseSettings.test(path)),
    forcesHttps: assumesHttps ? undefined : firstMatch(production, /^[ \t]{0,20}config\.(force_ssl) = true$/gm)?.at,
  };
}

/** Those that start a package manager of Node, and those that need none. */
export const nodeBuilders = ["webpacker", "shakapacker", "vite_rails", "jsbundling-rails", "cssbundling-rails"];
const plainBuilders = ["sprockets-rails", "propshaft"];
const builders = [...nodeBuilders, ...plainBuilders];

/** Without a lock file nobody knows what comes with Rails; its folder tells. */
function assetsOf({ paths }: ProjectTree, { versions, locks }: Bundle): string | undefined {
  const builder = builders.find((name) => versions.has(name));
  if (builder && nodeBuilders.includes(builder)) return builder;
  const folder = paths.find((path) => path.startsWith("app/assets/"));
  return folder && (builder || !locks) ? (builder ?? "app/assets") : undefined;
}

/** The section of production, else what all sections share. */
function sqliteOf({ texts }: ProjectTree): Found<string> | undefined {
  const [path = "", text = ""] = [...texts].find(([file]) => databaseSettings.test(file)) ?? [];
  const start = text.search(/^production:/m);
  const section = start === -1 ? "" : text.slice(start);
  const adapter =
    /^[ \t]{1,9}adapter:[ \t]{0,9}["']?(\w+)/m.exec(section)?.[1] ??
    /^[ \t]{1,9}adapter:[ \t]{0,9}["']?(\w+)/m.exec(text)?.[1];
  if (adapter !== "sqlite3") return undefined;
  const database = /^[ \t]{1,9}database:[ \t]{0,9}["']?([\w./-]+)/m.exec(section)?.[1] ?? fileOf("production");
  const index = section.indexOf(database);
  return { value: database, at: `${path}:${lineAt(text, index === -1 ? 0 : start + index)}` };
}

/** `7.1` is at least 7.1. */
export const isAtLeast = ({ version }: Rails, oldest: number): boolean =>
  Number(/^\d+\.\d+/.exec(version.value)?.[0]) >= oldest;

/** Where Rails puts the SQLite of an environment since 7.1. */
const fileOf = (environment: string) => `storage/${environment}.sqlite3`;
