import { usageError } from "../../../lib/errors.ts";
import type { Warning } from "../packs/pack.ts";
import type { ProjectTree } from "../packs/tree.ts";

/** Where the project's chart is or will be. */
export interface ChartChoice {
  path: string;
  warnings: readonly Warning[];
}

const chartFile = /(^|\/)Chart\.yaml$/;
const deepestChart = 3;
const ownChart = "chart";

/** What charts are made from has a placeholder where a chart has its name. */
const isTemplate = (text = "") => /^name:[ \t]{0,9}["']?[^\s\w"'#]|^name:[ \t]{0,9}["']?__/m.test(text);

/** Folders of charts that the project's people wrote, or Jenkins X for them. */
function chartsIn({ paths, texts }: ProjectTree): string[] {
  const folders = paths
    .filter((path) => chartFile.test(path) && path.split("/").length <= deepestChart + 1)
    .filter((path) => !isTemplate(texts.get(path)))
    .map((path) => path.replace(chartFile, ""))
    .filter(Boolean);
  const isPartOfAnother = (folder: string) => folders.some((other) => folder.startsWith(`${other}/`));
  const isPreview = (folder: string) =>
    /(^|\/)preview$/.test(folder) && /file:\/\/\.\.\//.test(texts.get(`${folder}/requirements.yaml`) ?? "");
  return folders.filter((folder) => !isPartOfAnother(folder) && !isPreview(folder));
}

/** The chart that was asked for; else the one that is called like the project, or the only one; else one that import writes. */
export function chooseChart(tree: ProjectTree, name: string, wish: string | undefined): ChartChoice {
  const charts = chartsIn(tree);
  if (wish !== undefined) return { path: wishedChart(wish, charts), warnings: [] };
  const path =
    [ownChart, `charts/${name}`, `charts/${tree.folder}`].find((folder) => charts.includes(folder)) ??
    (charts.length === 1 ? charts[0] : undefined);
  if (path !== undefined || charts.length === 0) return { path: path ?? ownChart, warnings: [] };
  return { path: ownChart, warnings: [severalCharts(charts)] };
}

function wishedChart(wish: string, charts: readonly string[]): string {
  const path = wish.replace(/^\.\//, "").replace(/\/$/, "");
  if (charts.includes(path)) return path;
  throw usageError(`--chart ${wish}: there is no chart`, {
    hint: charts.length > 0 ? `Charts here: ${charts.join(", ")}.` : "Leave it out, and import writes one to chart.",
  });
}

const severalCharts = (charts: readonly string[]): Warning => ({
  text: `there are several charts (${charts.join(", ")}), and none is called like the project: one more is written to ${ownChart}`,
  hint: `If one of them is the project's, say which: chatops import --chart ${charts[0]}`,
});
