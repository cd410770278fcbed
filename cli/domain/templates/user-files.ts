import { composeFiles } from "../../core/compose-files.ts";
import type { ProjectTree } from "../packs/tree.ts";

/** Other names for files that import generates: where a person wrote one, a second beside it would only confuse. */
const alternatives: Readonly<Record<string, readonly string[]>> = {
  "compose.yaml": composeFiles.slice(1),
  "skaffold.yaml": ["skaffold.yml"],
};

/** Generated path → the person's file that takes its place. */
export function userFiles(tree: ProjectTree): Map<string, string> {
  const found = Object.entries(alternatives).flatMap(([path, names]) => {
    const name = names.find((candidate) => tree.paths.includes(candidate));
    return name && !tree.paths.includes(path) ? [[path, name] as const] : [];
  });
  return new Map(found);
}

const chartFile = /(^|\/)Chart\.yaml$/;
const deepestChart = 3;

/** Folder of the chart: the one that a person wrote, or `chart`. */
export function chartOf(tree: ProjectTree, name: string): string {
  const folders = tree.paths
    .filter((path) => chartFile.test(path) && path.split("/").length <= deepestChart + 1)
    .map((path) => path.replace(chartFile, ""))
    .filter(Boolean);
  const preferred = ["chart", `charts/${name}`].find((folder) => folders.includes(folder));
  return preferred ?? (folders.length === 1 ? folders[0] : undefined) ?? "chart";
}
