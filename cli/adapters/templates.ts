import { readdir, readFile } from "node:fs/promises";
import { relative, sep } from "node:path";
import { templatesFolder } from "../core/package.ts";

/** Every template by its path below `templates/`. */
export type Templates = ReadonlyMap<string, string>;

export async function readTemplates(): Promise<Templates> {
  const entries = await readdir(templatesFolder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}${sep}${entry.name}`);
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return new Map(
    files.map((file, index) => [relative(templatesFolder, file).replaceAll(sep, "/"), texts[index] ?? ""]),
  );
}
