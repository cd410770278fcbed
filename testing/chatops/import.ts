import { type ImportOptions, importProject } from "../../cli/workflows/import/import.ts";
import { runWork, type Told } from "./sessions.ts";

/** Runs `chatops import` in a folder. */
export const importIn = (cwd: string, options: Partial<ImportOptions> & { dryRun?: boolean } = {}): Promise<Told> =>
  runWork((session) => importProject(session, { place: ".", draft: true, ...options }), {
    cwd,
    dryRun: options.dryRun ?? false,
  });

/** What an import did with each file. */
export const actionsOf = ({ result }: { result: unknown }): Record<string, string> =>
  Object.fromEntries(
    (result as { files: { path: string; action: string }[] }).files.map((file) => [file.path, file.action]),
  );
