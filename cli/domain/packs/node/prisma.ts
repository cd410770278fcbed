import { dirname } from "node:path/posix";
import type { Instruction } from "../../dockerfile/dockerfile.ts";
import { parseManifest, record, string } from "../shared/json.ts";
import { below, type ProjectTree } from "../tree.ts";
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
export function prismaOf(
  { dependencies, devDependencies, scripts }: Manifest,
  tree: ProjectTree,
  at = "",
): Prisma | undefined {
  const isInstalled = dependencies.has("prisma") || devDependencies.has("prisma");
  const schema = schemaOf(tree);
  if (
    !dependencies.has("@prisma/client") ||
    !isInstalled ||
    !schema ||
    /\bprisma generate\b/.test(scripts.postinstall ?? "")
  )
    return undefined;
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

/** Where package.json says, else where Prisma looks for it, else the only one. */
function schemaOf(tree: ProjectTree): string | undefined {
  const manifest = parseManifest(manifestFile, tree.texts.get(manifestFile) ?? "{}");
  const said = string(record(manifest.prisma).schema)?.replace(/^\.\//, "");
  const found = tree.paths.filter((path) => path.endsWith("schema.prisma"));
  const usual = [said, "prisma/schema.prisma", "schema.prisma"].find((path) => path && found.includes(path));
  return usual ?? (found.length === 1 ? found[0] : undefined);
}

/** Its engine is linked against this, which the slim image lacks. */
export const prismaLibrary =
  "apt-get update && apt-get install -y --no-install-recommends openssl ca-certificates && rm -rf /var/lib/apt/lists/*";
