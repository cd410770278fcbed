import { type Source, sourcesOf } from "../domain/project/scan.ts";
import type { ProjectTree } from "../domain/project/tree.ts";
import type { Files } from "./folders.ts";

/** A project as import reads it, without a disk. */
export function tree(files: Files, folder = "project"): ProjectTree {
  const texts = Object.entries(files).map(
    ([path, content]) => [path, typeof content === "string" ? content : JSON.stringify(content, null, 2)] as const,
  );
  return { folder, paths: texts.map(([path]) => path).sort(), texts: new Map(texts) };
}

/** One source file of these lines. */
export const source = (...lines: string[]): Source[] => sourcesOf(tree({ "server.ts": lines.join("\n") }));
