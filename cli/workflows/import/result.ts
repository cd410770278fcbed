import type { PlannedFile } from "../../domain/import/plan.ts";
import type { Evidence, Facts } from "../../domain/packs/pack.ts";
import type { Found } from "../../domain/packs/tree.ts";
import type { ImportResult } from "../../results/import.ts";
import { head } from "../../results/result.ts";

export interface Outcome {
  plan: readonly PlannedFile[];
  facts: Facts;
  name: Found<string>;
  evidence: readonly Evidence[];
  /** Folder of the project as the user would type it; empty for the one they are in. */
  folder: string;
  isRepository: boolean;
  dryRun: boolean;
}

export const resultOf = ({ plan, facts, name, evidence, ...outcome }: Outcome): ImportResult => ({
  ...head("Import"),
  ...outcome,
  name: name.value,
  pack: facts.pack,
  evidence: [...evidence],
  warnings: [...facts.warnings],
  files: plan.map(({ path, action, reason }) => ({ path, action, ...(reason && { reason }) })),
});
