import { composeFiles } from "../../core/compose-files.ts";
import type { ProjectTree } from "../packs/tree.ts";

/** Other names for files that import generates: where a person wrote one, a second beside it would only confuse. */
const alternatives: Readonly<Record<string, readonly string[]>> = {
  "compose.yaml": composeFiles.slice(1),
  "skaffold.yaml": ["skaffold.yml"],
  "buildspec.yml": ["buildspec.yaml"],
};

/** Generated path → the person's file that takes its place. */
export function userFiles(tree: ProjectTree): Map<string, string> {
  const found = Object.entries(alternatives).flatMap(([path, names]) => {
    const name = names.find((candidate) => tree.paths.includes(candidate));
    return name && !tree.paths.includes(path) ? [[path, name] as const] : [];
  });
  return new Map(found);
}

/** The Compose file that import writes beside one that starts only what the project needs while it is developed. */
export const ownComposeFile = "compose.chatops.yaml";
