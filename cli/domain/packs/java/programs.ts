import { preconditionError } from "../../../../lib/errors.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import type { Build, Module, Packaged, Packaging } from "./build.ts";
import { mainClassIn } from "./main-class.ts";
import { modulesOf } from "./sources.ts";

/** A module that runs. */
export interface Program {
  module: Module;
  packaging: Packaged;
  /** Its class, where it is not the build that knows it. */
  main: Found<string> | undefined;
  /** Others that could be run. */
  others: readonly Module[];
}

/** A module that a framework makes a program of is surer than one that merely has a main method. */
const sureness: readonly Packaging[][] = [["quarkus", "executable", "distribution"], ["war", "liberty"], ["classes"]];

/** Names of the module that serves, where several run. */
const servers = ["server", "web", "api", "app", "application", "main", "backend", "rest", "service", "boot", "gateway"];

/** The module that is run: the one in a folder, or of several the likeliest server; undefined if none is. */
export function findProgram(tree: ProjectTree, build: Build, folder?: string): Program | undefined {
  const runnable = runnableOf(build).filter((module) => folder === undefined || module.folder === folder);
  const [module, ...others] = [...runnable].sort((a, b) => rank(a, build) - rank(b, build));
  if (!module?.packaging) return undefined;
  const found = mainClassIn(tree, module.folder);
  const main = module.mainClass ? { value: module.mainClass, at: found?.at ?? assumed } : found;
  return { module, packaging: module.packaging, main, others };
}

/** Those of the kind that is surest; one that another of them is made of answers as a part of that. */
export function runnableOf({ modules }: Build): Module[] {
  const ofKind = (kinds: readonly Packaging[]) => {
    const found = modules.filter(({ packaging }) => packaging && kinds.includes(packaging.value));
    const parts = new Set(found.flatMap((module) => modulesOf(module, found).slice(1)));
    return found.filter((module) => !parts.has(module));
  };
  return sureness.map(ofKind).find((found) => found.length > 0) ?? [];
}

function rank({ folder, name }: Module, build: Build): number {
  if (folder === "") return 0;
  if (name.value === build.name.value) return 1;
  const index = servers.findIndex(
    (server) => folder === server || folder.endsWith(`-${server}`) || folder.endsWith(`/${server}`),
  );
  return index === -1 ? servers.length + 2 : index + 2;
}

export function nothingToRun(tree: ProjectTree, { file }: Build) {
  const isAndroid = tree.paths.some((path) => path.endsWith("AndroidManifest.xml"));
  return preconditionError(
    isAndroid
      ? `${tree.folder} is an app for Android, which runs in no container`
      : `${tree.folder} (${file}) has nothing to run: no module has a main method, and none makes a war`,
    {
      hint: "Name the folder of a program, as in `chatops import path/to/program`, or write a Dockerfile; nothing was written.",
    },
  );
}
