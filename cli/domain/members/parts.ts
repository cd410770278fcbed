import { writtenAbove } from "../packs/node/pages.ts";
import { buildScript } from "../packs/rust/included.ts";
import { below, isOneOfSeveral, lineAt, type ProjectTree } from "../packs/tree.ts";
import { isPage } from "./addresses.ts";
import type { Found, LeftOut, Member } from "./member.ts";
import { readsFolder } from "./reads-folder.ts";

/** Pages that one of several programs, or of the packages of a workspace, has built for it and serves by itself. */
export function withoutPages({ members, leftOut }: Found): Found {
  const served = members.flatMap(({ name, facts: { pagesIn }, build, tree }) => {
    if (!pagesIn) return [];
    const context = build.context === "." ? "" : build.context;
    const own = isOneOfSeveral(tree) ? context : below(context, tree.within?.folder ?? "");
    const folders = [below(own, pagesIn), ...(tree.within ? [pagesIn] : [])];
    return folders.map((folder) => ({ folder, why: `is a part of ${name}, which serves its pages` }));
  });
  const whyOf = ({ folder }: Member) => served.find((one) => folder !== "" && one.folder === folder)?.why;
  const parts = members.flatMap((member) => {
    const why = whyOf(member);
    return why ? [{ name: member.name, folder: member.folder, why }] : [];
  });
  return { members: members.filter((member) => !whyOf(member)), leftOut: [...leftOut, ...parts] };
}

/** Pages that a program takes into itself are a part of that. */
export function withoutEmbedded(tree: ProjectTree, { members, leftOut }: Found): Found {
  const parts = members.flatMap(({ name, folder, facts, composed }) => {
    const at = isPage({ facts }) && folder && !composed ? isEmbedded(tree, folder) : undefined;
    return at ? [{ name, folder, why: `is a part of the program that takes it into itself (${at})` }] : [];
  });
  const apart = members.filter(({ folder }) => !parts.some((part) => part.folder === folder));
  return { members: apart, leftOut: [...leftOut, ...parts] };
}

/** Pages are a part of the program that has them built for it. */
export function withoutServed(top: Member | LeftOut, { members, leftOut }: Found): Found {
  const folder = "why" in top ? undefined : top.facts.pagesIn;
  const served = members.find((member) => member.folder !== "" && member.folder === folder);
  if (!served) return { members, leftOut };
  const why = "is a part of the program at the top, which serves its pages";
  const left = { name: served.name, folder: served.folder, why };
  return { members: members.filter((member) => member !== served), leftOut: [...leftOut, left] };
}

/** What is made of a whole goes with the services beside it that it does not read. */
export function withParts(
  whole: ProjectTree,
  first: readonly Member[],
  { members, leftOut }: Found,
  of: string,
): Found {
  const parts = members.flatMap(({ name, folder, tree }) => {
    const at = readsFolder(whole, folder) ?? writtenAbove(tree, folder)?.at ?? isEmbedded(whole, folder);
    return at ? [{ name, folder, why: `is a part of ${of} (${at})` }] : [];
  });
  const apart = members.filter(({ folder }) => !parts.some((part) => part.folder === folder));
  return { members: [...first, ...apart], leftOut: [...leftOut, ...parts] };
}

/** Where a program in Go takes pages into itself, or the build of one in Rust does, from a folder above theirs. */
function isEmbedded({ texts }: ProjectTree, folder: string): string | undefined {
  for (const [path, text] of texts) {
    const place = path.slice(0, path.lastIndexOf("/") + 1);
    if (buildScript.test(path) && folder.startsWith(place)) {
      const named = ["", "./"].map((before) => text.indexOf(`"${before}${folder.slice(place.length)}"`));
      const index = named.find((one) => one !== -1);
      if (index !== undefined) return `${path}:${lineAt(text, index)}`;
    }
    if (!path.endsWith(".go") || !folder.startsWith(place)) continue;
    const index = text.search(/^\/\/go:embed /m);
    const named = `${folder.slice(place.length)}/`;
    if (index !== -1 && (text.includes(`:${named}`) || text.includes(`embed ${named}`)))
      return `${path}:${lineAt(text, index)}`;
  }
  return undefined;
}
