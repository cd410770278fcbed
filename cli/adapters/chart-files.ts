import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { ChartFiles } from "../domain/chart/stamp.ts";

/** The files of a chart folder by path; empty where there is no such folder. Editors' and Git's dot files stay out. */
export async function readChart(folder: string): Promise<ChartFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split("/").some((part) => part.startsWith(".") && part !== ".helmignore"));
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)));
}
