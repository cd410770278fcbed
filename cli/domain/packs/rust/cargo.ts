import { type TomlEntry, tomlEntries, tomlText, tomlTexts } from "../../../core/toml.ts";
import type { Found, ProjectTree } from "../tree.ts";

/** A package of a workspace, or the only one. */
export interface Crate {
  /** Empty at the top. */
  folder: string;
  name: Found<string>;
  /** What it depends on; a feature of one is `sqlx/postgres`. */
  dependencies: readonly string[];
  programs: readonly Found<string>[];
  defaultRun: string | undefined;
}

export const cargoFile = "Cargo.toml";
export const lockFile = "Cargo.lock";

/** The package at the top, and the members of its workspace. */
export function readCrates(tree: ProjectTree): Crate[] {
  const root = entriesIn(tree, "");
  const members = root.find(({ section, key }) => section === "workspace" && key === "members");
  const folders = new Set(["", ...tomlTexts(members?.value).flatMap((member) => foldersFor(tree, member))]);
  return [...folders].flatMap((folder) => crateIn(tree, folder, root) ?? []);
}

const entriesIn = (tree: ProjectTree, folder: string) => tomlEntries(tree.texts.get(pathIn(folder, cargoFile)) ?? "");
const pathIn = (folder: string, file: string) => (folder ? `${folder}/${file}` : file);

/** `crates/*` stands for every folder there that has a manifest. */
function foldersFor({ paths }: ProjectTree, member: string): string[] {
  const plain = member.replace(/^\.\//, "").replace(/\/$/, "");
  const [before = "", after] = plain.split("*", 2);
  if (after === undefined) return [plain];
  const folders = paths
    .filter((path) => path.endsWith(`/${cargoFile}`))
    .map((path) => path.slice(0, -cargoFile.length - 1));
  return folders.filter((folder) => folder.startsWith(before) && !folder.slice(before.length).includes("/"));
}

function crateIn(tree: ProjectTree, folder: string, root: readonly TomlEntry[]): Crate | undefined {
  const entries = entriesIn(tree, folder);
  const own = (key: string) => entries.find(({ section, key: name }) => section === "package" && name === key);
  const name = own("name");
  const value = tomlText(name?.value);
  if (!name || value === undefined) return undefined;
  return {
    folder,
    name: { value, at: `${pathIn(folder, cargoFile)}:${name.line}` },
    dependencies: dependenciesIn(entries, root),
    programs: programsIn(tree, folder, value, entries),
    defaultRun: tomlText(own("default-run")?.value),
  };
}

/** What a dependency is asked for may stand at the top, for all members. */
function dependenciesIn(entries: readonly TomlEntry[], root: readonly TomlEntry[]): string[] {
  return entries.flatMap(({ section, key, value }) => {
    const nested = /^dependencies\.([\w-]{1,99})$/.exec(section)?.[1];
    const name = nested ?? (section === "dependencies" ? key.replace(/\.workspace$/, "") : undefined);
    if (name === undefined) return [];
    const shared = root.filter((entry) => entry.section === "workspace.dependencies" && entry.key === name);
    const asked = [value, ...shared.map((entry) => entry.value)].flatMap((text) => featuresIn(text, nested ? key : ""));
    return [name, ...asked.map((feature) => `${name}/${feature}`)];
  });
}

const featuresIn = (value: string, key: string) =>
  key === "features" ? tomlTexts(value) : tomlTexts(/\bfeatures\s{0,9}=\s{0,9}\[([^\]]{0,999})\]/.exec(value)?.[1]);

/** `src/main.rs`, those in `src/bin`, and those that the manifest names. */
function programsIn(tree: ProjectTree, folder: string, name: string, entries: readonly TomlEntry[]): Found<string>[] {
  const named = entries.flatMap(({ section, key, value, line }) => {
    const text = section === "bin" && key === "name" ? tomlText(value) : undefined;
    return text === undefined ? [] : [{ value: text, at: `${pathIn(folder, cargoFile)}:${line}` }];
  });
  const prefix = pathIn(folder, "src/");
  const usual = tree.paths.flatMap((path) => {
    if (!path.startsWith(prefix)) return [];
    const [, single, own] = /^bin\/(?:([^/]{1,99})\.rs|([^/]{1,99})\/main\.rs)$/.exec(path.slice(prefix.length)) ?? [];
    const program = path === `${prefix}main.rs` ? name : (single ?? own);
    return program === undefined ? [] : [{ value: program, at: path }];
  });
  const pathsNamed = entries
    .filter(({ section, key }) => section === "bin" && key === "path")
    .map(({ value }) => pathIn(folder, tomlText(value) ?? ""));
  return [
    ...named,
    ...usual.filter(({ value, at }) => !pathsNamed.includes(at) && !named.some((one) => one.value === value)),
  ];
}
