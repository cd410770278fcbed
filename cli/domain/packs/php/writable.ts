import type { Found } from "../tree.ts";
import { emptyFolders, keptNames, scratchNames } from "./empty-folders.ts";
import type { Findings } from "./image.ts";
import { pathIn } from "./start.ts";

/** Folders for what the framework can make anew: nothing is lost with them. */
export function scratchOf({ framework, tree }: Findings): Found<string>[] {
  const known = (framework.scratch ?? []).map((folder) => ({ value: `/app/${folder}`, at: framework.name }));
  return known.length > 0 ? known : emptyFolders(tree, scratchNames);
}

/** Folders for what people bring, or the program keeps. */
export function uploadsOf({ framework, tree, start }: Findings): Found<string>[] {
  const { uploads = [], publicUploads = [], name } = framework;
  const below = start.kind === "pages" ? start.folder.value : ".";
  const folders = [...uploads, ...publicUploads.map((folder) => pathIn(below, folder))];
  return folders.length > 0
    ? folders.map((folder) => ({ value: `/app/${folder}`, at: name }))
    : emptyFolders(tree, keptNames);
}
