import { readPresent, readTree, removeFile, writeWhole } from "../../adapters/files.ts";
import { readTemplates } from "../../adapters/templates.ts";
import type { Session } from "../../core/session.ts";
import type { Steps } from "../../core/steps.ts";
import { lockFile, readLock } from "../../domain/import/generated-files-lock.ts";
import {
  isForced,
  type PlannedFile,
  type Present,
  planImport,
  removedPaths,
  writtenFiles,
} from "../../domain/import/plan.ts";
import { detectProject } from "../../domain/packs/choose.ts";
import { evidence } from "../../domain/packs/shared/evidence.ts";
import type { ProjectTree } from "../../domain/packs/tree.ts";
import { verifyConfigFile, verifyOverrides } from "../../domain/templates/import-options.ts";
import type { ImportResult } from "../../results/import.ts";
import { generate } from "./generate.ts";
import { commitWritten, findCheckout, verifyCommittable, verifyForced } from "./git.ts";
import { planLines } from "./plan-note.ts";
import { type ProjectSource, projectSourceOf } from "./project-source.ts";
import { resultOf } from "./result.ts";

export interface ImportOptions {
  /** A folder or a Git URL. */
  place: string;
  url?: string;
  /** False: chatops.yaml only. */
  draft: boolean;
  pack?: string;
  name?: string;
  image?: string;
  chartRepo?: string;
  /** Shows each finding by itself. */
  explain?: boolean;
  force?: string[];
  commit?: boolean;
}

/** Finds out how a project is built and run, plans what it needs, and writes what nobody else wrote. */
export async function importProject(session: Session, options: ImportOptions): Promise<ImportResult> {
  verifyOverrides(wishesOf(options));
  verifyConfigFile(session.configFile);
  const place = await projectSourceOf(session, options);
  try {
    return await importFrom(place, session, options);
  } finally {
    await place.dispose();
  }
}

async function importFrom({ directory, shown }: ProjectSource, session: Session, options: ImportOptions) {
  const { steps, configFile } = session;
  const { force = [], draft } = options;
  const project = await steps.look("Read the project", () => readProject(session, directory, options));
  const { facts, checkout } = project;
  if (options.commit) verifyCommittable(checkout, directory);
  const { name, files, unneeded } = await generate({
    ...project,
    directory,
    configFile,
    wishes: wishesOf(options),
    force,
    draft,
  });
  const present = await readPresent(directory, [...files.map(({ path }) => path), ...unneeded, lockFile]);
  const plan = planImport({
    generated: files,
    unneeded,
    present,
    lock: readLock(textOf(present.get(lockFile))),
    force,
  });
  await verifyForced(session, directory, plan);
  const found = [evidence("name", name, "certain"), ...facts.evidence];
  steps.note(planLines(found, plan, options.explain).join("\n"));
  for (const { text, hint } of facts.warnings) steps.warn(text, hint);
  await writeFiles(steps, directory, plan);
  if (options.commit) await commitWritten(session, directory, plan);
  return resultOf({
    plan,
    facts,
    name,
    evidence: found,
    folder: shown,
    isRepository: checkout !== undefined,
    dryRun: steps.dryRun,
  });
}

const wishesOf = ({ name, image, chartRepo }: ImportOptions) => ({ name, image, chartRepository: chartRepo });

async function readProject(session: Session, directory: string, { pack, force }: ImportOptions) {
  const tree = await readTree(directory);
  const [checkout, templates] = await Promise.all([findCheckout(session, directory), readTemplates()]);
  return { tree, facts: detectProject(withoutForced(tree, force), pack), checkout, templates };
}

/** A Dockerfile that is to be overwritten says nothing. */
const withoutForced = (tree: ProjectTree, force: readonly string[] = []): ProjectTree =>
  isForced("Dockerfile", force) ? { ...tree, paths: tree.paths.filter((path) => path !== "Dockerfile") } : tree;

const textOf = (present: Present) => (present && "text" in present ? present.text : undefined);

/** Whole files, one after the other; the lock comes last, so that an interrupted import is completed by the next. */
async function writeFiles(steps: Steps, directory: string, plan: readonly PlannedFile[]): Promise<void> {
  const files = writtenFiles(plan);
  const removed = removedPaths(plan);
  if (files.length + removed.length === 0) return;
  const title = `Write ${files.length} ${files.length === 1 ? "file" : "files"}`;
  // The plan is printed already, with its reasons.
  await steps.change(title, { plan: [], expect: undefined }, async ({ signal }) => {
    for (const path of removed) await removeFile(directory, path);
    for (const { path, content } of files) {
      signal.throwIfAborted();
      await writeWhole(directory, path, content);
    }
  });
}
