import type { Survey } from "../shared/survey.ts";
import type { Found, ProjectTree } from "../tree.ts";
import type { Start } from "./command.ts";
import type { Manifest } from "./manifest.ts";
import type { ChosenManager } from "./package-managers.ts";
import type { Workspace } from "./workspace.ts";

/** How a project is built. */
export interface Built {
  tree: ProjectTree;
  manifest: Manifest;
  chosen: ChosenManager;
  version: Found<number>;
  /** What it is installed with, if it is a package of several. */
  workspace: Workspace | undefined;
}

/** Pages with a package.json of their own that the program serves from the folder in which they are built. */
export interface ServedPage {
  folder: string;
  output: string;
  script: string;
  built: Built;
  /** Where the program names it. */
  at: string;
}

/** Pages of a workspace that a program beside them serves from where they are built. */
export interface ServedPackage {
  folder: string;
  /** From the folder of the program, as it names it. */
  output: string;
  at: string;
  /** The script that brings them into the folder of the program, unless the one that builds does. */
  brings?: string | undefined;
}

/** And how its program runs. */
export interface Findings extends Built {
  start: Start;
  /** Pages that it serves, and that nothing of its own builds. */
  pages: readonly ServedPage[];
  /** The package of a workspace that does so. */
  served: ServedPackage | undefined;
  survey: Survey;
  /** A development dependency that it runs, or its migrations. */
  needsDevelopment: string | undefined;
}
