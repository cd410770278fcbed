import type { Migration } from "../pack.ts";
import type { ProjectTree } from "../tree.ts";
import { exists, runFile, type Start } from "./command.ts";
import type { Manifest } from "./manifest.ts";

const isBuilt = ({ dependencies, scripts }: Manifest): boolean =>
  dependencies.has("@adonisjs/core") && /\bace build\b/.test(scripts.build ?? "");

/** AdonisJS builds into a folder from which its people start the program; it finds its packages in the folder above. */
export function adonisStart({ at, entry }: Start, manifest: Manifest, tree: ProjectTree): Start | undefined {
  if (!isBuilt(manifest) || !entry || entry.startsWith("build/")) return undefined;
  // Its sources import what they are compiled to.
  const isSource = entry.endsWith(".ts");
  return isSource || !exists(tree, entry) ? runFile(`build/${entry.replace(/\.ts$/, ".js")}`, at) : undefined;
}

/** An image of the project's own may have what was built at its top. */
const builtFolder = ({ texts }: ProjectTree): string =>
  /\bbin\/server\.js\b/.test((texts.get("Dockerfile") ?? "").replaceAll("build/bin/", "")) ? "" : "build/";

/** Its commands are built with it. */
export function adonisMigration(manifest: Manifest, tree: ProjectTree): Migration | undefined {
  const at = tree.paths.find((path) => /^database\/migrations\/[^/]{1,200}\.ts$/.test(path));
  const file = ["ace.js", "ace"].find((path) => exists(tree, path));
  return at && file && isBuilt(manifest) && manifest.dependencies.has("@adonisjs/lucid")
    ? { value: `node ${builtFolder(tree)}${file} migration:run --force`, at }
    : undefined;
}
