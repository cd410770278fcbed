import type { Found } from "../tree.ts";
import type { Language } from "./language.ts";
import { matchesOf, type Source } from "./scan.ts";

interface Places {
  folder: string;
  said: readonly Found<string>[];
  paths?: readonly string[];
}

/**
 * Folders of the project that the program writes to: the rest of its file system is read-only. An empty one is laid over each, so that none
 * with a part of the program is among them.
 */
export function detectWritable(
  sources: readonly Source[],
  { writes, files }: Language,
  { folder, said, paths = [] }: Places,
): Found<string>[] {
  const found = new Map(said.map(({ value, at }) => [`${folder}/${value}`, at]));
  const isOfProgram = (name = "") => paths.some((path) => path.startsWith(`${name}/`) && files.test(path));
  for (const pattern of writes) {
    for (const { groups, at } of matchesOf(sources, pattern)) {
      const path = `${folder}/${groups[0]}`;
      if (!found.has(path) && !isOfProgram(groups[0])) found.set(path, at);
    }
  }
  return [...found].map(([value, at]) => ({ value, at }));
}
