import type { Migration } from "../pack.ts";
import { type Found, lineAt, type ProjectTree } from "../tree.ts";
import { exists, type Start } from "./command.ts";
import type { Manifest } from "./manifest.ts";

export const redwoodFile = "redwood.toml";
const core = "@redwoodjs/core";
const program = "node_modules/.bin/rw";

/** A project of RedwoodJS: its tool builds and serves what is in two packages below, and no script says so. */
export const isRedwood = ({ dependencies, devDependencies }: Manifest, tree: ProjectTree): boolean =>
  exists(tree, redwoodFile) && (dependencies.has(core) || devDependencies.has(core));

/** Pages, and the API behind them, by one server; the client of its database is made by the build. */
export function redwoodStart(manifest: Manifest, tree: ProjectTree): Start | undefined {
  if (!isRedwood(manifest, tree)) return undefined;
  return {
    value: "rw serve",
    at: redwoodFile,
    command: [program, "serve"],
    entry: undefined,
    needsDevelopment: manifest.devDependencies.has(core) ? core : undefined,
    commands: [`${program} build`],
    keepsModules: true,
  };
}

/** Where its pages are served. */
export function redwoodPort({ texts }: ProjectTree): Found<number> {
  const text = texts.get(redwoodFile) ?? "";
  const [start, end] = [text.indexOf("[web]"), text.indexOf("[api]")];
  const section = text.slice(start, end > start ? end : undefined);
  const found = /^[ \t]{0,9}port[ \t]{0,9}=[ \t]{0,9}["']?(\d{2,5})\b/m.exec(section);
  return found
    ? { value: Number(found[1]), at: `${redwoodFile}:${lineAt(text, start + found.index)}` }
    : { value: 8910, at: `${core}'s default` };
}

/** Its tool knows where the schema is. */
export function redwoodMigration(manifest: Manifest, tree: ProjectTree): Migration | undefined {
  const at = tree.paths.find((path) => /^api\/db\/migrations\/[^/]{1,200}\/migration\.sql$/.test(path));
  if (!at || !isRedwood(manifest, tree)) return undefined;
  return {
    value: `${program} prisma migrate deploy`,
    at,
    needsDevelopment: manifest.devDependencies.has(core) ? core : undefined,
  };
}
