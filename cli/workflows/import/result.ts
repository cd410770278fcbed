import type { UndoneFile } from "../../domain/import/undo.ts";
import type { Member } from "../../domain/members/member.ts";
import type { ImportResult, Proof } from "../../results/import.ts";
import { head } from "../../results/result.ts";
import type { UndoResult } from "../../results/undo.ts";
import type { ImportPlan } from "./plan.ts";

export interface Outcome extends Omit<ImportPlan, "present"> {
  /** By path, where they were asked for. */
  differences: ReadonlyMap<string, string>;
  /** Folder of the project as the user would type it; empty for the one they are in. */
  folder: string;
  dryRun: boolean;
  proof?: Proof;
}

export const resultOf = (outcome: Outcome): ImportResult => ({
  ...head("Import"),
  name: outcome.name.value,
  pack: outcome.subject.facts.pack,
  ...(outcome.subject.members && { services: outcome.subject.members.map(serviceOf) }),
  folder: outcome.folder,
  isRepository: outcome.isRepository,
  dryRun: outcome.dryRun,
  ...(outcome.proof && { proof: outcome.proof }),
  evidence: [...outcome.evidence],
  warnings: [...outcome.warnings],
  files: outcome.files.map((file) => {
    const diff = outcome.differences.get(file.path);
    return { ...shown(file), ...(diff && { diff }) };
  }),
});

const shown = ({ path, action, reason }: UndoneFile) => ({ path, action, ...(reason && { reason }) });

export const undoResultOf = (files: readonly UndoneFile[], folder: string, dryRun: boolean): UndoResult => ({
  ...head("Undo"),
  folder,
  dryRun,
  files: files.map(shown),
});

const serviceOf = ({ name, folder, facts, build }: Member) => ({
  name,
  folder,
  pack: facts.pack,
  context: build.context,
  dockerfile: build.dockerfile,
});
