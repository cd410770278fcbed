import { basename } from "node:path/posix";
import { recognizedPack } from "../packs/choose.ts";
import { moduleFile } from "../packs/go/module.ts";
import { java } from "../packs/java/java.ts";
import { python } from "../packs/python/python.ts";
import { isOfWorkspace } from "../packs/python/workspace.ts";
import { attempt } from "../packs/shared/attempt.ts";
import { isBook } from "../packs/shared/book.ts";
import { assumed, type ProjectTree, subtree, withoutPaths } from "../packs/tree.ts";
import { otherLanguage } from "../packs/unknown.ts";
import { isBeside } from "./beside.ts";
import { type BuildBelow, buildBelow, isOfBuild } from "./builds-below.ts";
import { builtFromTop, placeOf } from "./context.ts";
import type { Candidate, LeftOut } from "./member.ts";
import { nameOfFolder } from "./names.ts";
import { pagesBeside, withFolder } from "./pages-beside.ts";
import { pagesInto } from "./pages-into.ts";
import { withinModules } from "./programs.ts";

const deepest = 3;

/** Whether a file is a part of a program, in whatever language. */
export const isSourceOfAny = (path: string): boolean =>
  /\.(?:[cm]?[jt]sx?|go|py|rb|php|java|kt|rs|cs|fs|exs?|scala|clj|swift|vue|svelte|html)$/.test(path);

/** Names of a folder whose pages are a service, though no manifest says so. */
const pages = /^(?:front-?end|client|web|www|site|ui|website|web-?app)$/i;

/** Folders with a manifest of their own, the outermost first; `isIn` tells those that are spoken for. */
export function* folderCandidates(
  tree: ProjectTree,
  isIn: (folder: string) => boolean,
): Generator<Candidate | LeftOut> {
  // What a Dockerfile at the top builds is what it would be without it.
  const whole = readable(withoutPaths(tree, (path) => path === "Dockerfile"))?.pack;
  const builds: BuildBelow[] = [];
  const ofBook = isBook(tree);
  for (const folder of foldersOf(tree)) {
    if (isBeside(folder) || isIn(folder) || (ofBook && folder.startsWith("src/"))) continue;
    const own = subtree(tree, folder);
    const pack = readable(own)?.pack;
    if (whole?.buildsBelow && pack === whole) continue;
    if (whole?.takes?.(own) && pack === whole) continue;
    if (isOfBuild(builds, folder, pack)) continue;
    const build = needsBeside(tree, folder, own) ? undefined : buildBelow(own, folder, pack);
    if (build) {
      builds.push(build);
      yield* build.programs;
      continue;
    }
    const named = { name: nameOfFolder(folder), folder };
    const at = manifestOf(own, tree, folder);
    const other = at === undefined ? otherLanguage(own) : undefined;
    if (other) yield { ...named, why: `is written in ${other.name} (${other.at}), for which it needs a Dockerfile` };
    if (at === undefined) continue;
    const place = placeOf(tree, folder, own);
    yield { ...named, at: `${folder}/${at}`, ...place, ...withNeeded(tree, folder, own) };
  }
}

/**
 * Whether a module stands for another one by a folder beside it, or takes pages from there; in Python and Java, whether pages are
 * written into the program, and whether its packages in Python are those of the top.
 */
function needsBeside(tree: ProjectTree, folder: string, own: ProjectTree): boolean {
  const { paths, texts } = own;
  if (paths.includes("Dockerfile")) return false;
  if (paths.includes(moduleFile))
    return pagesBeside(tree, folder) !== undefined || /=>[ \t]{1,9}\.\.\//.test(texts.get(moduleFile) ?? "");
  const pack = readable(own)?.pack;
  return (
    (pack === python && isOfWorkspace(tree, folder)) ||
    ((pack === python || pack === java) && pagesInto(tree, folder) !== undefined)
  );
}

/** Such a module is built with what it needs. */
function withNeeded(tree: ProjectTree, folder: string, whole: ProjectTree) {
  if (!needsBeside(tree, folder, whole)) return undefined;
  const isModule = whole.paths.includes(moduleFile);
  const pages = isModule ? pagesBeside(tree, folder) : pagesInto(tree, folder);
  const own = isModule ? withinModules(tree, folder) : whole;
  return builtFromTop(tree, folder, pages ? withFolder(own, tree, { folder, other: pages }) : own);
}

/** What says that a folder is a project by itself; one that cannot be read is told of where it is imported. */
function manifestOf(own: ProjectTree, whole: ProjectTree, folder: string): string | undefined {
  const recognized = readable(own);
  if (!recognized) return undefined;
  const { pack, at, sure } = recognized;
  const isManifest = pack.manifests.some((file) => (typeof file === "string" ? file === basename(at) : file.test(at)));
  // Among sources, they are those of a program.
  const isPage = sure === assumed && pages.test(own.folder) && !/(?:^|\/)src\//.test(folder);
  return isManifest || isPage || isOldProgram(own, whole) ? at : undefined;
}

/** The pack of a folder; a manifest that is broken shows none. */
export const readable = (tree: ProjectTree): ReturnType<typeof recognizedPack> => attempt(() => recognizedPack(tree));

/** A program in Go from before modules. */
const isOldProgram = ({ texts }: ProjectTree, { paths }: ProjectTree) =>
  !paths.includes(moduleFile) &&
  [...texts].some(([path, text]) => /^[^/]+\.go$/.test(path) && /^func main\(\)/m.test(text));

/** Those near the top come first, so that what is inside of one is met after it. */
function foldersOf({ paths }: ProjectTree): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const parts = path.split("/").slice(0, -1);
    for (let count = 1; count <= Math.min(parts.length, deepest); count += 1)
      folders.add(parts.slice(0, count).join("/"));
  }
  return [...folders].sort((one, other) => one.split("/").length - other.split("/").length || (one < other ? -1 : 1));
}
