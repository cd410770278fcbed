import { basename } from "node:path/posix";
import { lineOfKey, parseManifest, record, string } from "../shared/json.ts";
import type { Found, ProjectTree } from "../tree.ts";

/** How Nx is told what a project is made of: at the top of a repository with one program, or of several by itself. */
export const projectFile = "project.json";

/** The file that Nx makes of the program: at the top, or of the only application below that runs in Node. */
export function nxProgram(tree: ProjectTree): Found<string> | undefined {
  const files = tree.paths.filter((path) => basename(path) === projectFile && tree.texts.has(path));
  const programs = files.flatMap((path) => nxOutput(path, tree) ?? []);
  const top = programs.find(({ at }) => at.startsWith(projectFile));
  return top ?? (programs.length === 1 ? programs[0] : undefined);
}

const forNode = /^@n(?:x|rwl)\/(?:esbuild:esbuild|webpack:webpack|node:\w+|js:(?:tsc|swc)|rollup:rollup|nest:\w+)$/;

/** The file that Nx makes of a program for Node, as its project says. */
export function nxOutput(path: string, tree: ProjectTree): Found<string> | undefined {
  const text = tree.texts.get(path) ?? "";
  const project = parseManifest(path, text);
  const build = record(record(project.targets).build);
  const { outputPath, main, outputFileName, target } = record(build.options);
  const [output, source] = [string(outputPath), string(main)];
  const isForNode = forNode.test(string(build.executor) ?? "") && string(target) !== "web";
  if (project.projectType !== "application" || !isForNode || !output || !source) return undefined;
  const file = string(outputFileName) ?? basename(source).replace(/\.[cm]?tsx?$/, ".js");
  return {
    value: `${output}/${file}`,
    at: `${path}:${lineOfKey(text, ["targets", "build", "options", "outputPath"])}`,
  };
}
