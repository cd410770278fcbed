import type { Found, ProjectTree } from "../tree.ts";
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

const scratchNames = /^(?:cache|logs?|tmp|temp|sessions?|runtime|compiled?|templates_c)$/i;
const keptNames = /^(?:uploads?|files|media|storage|data|attachments|avatars|images)$/i;

/** Folders that are in Git with nothing but a file that keeps them there: the program fills them. */
function emptyFolders({ paths }: ProjectTree, names: RegExp): Found<string>[] {
  const keepers = paths.filter((path) => /(?:^|\/)\.(?:git)?(?:keep|ignore|empty)$/.test(path));
  return keepers.flatMap((at) => {
    const parts = at.split("/").slice(0, -1);
    const folder = parts.join("/");
    const isEmpty = parts.length > 0 && !paths.some((path) => path !== at && path.startsWith(`${folder}/`));
    return isEmpty && names.test(parts.at(-1) ?? "") ? [{ value: `/app/${folder}`, at }] : [];
  });
}
