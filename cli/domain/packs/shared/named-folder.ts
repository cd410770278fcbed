import type { Source } from "./scan.ts";

/** `"ui", "dist"` and `"ui" / "dist"` are put together to one path. */
const joined = /(["'`])\s{0,9}[,/]\s{0,9}\1/g;

/** Where a program names a folder as a path, whole or put together, or one that it is in. */
export function namedFolder(sources: readonly Source[], folder: string): string | undefined {
  for (const { path, text } of sources) {
    const index = text.split("\n").findIndex((line) => names(line.replace(joined, "/"), folder));
    if (index !== -1) return `${path}:${index + 1}`;
  }
  return undefined;
}

/** The folder stands in quotes, alone or as a part of a longer path; one word is the end of many, and has to begin it. */
function names(line: string, folder: string): boolean {
  const begins = folder.includes("/") ? /["'`/]$/ : /["'`](?:\.{0,2}\/){0,4}$/;
  for (let index = line.indexOf(folder); index !== -1; index = line.indexOf(folder, index + 1))
    if (begins.test(line.slice(Math.max(0, index - 20), index)) && /["'`/*]/.test(line[index + folder.length] ?? ""))
      return true;
  return false;
}
