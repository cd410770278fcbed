import type { Event } from "../../cli/core/events.ts";
import { runSession } from "../../cli/core/session.ts";
import { exitCodeOf } from "../../cli/results/exit-code.ts";
import type { ImportResult } from "../../cli/results/import.ts";
import { importLines } from "../../cli/views/import.ts";
import { type ImportOptions, importProject } from "../../cli/workflows/import/import.ts";
import { Mask } from "../../lib/mask.ts";
import { recorder } from "./recorder.ts";

interface Imported {
  result: ImportResult;
  text: string[];
  exitCode: number;
  events: Event[];
  /** Everything that a person would have read on the way. */
  notes: string;
}

/** Runs `chatops import` in a folder. */
export async function importIn(
  cwd: string,
  { dryRun = false, ...options }: Partial<ImportOptions> & { dryRun?: boolean } = {},
): Promise<Imported> {
  const { events, listener } = recorder();
  const { signal } = new AbortController();
  const settings = { cwd, env: process.env, mask: new Mask(process.env), signal, listener, dryRun, yes: true };
  const result = await runSession(settings, (session) =>
    importProject(session, { place: ".", draft: true, ...options }),
  );
  const notes = events.flatMap((event) => (event.type === "note" || event.type === "warning" ? [event.text] : []));
  return { result, text: importLines(result), exitCode: exitCodeOf(result), events, notes: notes.join("\n") };
}

/** What an import did with each file. */
export const actionsOf = ({ result }: Imported): Record<string, string> =>
  Object.fromEntries(result.files.map((file) => [file.path, file.action]));
