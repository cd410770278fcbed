import type { ProjectTree } from "../tree.ts";
import { exists, runFile, type Start } from "./command.ts";
import type { Manifest } from "./manifest.ts";

/** AdonisJS builds into a folder from which its people start the program; it finds its packages in the folder above. */
export function adonisStart({ at, entry }: Start, { dependencies, scripts }: Manifest, tree: ProjectTree) {
  const isBuilt = dependencies.has("@adonisjs/core") && /\bace build\b/.test(scripts.build ?? "");
  return isBuilt && entry && !exists(tree, entry) && !entry.startsWith("build/")
    ? runFile(`build/${entry}`, at)
    : undefined;
}
