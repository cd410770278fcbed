import { existsSync } from "node:fs";
import { basename } from "node:path";
import { installedHere, packageOf } from "./apt.ts";
import type { Paths } from "./paths.ts";

/** How a program came to this machine; empty if it is not there. */
export function originOf(paths: Paths, program: string): string {
  if (program.startsWith(paths.cache)) return existsSync(program) ? "built" : "";
  if (installedHere(paths).includes(packageOf(basename(program)))) return "installed";
  return existsSync(program) ? "found" : "";
}

/** What a program says; empty if it fails. */
export const outputOf = (result: Promise<{ stdout: string }>): Promise<string> =>
  result.then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
