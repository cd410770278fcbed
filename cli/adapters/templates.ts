import { readdir, readFile } from "node:fs/promises";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Every template by its path below `templates/`. */
export type Templates = ReadonlyMap<string, string>;

// From cli/adapters in a checkout, from dist/cli/adapters where it is installed.
const levels = import.meta.url.includes("/dist/cli/") ? "../../../templates/" : "../../templates/";
const folder = fileURLToPath(new URL(levels, import.meta.url));

export async function readTemplates(): Promise<Templates> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}${sep}${entry.name}`);
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return new Map(files.map((file, index) => [relative(folder, file).replaceAll(sep, "/"), texts[index] ?? ""]));
}
