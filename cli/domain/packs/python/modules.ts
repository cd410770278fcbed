import type { Source } from "../shared/scan.ts";

/** The file of a place: `shop/main.py:7`. */
export const pathOf = (at: string): string => at.split(":", 1).join("");

/** The module of a place, as it is imported from a folder. */
export const moduleOf = (at: string, folder = ""): string =>
  pathOf(at)
    .slice(folder ? folder.length + 1 : 0)
    .replace(/(?:\/__init__)?\.py$/, "")
    .replaceAll("/", ".");

/** Below which folder the modules of a program are found: that from which its files import each other. */
export function importedFrom(at: string, sources: readonly Source[]): string {
  const parts = pathOf(at)
    .replace(/(?:\/__init__)?\.py$/, "")
    .split("/");
  const isImported = (name: string) =>
    sources.some(({ text }) =>
      [`from ${name}.`, `from ${name} `, `import ${name}\n`].some((words) => text.includes(words)),
    );
  const depth = parts.slice(0, -1).findIndex(isImported);
  if (depth !== -1) return parts.slice(0, depth).join("/");
  return besideIt(pathOf(at), sources) ?? (parts[0] === "src" ? "src" : "");
}

/** The folder of what a file imports by its name alone: `import notes` in shop/main.py, beside shop/notes.py. */
function besideIt(path: string, sources: readonly Source[]): string | undefined {
  const text = sources.find((source) => source.path === path)?.text ?? "";
  if (/^from \./m.test(text)) return undefined;
  const names = [...text.matchAll(/^(?:from|import) (\w{1,80})\b/gm)].map(([, name = ""]) => name);
  const isIn = (folder: string) =>
    names.some((name) =>
      sources.some((source) => source.path === `${folder}${name}.py` || source.path.startsWith(`${folder}${name}/`)),
    );
  const parts = path.split("/").slice(0, -1);
  const folders = parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
  return isIn("") ? undefined : folders.find((folder) => isIn(`${folder}/`));
}
