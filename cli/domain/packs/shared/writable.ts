import type { Found } from "../tree.ts";
import type { Language } from "./language.ts";
import { matchesOf, type Source } from "./scan.ts";

/** Folders of the project that the program writes to: the rest of its file system is read-only. */
export function detectWritable(
  sources: readonly Source[],
  { writes }: Language,
  { folder, said }: { folder: string; said: readonly Found<string>[] },
): Found<string>[] {
  const found = new Map(said.map(({ value, at }) => [`${folder}/${value}`, at]));
  for (const pattern of writes) {
    for (const { groups, at } of matchesOf(sources, pattern)) {
      const path = `${folder}/${groups[0]}`;
      if (!found.has(path)) found.set(path, at);
    }
  }
  return [...found].map(([value, at]) => ({ value, at }));
}
