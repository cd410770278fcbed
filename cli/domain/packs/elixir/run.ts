import type { Migration } from "../pack.ts";
import { firstMatch, sourcesOf } from "../shared/scan.ts";
import { detectVariables } from "../shared/variables.ts";
import { lineAt, type ProjectTree } from "../tree.ts";
import { elixirLanguage } from "./language.ts";
import { type Mix, mixFile } from "./mix.ts";

/** How it is run: as a release, or by Mix where a release cannot be made or would hold the settings of its build. */
export interface Run {
  kind: "release" | "mix";
  /** Of the release; of the application, without one. */
  name: string;
  command: string;
  at: string;
  /** Variables that the settings want while it is built. */
  needed: readonly string[];
  /** Why Mix runs it. */
  why?: string;
}

const ofUmbrella = "as mix.exs describes none";
const ofBuild = "as its settings are read from the environment while it is built";
const withoutServer = "as nothing turns its web server on, which a release does not do by itself";

const runtimeSettings = /(?:^|\/)config\/(?:runtime|releases)\.exs$/;
const oldestWithReleases = 9;

export function runOf(tree: ProjectTree, mix: Mix, elixir: number): Run {
  const name = mix.release?.value ?? mix.app?.value ?? tree.folder;
  const needed = neededVariables(tree);
  const reads = tree.paths.some((path) => runtimeSettings.test(path)) || needed.length === 0;
  const canRelease = elixir >= oldestWithReleases && (!mix.isUmbrella || mix.release !== undefined);
  const at = mix.release?.at ?? mix.app?.at ?? mixFile;
  const isPhoenix = mix.packages.has("phoenix");
  const isServed = !isPhoenix || serverAt(tree) !== undefined;
  if (canRelease && reads && isServed) return { kind: "release", name, command: `bin/${name} start`, at, needed };
  const task = isPhoenix ? "phx.server" : "run --no-halt";
  const why = mix.isUmbrella && !mix.release ? ofUmbrella : reads ? withoutServer : ofBuild;
  return { kind: "mix", name, command: `mix ${task} --no-compile --no-deps-check`, at: mixFile, needed, why };
}

/** What settings that are read while it is built do not do without. */
function neededVariables(tree: ProjectTree): string[] {
  const settings = sourcesOf(tree, elixirLanguage).filter(
    ({ path }) => /(?:^|\/)config\/[^/]+\.exs$/.test(path) && !runtimeSettings.test(path),
  );
  const [fetched = /(?!)/g] = elixirLanguage.variables.reads;
  const raised = /\bSystem\.get_env\(\s{0,40}"([A-Z][A-Z0-9_]+)"\s{0,40}\)\s{0,40}\|\|\s{0,40}raise\b/g;
  const variables = { ...elixirLanguage.variables, reads: [fetched, raised] };
  return detectVariables(settings, { ...elixirLanguage, variables }, new Set()).map(({ value }) => value);
}

/** A script of the release, a function of the program, or what every release with Ecto can do. */
export function migrationOf(
  tree: ProjectTree,
  mix: Mix,
  { kind, name }: Pick<Run, "kind" | "name">,
): Migration | undefined {
  const first = tree.paths.find((path) => /(?:^|\/)priv\/[\w-]{1,60}\/migrations\/[^/]+\.exs$/.test(path));
  if (first === undefined) return undefined;
  if (kind === "mix") return { value: "mix do loadpaths --no-deps-check, ecto.migrate --no-compile", at: first };
  const script = tree.paths.find((path) => path === "rel/overlays/bin/migrate");
  if (script) return { value: "bin/migrate", at: script };
  const own = migratingFunction(tree);
  if (own) return { value: `bin/${name} eval ${own.value}`, at: own.at };
  const app = mix.app?.value;
  return app === undefined ? undefined : { value: `bin/${name} eval '${migrating(app)}'`, at: first };
}

const migrating = (app: string) =>
  `Application.load(:${app}); for repo <- Application.fetch_env!(:${app}, :ecto_repos), do: {:ok, _, _} = Ecto.Migrator.with_repo(repo, &Ecto.Migrator.run(&1, :up, all: true))`;

function migratingFunction({ texts }: ProjectTree) {
  for (const [path, text] of texts) {
    if (!path.endsWith(".ex") || !text.includes("Ecto.Migrator")) continue;
    const found = /^[ \t]{1,9}def (migrate(?:_all)?)(?:\(\))?(?: do|,)/m.exec(text);
    const module = /^defmodule ([\w.]{1,120}) do/m.exec(text)?.[1];
    if (found && module) return { value: `${module}.${found[1]}`, at: `${path}:${lineAt(text, found.index)}` };
  }
  return undefined;
}

/** Where the web server is turned on; a release starts none by itself. */
const serverAt = (tree: ProjectTree): string | undefined =>
  firstMatch(sourcesOf(tree, elixirLanguage), /\bserver: true\b|"PHX_SERVER"|\bserve_endpoints\b/g)?.at;

/** Where every request is sent to HTTPS, those of probes too. */
export const httpsAt = (tree: ProjectTree): string | undefined =>
  firstMatch(sourcesOf(tree, elixirLanguage), /\bforce_ssl: (?!false|nil)/g)?.at;
