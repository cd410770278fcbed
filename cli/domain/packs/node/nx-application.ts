import { basename } from "node:path/posix";
import { parseManifest, record, string } from "../shared/json.ts";
import { below, type Found, isOneOfSeveral, type ProjectTree, withoutPaths } from "../tree.ts";
import { nxOutput, projectFile } from "./nx.ts";

/** One of the applications of a repository that Nx builds at its top. */
export interface NxApplication {
  /** What Nx calls it. */
  name: string;
  folder: string;
  /** The folder with its pages, or the file that Node runs. */
  made: Found<string>;
  isPage: boolean;
  /** What builds it. */
  command: string;
  at: string;
}

const settings = "nx.json";

/** The applications that import can build: pages, and programs for Node. */
export const nxApplications = (tree: ProjectTree): NxApplication[] =>
  tree.paths.includes(settings)
    ? tree.paths.flatMap((path) =>
        path.endsWith(`/${projectFile}`) ? (applicationIn(tree, path.slice(0, -projectFile.length - 1)) ?? []) : [],
      )
    : [];

/** The one that a member of a repository is. */
export const nxApplicationOf = (tree: ProjectTree): NxApplication | undefined =>
  tree.within && isOneOfSeveral(tree)
    ? nxApplications(tree).find(({ folder }) => folder === tree.within?.folder)
    : undefined;

/** Its files, and what it may be built with: all but the other applications. */
export function withoutOthers(tree: ProjectTree, { folder }: Pick<NxApplication, "folder">): ProjectTree {
  const others = nxApplications(tree).filter((other) => other.folder !== folder);
  const { within: _, ...whole } = tree;
  return withoutPaths(whole, (path) => others.some((other) => path.startsWith(`${other.folder}/`)));
}

const forPages = /angular|:(?:vite|rsbuild|rspack|webpack|rollup|web|application|build)$/;
/** Nx finds out by itself how an application is built that has one of these beside it. */
const pageSettings = /^(?:vite|rsbuild|rspack|webpack)\.config\.[cm]?[jt]s$/;

function applicationIn(tree: ProjectTree, folder: string): NxApplication | undefined {
  const path = below(folder, projectFile);
  const text = tree.texts.get(path) ?? "";
  if (!/"projectType"\s{0,9}:\s{0,9}"application"/.test(text)) return undefined;
  const project = parseManifest(path, text);
  const name = string(project.name) ?? basename(folder);
  const build = record(record(project.targets).build);
  const configuration = record(build.configurations).production === undefined ? "" : " --configuration=production";
  const said = { name, folder, at: path, command: `node_modules/.bin/nx build ${name}${configuration}` };
  const program = nxOutput(path, tree);
  if (program) return { ...said, made: program, isPage: false };
  const executor = string(build.executor);
  const served = string(record(record(project.targets).serve).executor) ?? "";
  if (executor === undefined && /^@n(?:x|rwl)\/(?:js|node):/.test(served))
    return { ...said, made: { value: `${outputOf(build, folder)}/main.js`, at: path }, isPage: false };
  const own = tree.paths.filter((one) => one.startsWith(`${folder}/`)).map((one) => one.slice(folder.length + 1));
  const isPage =
    executor === undefined
      ? own.some((one) => pageSettings.test(one)) && own.some((one) => /^(?:src\/)?index\.html$/.test(one))
      : forPages.test(executor);
  return isPage ? { ...said, made: { value: outputOf(build, folder), at: path }, isPage } : undefined;
}

/** Where its builder writes: as its options or outputs say, else where Nx puts them. */
function outputOf(build: Readonly<Record<string, unknown>>, folder: string): string {
  const { outputPath } = record(build.options);
  const { base, browser } = record(outputPath);
  const isNewAngular = /(?:angular|build):application$/.test(string(build.executor) ?? "");
  const path = string(base) ?? string(outputPath);
  if (path) return isNewAngular && browser !== "" ? `${path}/${string(browser) ?? "browser"}` : path;
  const [output] = Array.isArray(build.outputs) ? build.outputs.map(String) : [];
  const written = output?.startsWith("{workspaceRoot}/") ? output.slice("{workspaceRoot}/".length) : undefined;
  return written && !written.includes("{") ? written : `dist/${folder}`;
}
