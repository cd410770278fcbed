import { matchesOf, type Source } from "./scan.ts";
import type { Found } from "./tree.ts";

const writers: readonly RegExp[] = [
  /\bmulter\(\s*\{\s*dest\s*:\s*["'`]\.?\/?([\w-]+)\/?["'`]/g,
  /\bdestination\s*:\s*["'`]\.?\/?([\w-]+)\/?["'`]/g,
  /\bmkdir(?:Sync)?\(\s*["'`]\.?\/?([\w-]+)\/?["'`]/g,
];

/** Folders of the project that the program writes to: the rest of its file system is read-only. */
export function detectWritable(sources: readonly Source[], folder: string): Found<string>[] {
  const found = new Map<string, string>();
  for (const pattern of writers) {
    for (const { groups, at } of matchesOf(sources, pattern)) {
      const path = `${folder}/${groups[0]}`;
      if (!found.has(path)) found.set(path, at);
    }
  }
  return [...found].map(([value, at]) => ({ value, at }));
}
