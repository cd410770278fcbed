import type { ProjectTree } from "../tree.ts";
import { firstWord, type Source } from "./scan.ts";

const assetEnds = /\.(?:html?|tmpl|gohtml|tera|hbs|j2|css|js|json|ya?ml|toml|ini|conf|cfg|sql|png|svg|ico|txt)$/;

/** What the program reads while it runs: the outermost folders without code, and single files, that the code names. */
export function assetsOf({ paths }: ProjectTree, sources: readonly Source[], code: RegExp): string[] {
  const ofCode = new Set(paths.filter((path) => code.test(path)).flatMap(foldersOf));
  const places = paths
    .filter((path) => assetEnds.test(path))
    .map((path) => foldersOf(path).find((folder) => !ofCode.has(folder)) ?? path);
  return [...new Set(places)].filter((place) => isNamed(sources, place));
}

/** The folders that a path is in, the outermost first. */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

const isNamed = (sources: readonly Source[], place: string) =>
  sources.some(({ text }) =>
    [`"${place}"`, `"${place}/`, `"./${place}`, `\`${place}/`].some((word) => text.includes(word)),
  ) && firstWord(sources, place) !== undefined;
