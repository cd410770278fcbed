import { exitCodeOf } from "../../cli/results/exit-code.ts";
import type { ImportResult } from "../../cli/results/import.ts";
import { importLines } from "../../cli/views/import.ts";
import { type ImportOptions, importProject } from "../../cli/workflows/import/import.ts";
import { runWork, type Told } from "./sessions.ts";

interface Imported extends Told<ImportResult> {
  text: string[];
  exitCode: number;
}

/** Runs `chatops import` in a folder. */
export async function importIn(
  cwd: string,
  options: Partial<ImportOptions> & { dryRun?: boolean } = {},
): Promise<Imported> {
  const told = await runWork((session) => importProject(session, { place: ".", draft: true, ...options }), {
    cwd,
    dryRun: options.dryRun ?? false,
  });
  return { ...told, text: importLines(told.result), exitCode: exitCodeOf(told.result) };
}

/** What an import did with each file. */
export const actionsOf = ({ result }: Imported): Record<string, string> =>
  Object.fromEntries(result.files.map((file) => [file.path, file.action]));
