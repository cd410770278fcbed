import type { Facts } from "../../project/facts.ts";
import { detectStop } from "../../project/stop.ts";
import type { Findings } from "./findings.ts";
import { manifestFile } from "./manifest.ts";

/** Scripts that an installation runs; they may need any file of the project. */
const installScripts = ["preinstall", "install", "postinstall"];

/** The variant of the Dockerfile and the words in it. */
export function dockerfileOf({
  manifest,
  chosen,
  start,
  version,
  tree,
  sources,
  environment,
}: Findings): Facts["dockerfile"] {
  const { manager, lockfile } = chosen;
  const { install, installForProduction } = lockfile ? manager : manager.unlocked;
  const builds = manifest.scripts.build !== undefined;
  const runsManager = ["bun", "npm"].includes(start.command[0] ?? "");
  const stripped = manifest.scripts.prepare === undefined ? "" : "npm pkg delete scripts.prepare && ";
  const copied = [manifestFile, lockfile, ...manager.settings.filter((path) => isThere(tree.paths, path))];
  const copiesAll = installScripts.some((script) => manifest.scripts[script] !== undefined);
  const folders = manager.settings.filter((path) => isFolder(tree.paths, path));
  const signal = stopping({ start, version, sources });
  return {
    template: builds ? "Dockerfile/node-build" : "Dockerfile/node",
    tokens: {
      NODE: String(version.value),
      TOOL: toolLines(chosen),
      RUNTIME: start.command[0] === "bun" ? "tools" : `node:${version.value}-slim`,
      COPY_MANIFESTS: copiesAll ? "COPY . ./" : copyLines(copied.filter(isString), folders),
      CACHE: manager.cache,
      INSTALL_FOR_PRODUCTION: stripped + (start.needsDevelopment ? install : installForProduction),
      ...(builds && { INSTALL: stripped + install, BUILD: manager.run("build") }),
      NPM_SETTINGS: runsManager ? "ENV HOME=/tmp npm_config_update_notifier=false" : "",
      ENVIRONMENT: Object.entries(environment)
        .map(([name, value]) => `${name}=${value}`)
        .join(" "),
      STOP_NOTE: signal.note,
      COMMAND: `[${signal.command.map((word) => JSON.stringify(word)).join(", ")}]`,
    },
  };
}

const oldestWithImport = 20;
const endOnSigterm = "data:text/javascript,process.once('SIGTERM',()=>process.exit())";

/**
 * The first process of a container ignores a signal that it does not handle, and Kubernetes would wait for its whole
 * grace period. A program without a handler gets one that ends it.
 */
function stopping({ start, version, sources }: Pick<Findings, "start" | "version" | "sources">) {
  const [program, ...rest] = start.command;
  const handles = detectStop(sources) !== undefined || program !== "node" || version.value < oldestWithImport;
  if (handles) return { note: "", command: start.command };
  const note = "# The program handles no SIGTERM, which a container's first process would then ignore.";
  return { note, command: [program, "--import", endOnSigterm, ...rest] };
}

function toolLines({ manager, version }: Findings["chosen"]): string {
  const tool = manager.tool ? [`RUN npm install --global --force ${manager.tool(version)}`] : [];
  return [`ENV ${manager.environment}`, ...tool].join("\n");
}

/** COPY takes a folder's content, not the folder: each one needs a line of its own. */
const copyLines = (files: readonly string[], folders: readonly string[]) =>
  [
    `COPY ${files.filter((file) => !folders.includes(file)).join(" ")} ./`,
    ...folders.map((folder) => `COPY ${folder} ./${folder}`),
  ].join("\n");

const isThere = (paths: readonly string[], path: string) => paths.includes(path) || isFolder(paths, path);
const isFolder = (paths: readonly string[], path: string) => paths.some((known) => known.startsWith(`${path}/`));
const isString = (value: string | undefined): value is string => value !== undefined;
