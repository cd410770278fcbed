import { usageError } from "../../../lib/errors.ts";
import type { Session } from "../../core/session.ts";
import { forcedFiles } from "../../domain/import/plan.ts";
import { verifyConfigFile, verifyOverrides } from "../../domain/templates/import-options.ts";
import type { ImportResult } from "../../results/import.ts";
import type { UndoResult } from "../../results/undo.ts";
import { differencesIn } from "./differences.ts";
import { goToBranch, planCommit, type Saving, saveWritten } from "./git.ts";
import { confirmMigration } from "./migrate.ts";
import { type ImportPlan, type PlanOptions, planProject, wishesOf } from "./plan.ts";
import { planLines } from "./plan-note.ts";
import { projectSourceOf } from "./project-source.ts";
import { resultOf, undoResultOf } from "./result.ts";
import { undoImport } from "./undo.ts";
import { writeFiles } from "./write.ts";

export interface ImportOptions extends PlanOptions, Saving {
  /** A folder or a Git URL. */
  place: string;
  url?: string;
  /** Shows what would be written, and writes nothing. */
  diff?: boolean;
  /** Shows each finding by itself. */
  explain?: boolean;
}

/** Finds out how a project is built and run, plans what it needs, and writes what nobody else wrote. */
export async function importProject(session: Session, options: ImportOptions): Promise<ImportResult> {
  verifyOptions(session, options);
  const { directory, shown, dispose } = await projectSourceOf(session, options);
  try {
    const saving = await planCommit(session, directory, options);
    const planned = await planProject(session, directory, options);
    session.steps.note(planLines(planned.evidence, planned.files, options.explain).join("\n"));
    for (const { text, hint } of planned.warnings) session.steps.warn(text, hint);
    if (!options.diff) await carryOut(session, directory, planned, { ...options, saving });
    return resultOf({
      ...planned,
      differences: options.diff ? differencesIn(planned) : new Map(),
      folder: shown,
      dryRun: session.steps.dryRun || options.diff === true,
    });
  } finally {
    await dispose();
  }
}

function verifyOptions({ configFile }: Session, options: ImportOptions): void {
  verifyOverrides(wishesOf(options));
  verifyConfigFile(configFile);
  if (!options.migrate || options.draft) return;
  throw usageError("--migrate needs the files that --no-draft leaves out", { hint: "Leave one of them out." });
}

interface Carrying {
  migrate?: boolean;
  saving: Awaited<ReturnType<typeof planCommit>>;
}

/** Writes the files, and saves them in Git if that is asked for: all of it or nothing. */
async function carryOut(
  session: Session,
  directory: string,
  planned: ImportPlan,
  { migrate, saving }: Carrying,
): Promise<void> {
  const { files } = planned;
  if (migrate && forcedFiles(files).length > 0) await confirmMigration(session, differencesIn(planned));
  if (saving) await goToBranch(session, saving);
  await writeFiles(session.steps, directory, files);
  if (saving) await saveWritten(session, directory, files, saving);
}

/** Takes back what imports wrote in a folder. */
export async function undoImports(session: Session, place: string): Promise<UndoResult> {
  const { directory, shown } = await projectSourceOf(session, { place });
  return undoResultOf(await undoImport(session, directory), shown, session.steps.dryRun);
}
