import { usageError } from "../../../lib/errors.ts";
import type { Session } from "../../core/session.ts";
import { forcedFiles } from "../../domain/import/plan.ts";
import { verifyConfigFile, verifyOverrides } from "../../domain/templates/import-options.ts";
import type { ImportResult, Proof } from "../../results/import.ts";
import type { UndoResult } from "../../results/undo.ts";
import { differencesIn } from "./differences.ts";
import { goToBranch, planCommit, type Saving, saveWritten } from "./git.ts";
import { confirmMigration } from "./migrate.ts";
import { type ImportPlan, type PlanOptions, planProject, wishesOf } from "./plan.ts";
import { planNotes } from "./plan-note.ts";
import { projectSourceOf } from "./project-source.ts";
import { measuredIn, prove, verifyProvable } from "./prove.ts";
import { resultOf, undoResultOf } from "./result.ts";
import { undoImport } from "./undo.ts";
import { writeFiles } from "./write.ts";

export interface ImportOptions extends PlanOptions, Saving {
  /** A folder or a Git URL. */
  place: string;
  url?: string;
  /** Shows what would be written, and writes nothing. */
  diff?: boolean;
  /** Builds and starts what was written, and sizes the chart by what it takes. */
  prove?: boolean;
  /** Shows each finding by itself. */
  explain?: boolean;
}

/** Finds out how a project is built and run, plans what it needs, and writes what nobody else wrote. */
export async function importProject(session: Session, options: ImportOptions): Promise<ImportResult> {
  verifyOptions(session, options);
  const { directory, shown, dispose } = await projectSourceOf(session, options);
  try {
    if (options.prove) await verifyProvable(session, directory);
    const saving = await planCommit(session, directory, options);
    const planned = await planProject(session, directory, options);
    for (const note of planNotes(planned.evidence, planned.files, options.explain)) session.steps.note(note);
    for (const { text, hint } of planned.warnings) session.steps.warn(text, hint);
    const carriedOut = options.diff ? planned : await carryOut(session, directory, planned, { ...options, saving });
    return resultOf({
      ...carriedOut,
      differences: options.diff ? differencesIn(planned) : new Map(),
      folder: shown,
      dryRun: session.steps.dryRun || options.diff === true,
    });
  } finally {
    await dispose();
  }
}

function verifyOptions({ configFile, steps }: Session, options: ImportOptions): void {
  verifyOverrides(wishesOf(options));
  verifyConfigFile(configFile);
  if (options.prove && (steps.dryRun || options.diff || !options.draft)) {
    throw usageError("--prove runs what was written, and nothing is", {
      hint: "Leave out --dry-run, --diff and --no-draft, or --prove.",
    });
  }
  if (!options.migrate || options.draft) return;
  throw usageError("--migrate needs the files that --no-draft leaves out", { hint: "Leave one of them out." });
}

interface Carrying extends ImportOptions {
  saving: Awaited<ReturnType<typeof planCommit>>;
}

/** Writes the files, and saves them in Git if that is asked for: all of it or nothing. What does not run is not saved. */
async function carryOut(
  session: Session,
  directory: string,
  planned: ImportPlan,
  { saving, ...options }: Carrying,
): Promise<ImportPlan & { proof?: Proof }> {
  if (options.migrate && forcedFiles(planned.files).length > 0) {
    await confirmMigration(session, differencesIn(planned));
  }
  if (saving) await goToBranch(session, saving);
  await writeFiles(session.steps, directory, planned.files);
  const proof = options.prove ? await prove(session, directory) : undefined;
  const files = proof ? await writeSized(session, directory, planned.files, { ...options, proof }) : planned.files;
  if (saving && proof?.outcome !== "failed") await saveWritten(session, directory, files, saving);
  return { ...planned, files, ...(proof && { proof }) };
}

/** Writes again what is sized by what was measured, and answers what became of every file. */
async function writeSized(
  session: Session,
  directory: string,
  written: ImportPlan["files"],
  { proof, ...options }: PlanOptions & { proof: Proof },
): Promise<ImportPlan["files"]> {
  if (proof.outcome === "failed") return written;
  const { files } = await planProject(session, directory, { ...options, measured: measuredIn(proof) });
  await writeFiles(session.steps, directory, files);
  const before = new Map(written.map((file) => [file.path, file]));
  return files.map((file) => {
    const first = before.get(file.path) ?? file;
    if (file.action === "keep") return first;
    return file.action === "update" && first.action === "create" ? { ...file, action: first.action } : file;
  });
}

/** Takes back what imports wrote in a folder. */
export async function undoImports(session: Session, place: string): Promise<UndoResult> {
  const { directory, shown } = await projectSourceOf(session, { place });
  return undoResultOf(await undoImport(session, directory), shown, session.steps.dryRun);
}
