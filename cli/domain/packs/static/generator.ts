import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { Found, ProjectTree } from "../tree.ts";

/** Where its pages are in the stage that makes them. */
export const madeAt = "/site";

/** A program that makes pages of texts once, and is not there any more when they are served. */
export interface Generator {
  name: string;
  /** It may make the documentation of what else a project is. */
  isBeside?: true;
  /** What shows that a project is made for it. */
  shownBy(tree: ProjectTree): string | undefined;
  version?(tree: ProjectTree): Found<string>;
  stages(tree: ProjectTree): Stage[];
}

export const python = "python:3.13";
export const pip = "/var/cache/pip";
export const pipEnvironment: Instruction = { env: { PIP_CACHE_DIR: pip, PIP_ROOT_USER_ACTION: "ignore" } };

export const firstOf = ({ paths }: ProjectTree, files: readonly string[]) => files.find((file) => paths.includes(file));
export const hasIn = ({ paths }: ProjectTree, ...folders: string[]) =>
  folders.some((folder) => paths.some((path) => path.startsWith(`${folder}/`)));
