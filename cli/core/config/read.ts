import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { usageError } from "../../../lib/errors.ts";
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
  return { directory: dirname(path), config: parseConfig(text, relative(cwd, path) || file) };
}
