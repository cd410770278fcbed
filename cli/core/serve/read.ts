import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { usageError } from "../../../lib/errors.ts";
import { configFile } from "../config/file.ts";
import { parseFile } from "../config/parse-file.ts";
import { type ServeConfig, serveSchema } from "./schema.ts";

const usualFile = "serve.yaml";
const rules = { schema: serveSchema, hint: "docs/serve.md describes every key; nothing was started." };

/** Reads the settings of `chatops serve`: those that `--config` names, or the serve.yaml in `cwd`. */
export async function readServeConfig(cwd: string, named: string): Promise<ServeConfig> {
  // What every other command reads is no list of repositories.
  const file = named === configFile ? usualFile : named;
  const path = resolve(cwd, file);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (!["ENOENT", "EISDIR", "ENOTDIR", "EACCES"].includes(error.code ?? "")) throw error;
    throw usageError(`cannot read ${file} in ${cwd}`, {
      hint: "Name the file with --config; docs/serve.md shows one.",
    });
  });
  return parseFile(rules, text, relative(cwd, path) || file);
}
