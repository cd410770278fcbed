import { lineOfKey, parseManifest, record, string, strings } from "../shared/json.ts";
import type { ProjectTree } from "../tree.ts";

export const manifestFile = "package.json";

/** The parts of package.json that say how a project is built and run. */
export interface Manifest {
  name?: string | undefined;
  main?: string | undefined;
  scripts: Readonly<Record<string, string>>;
  dependencies: ReadonlySet<string>;
  devDependencies: ReadonlySet<string>;
  /** The versions of Node that it takes, and the key that says so. */
  node?: string | undefined;
  nodeKey: readonly string[];
  packageManager?: string | undefined;
  workspaces: boolean;
  /** It says what others import: a library. */
  isForOthers: boolean;
  /** It is run by its name: a tool. */
  isTool: boolean;
  /** The file that its name runs. */
  program?: string | undefined;
  /** Where a key stands: `package.json:12`. */
  at(...path: string[]): string;
}

export function readManifest(tree: ProjectTree): Manifest {
  const text = tree.texts.get(manifestFile) ?? "";
  const json = parseManifest(manifestFile, text);
  const optional = record(json.optionalDependencies);
  return {
    name: string(json.name),
    main: runnable(string(json.main)),
    scripts: strings(json.scripts),
    dependencies: new Set([...Object.keys(record(json.dependencies)), ...Object.keys(optional)]),
    devDependencies: new Set(Object.keys(record(json.devDependencies))),
    node: string(record(json.engines).node) ?? runtimeOf(json.devEngines),
    nodeKey: string(record(json.engines).node) === undefined ? ["devEngines", "runtime"] : ["engines", "node"],
    packageManager: string(json.packageManager),
    workspaces: json.workspaces !== undefined,
    isForOthers: ["exports", "module", "types", "typings"].some(
      (key) => json[key] !== undefined && !isSource(json[key]),
    ),
    isTool: json.bin !== undefined,
    program: programOf(string(json.name), json.bin),
    at: (...path) => `${manifestFile}:${lineOfKey(text, path)}`,
  };
}

/** A page or a style is for a browser, or for what packs it. */
const runnable = (main: string | undefined): string | undefined =>
  main !== undefined && /\.(?:html?|css|s[ac]ss|less|vue|svelte|astro|json|md)$/.test(main) ? undefined : main;

/** Bun's template names the file that it runs itself as one that others import. */
const isSource = (value: unknown): boolean => /^(?:\.\/)?(?:src\/)?index\.tsx?$/.test(string(value) ?? "");

/** npm and pnpm read it beside `engines`, for those who develop it: one runtime, or several. */
function runtimeOf(devEngines: unknown): string | undefined {
  const { runtime } = record(devEngines);
  const found = [runtime]
    .flat()
    .map(record)
    .find(({ name }) => name === "node");
  return string(found?.version);
}

/** Of several programs, the one that is called like the package, else the first. */
function programOf(name: string | undefined, bin: unknown): string | undefined {
  const programs = strings(bin);
  const file = string(bin) ?? programs[name?.split("/").at(-1) ?? ""] ?? Object.values(programs)[0];
  return file?.replace(/^\.\//, "");
}

/** It is installed with packages below it, whose manifests an installation reads. */
export const isWorkspace = ({ workspaces }: Manifest, { texts }: ProjectTree): boolean =>
  workspaces || /^packages:/m.test(texts.get("pnpm-workspace.yaml") ?? "");
