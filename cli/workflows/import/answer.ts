import { exitCodes } from "../../core/exit-codes.ts";
import type { Answer } from "../../core/session.ts";
import { conflictsOf, type PlannedFile, writtenFiles } from "../../domain/import/plan.ts";
import { countedActions } from "../../domain/import/text.ts";
import type { Facts } from "../../domain/project/facts.ts";
import type { Found } from "../../domain/project/tree.ts";

export interface Outcome {
  plan: readonly PlannedFile[];
  facts: Facts;
  name: Found<string>;
  /** Folder of the project as the user would type it; empty for the one they are in. */
  shown: string;
  isRepository: boolean;
  dryRun: boolean;
}

/** What is printed at the end, for people and for programs. A conflict needs a person, so it is no success. */
export function answerOf(outcome: Outcome): Answer {
  const { plan, facts, name, dryRun } = outcome;
  const conflicts = conflictsOf(plan);
  return {
    result: {
      name: name.value,
      pack: facts.pack,
      dryRun,
      evidence: [{ what: "name", ...name }, ...facts.evidence],
      warnings: facts.warnings,
      files: plan.map(({ path, action, reason }) => ({ path, action, ...(reason && { reason }) })),
      conflicts,
    },
    text: textOf(outcome, conflicts),
    ...(conflicts.length > 0 && { exitCode: exitCodes.precondition.code }),
  };
}

function textOf({ plan, name, shown, isRepository, dryRun }: Outcome, conflicts: readonly string[]): string[] {
  const lines = [headline(plan, name.value, dryRun)];
  if (conflicts.length > 0) lines.push(`Left alone: ${conflicts.join(", ")}`);
  if (dryRun || writtenFiles(plan).length === 0) return lines;
  if (!isRepository) lines.push("A release needs Git: run `git init` and commit before `chatops release`.");
  const cwd = shown ? ` -C ${shown.includes(" ") ? `"${shown}"` : shown}` : "";
  return [...lines, `Next: chatops deploy --to compose${cwd}`];
}

function headline(plan: readonly PlannedFile[], name: string, dryRun: boolean): string {
  if (writtenFiles(plan).length === 0) return `Nothing to do for ${name}: ${countedActions(plan, false)}.`;
  return `${dryRun ? "Would import" : "Imported"} ${name}: ${countedActions(plan, dryRun)}.`;
}
