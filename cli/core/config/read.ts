import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { usageError } from "../../../lib/errors.ts";
import { spareNames } from "../../../lib/secrets.ts";
import { configFile } from "./file.ts";
import { parseConfig } from "./parse.ts";
import type { Config } from "./schema.ts";

export interface Project {
  /** Folder of chatops.yaml; every path in it is relative to this. */
  directory: string;
  config: Config;
}

/** Reads the project's chatops.yaml: `--config`, or the one in `cwd`. */
export async function readProject(cwd: string, file = configFile): Promise<Project> {
  const path = resolve(cwd, file);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" && error.code !== "EISDIR" && error.code !== "ENOTDIR") throw error;
    throw usageError(`no ${file} in ${cwd}`, {
      hint: "Run `chatops import` in the project first, or name the file with --config.",
    });
  });
  const config = parseConfig(text, relative(cwd, path) || file);
  spareNames(namesIn(config));
  return { directory: dirname(path), config };
}

/** What every line of output is about: a password that is the same protects nothing, and would make it unreadable. */
function namesIn({ name, services = {}, environments }: Config): string[] {
  const namespaces = Object.values(environments).flatMap(({ kubernetes }) => kubernetes?.namespace ?? []);
  return [name, ...Object.keys(services), ...Object.keys(environments), ...namespaces];
}
