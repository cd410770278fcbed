import { dirname } from "node:path/posix";
import type { Instruction } from "../../dockerfile/dockerfile.ts";
import { installDebian } from "../shared/debian.ts";
import { parseManifest, record, string } from "../shared/json.ts";
import { below, type Found, lineAt, type ProjectTree } from "../tree.ts";
import { type Manifest, manifestFile } from "./manifest.ts";

/** A client that Prisma makes of a schema, once its packages are installed. */
export interface Prisma {
  /** Shell words that make it. */
  generate: string;
  /** Files that this reads. */
  reads: readonly Instruction[];
  /** A development dependency that makes it. */
  needsDevelopment: string | undefined;
}

/** None where an installation makes it by itself, as all files are there by then. `at` is the folder of one of several. */
export function prismaOf(manifest: Manifest, tree: ProjectTree, at = ""): Prisma | undefined {
  const { dependencies, scripts } = manifest;
  const schema = clientSchema(manifest, tree);
  if (!schema || /\bprisma generate\b/.test(scripts.postinstall ?? "")) return undefined;
  const folder = below(at, dirname(schema));
  const tool = at
    ? `PATH=/app/${at}/node_modules/.bin:/app/node_modules/.bin:$PATH prisma`
    : "node_modules/.bin/prisma";
  const settings = tree.paths.filter((path) => /^prisma\.config\.[cm]?[jt]s$/.test(path));
  return {
    generate: `${tool} generate --schema ${below(at, schema)}`,
    reads: [
      dirname(schema) === "." ? { copy: [below(at, schema)], to: `./${at}` } : { copy: [folder], to: `./${folder}` },
      ...(settings.length > 0 && !at ? [{ copy: settings, to: "./" }] : []),
    ],
    needsDevelopment: dependencies.has("prisma") ? undefined : "prisma",
  };
}

/** The schema that a client is made of, by whatever. */
function clientSchema({ dependencies, devDependencies }: Manifest, tree: ProjectTree): string | undefined {
  const isInstalled = dependencies.has("prisma") || devDependencies.has("prisma");
  return dependencies.has("@prisma/client") && isInstalled ? schemaOf(tree) : undefined;
}

/** Whether it runs with a client that Prisma makes. */
export const runsPrisma = (manifest: Manifest, tree: ProjectTree): boolean =>
  clientSchema(manifest, tree) !== undefined;

const output = /^[ \t]{0,20}output[ \t]{0,20}=[ \t]{0,20}"([^"\n]{1,200})"/m;

/** Whether that is written beside the packages, and not among them. */
export const writesBesidePackages = ({ texts }: ProjectTree): boolean =>
  [...texts].some(([path, text]) => {
    const place = path.endsWith(".prisma") ? output.exec(text)?.[1] : undefined;
    return place !== undefined && !place.includes("node_modules");
  });

/** Where package.json says, which may be a folder of several files, else where Prisma looks for it, else the only one. */
function schemaOf(tree: ProjectTree): string | undefined {
  const found = tree.paths.filter((path) => path.endsWith("schema.prisma"));
  const usual = knownPlaces(tree).find((path) => found.includes(path) || hasSchemas(tree, path));
  const [only] = found.length === 1 ? found : [];
  // One of several files is a part of them.
  return usual ?? (only && hasOthersBeside(tree, only) ? dirname(only) : only);
}

const hasOthersBeside = ({ paths }: ProjectTree, schema: string) =>
  paths.some((path) => path !== schema && dirname(path) === dirname(schema) && path.endsWith(".prisma"));

const knownPlaces = ({ texts }: ProjectTree): string[] => {
  const manifest = parseManifest(manifestFile, texts.get(manifestFile) ?? "{}");
  const said = string(record(manifest.prisma).schema)?.replace(/^\.\//, "");
  return [...(said ? [said] : []), "prisma/schema.prisma", "schema.prisma"];
};

const hasSchemas = ({ paths }: ProjectTree, folder: string) =>
  paths.some((path) => path.startsWith(`${folder}/`) && path.endsWith(".prisma"));

/** What brings its database up to date: by its migrations, wherever the schema is that they stand beside. */
export function prismaMigration(tree: ProjectTree): Found<string> | undefined {
  const schema = schemaOf(tree) ?? "prisma/schema.prisma";
  const at = tree.paths.find((path) => isMigrationOf(schema, path));
  if (!at) return undefined;
  const option = knownPlaces(tree).includes(schema) ? "" : ` --schema ${schema}`;
  return { value: `prisma migrate deploy${option}`, at };
}

/** Where a build brings it up to date without migrations, as its schema says. It makes a client as well, unless it is told not to. */
export function prismaPush(manifest: Manifest, tree: ProjectTree): Found<string> | undefined {
  const script = ["build", "vercel-build"].find((name) => /\bprisma db push\b/.test(manifest.scripts[name] ?? ""));
  if (!script || !schemaOf(tree)) return undefined;
  const isOlder = /"prisma"\s{0,9}:\s{0,9}"[\^~]?[2-6]\./.test(tree.texts.get(manifestFile) ?? "");
  return { value: `prisma db push${isOlder ? " --skip-generate" : ""}`, at: manifest.at("scripts", script) };
}

/** Of a schema in several files, they stand in the folder of these or beside it. */
const isMigrationOf = (schema: string, path: string) =>
  [dirname(schema), schema].some(
    (folder) =>
      path.startsWith(folder === "." ? "migrations/" : `${folder}/migrations/`) && path.endsWith("/migration.sql"),
  );

/** Its engine is linked against this, which the slim image lacks. */
export const prismaLibrary = installDebian(["openssl", "ca-certificates"]);

const sqlite = /^[ \t]{0,20}provider[ \t]{0,20}=[ \t]{0,20}"sqlite"/m;
const urlOf = /^[ \t]{0,20}url[ \t]{0,20}=[ \t]{0,20}env\("([A-Z][A-Z0-9_]{1,80})"\)/m;

/** The variable that names the file of SQLite, without which Prisma does not start. */
export function sqliteVariable({ texts }: ProjectTree): Found<string> | undefined {
  for (const [path, text] of texts) {
    const found = path.endsWith(".prisma") && sqlite.test(text) ? urlOf.exec(text) : null;
    if (found) return { value: found[1] ?? "", at: `${path}:${lineAt(text, text.indexOf("env(", found.index))}` };
  }
  return undefined;
}
