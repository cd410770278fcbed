import { preconditionError } from "../../../lib/errors.ts";
import { readPresent } from "../../adapters/files.ts";
import type { Session } from "../../core/session.ts";
import type { MigratedFile, Present } from "../../domain/import/plan.ts";
import { migrateChart } from "../../domain/migrate/chart.ts";
import type { Warning } from "../../domain/packs/pack.ts";
import type { ProjectTree } from "../../domain/packs/tree.ts";
import type { Generated } from "./generate.ts";

/** What a chart of the project's people needs for a cluster of today. */
export interface Migration {
  /** Its folder. */
  chart: string;
  files: readonly MigratedFile[];
  /** What only people can do, by file and line. */
  problems: readonly string[];
}

/** Undefined where nothing has to be done; so it is with a chart that import wrote. */
export async function planMigration(
  directory: string,
  tree: ProjectTree,
  { chart, files: generated }: Pick<Generated, "chart" | "files">,
): Promise<Migration | undefined> {
  const texts = await readChart(directory, tree, chart);
  // What import writes today is for today's clusters.
  for (const { path, content } of generated) {
    const inChart = path.slice(chart.length + 1);
    if (inChart.startsWith("templates/") && texts.get(inChart) === content) texts.delete(inChart);
  }
  const { changes, done, problems } = migrateChart(texts);
  if (changes.size + problems.length === 0) return undefined;
  const files = [...changes].map(([path, content]) => ({
    path: `${chart}/${path}`,
    content,
    reason: `migrated: ${done.get(path)}`,
  }));
  return { chart, files, problems: problems.map((problem) => `${chart}/${problem}`) };
}

/** The texts of a chart, by their path in it; those of its subcharts are not the project's own. */
async function readChart(directory: string, { paths }: ProjectTree, chart: string): Promise<Map<string, string>> {
  const folder = `${chart}/`;
  const own = paths.filter((path) => path.startsWith(folder) && !path.startsWith(`${folder}charts/`));
  if (!own.includes(`${folder}Chart.yaml`)) return new Map();
  const texts = [...(await readPresent(directory, own))].flatMap(([path, present]) => {
    const text = textOf(present);
    return text === undefined ? [] : [[path.slice(folder.length), text] as const];
  });
  return new Map(texts);
}

const textOf = (present: Present) => (present && "text" in present ? present.text : undefined);

/** What a person is told who did not ask for a migration. */
export const migrationWarnings = ({ chart, files, problems }: Migration): Warning[] => [
  {
    text: `${chart} is for an older Kubernetes or Helm: ${[...files.map(({ path }) => path.slice(chart.length + 1)), ...problems].join(", ")}`,
    hint: "`chatops import --migrate` shows what a cluster of today needs, and asks before it changes anything.",
  },
];

/** What only people can do comes first: half a migration helps nobody. */
export function verifyMigratable({ problems }: Migration): void {
  if (problems.length === 0) return;
  throw preconditionError("the chart has what chatops cannot bring to a cluster of today", {
    details: [...problems],
    hint: "Change that by hand and run the same command again; nothing was written.",
  });
}

/** Shows what becomes of the files, and asks whether that is to be written. */
export async function confirmMigration(session: Session, differences: ReadonlyMap<string, string>): Promise<void> {
  const { yes, openPrompt, steps } = session;
  steps.note([...differences.values()].join(""));
  if (yes || steps.dryRun) return;
  if (!openPrompt) {
    throw preconditionError("--migrate asks before it changes files of yours, and there is no terminal to ask on", {
      hint: "Add --yes if that is decided already; nothing was written.",
    });
  }
  const prompt = openPrompt();
  const answer = await prompt.ask("Write this? [y/N] ").finally(() => prompt.close());
  if (/^(y|yes|s|sim)$/i.test(answer?.trim() ?? "")) return;
  throw preconditionError("not confirmed, so nothing was written");
}
