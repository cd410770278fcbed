import { childIndent, childOf, endOfBlock, type Line, linesOf, textOf } from "./lines.ts";
import type { Migrated, Problem } from "./problem.ts";

const workloads: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);

/** Differs between two versions of a chart, and a selector can never be changed. */
const changing = /\.Chart\.(?:App)?Version|\.Release\.(?:Revision|Time)|\.Values\.image|\bnow\b|randAlpha/;

/** apps/v1 has no fields of these names any more. */
const removed = ["rollbackTo", "templateGeneration"];

/**
 * Says which pods belong to a workload, which apps/v1 wants to read. Its labels are taken whole, since an older version took
 * those where nothing was said: what runs in a cluster already can be upgraded, as a selector must never change.
 */
export function withSelectors(text: string): Migrated {
  const lines = linesOf(text);
  const done = new Set<string>();
  const problems: Problem[] = [];
  // From the end, so that places stay true.
  for (let place = lines.length - 1; place >= 0; place -= 1) {
    const { entry } = lines[place] as Line;
    if (entry?.key !== "spec" || !workloads.has(kindAbove(lines, place) ?? "")) continue;
    for (const field of removed) if (remove(lines, place, field)) done.add(`without ${field}`);
    const template = childOf(lines, place, "template");
    if (template === -1 || childOf(lines, place, "selector") !== -1) continue;
    const labels = podLabels(lines, template);
    if (labels.length === 0) {
      problems.push({
        line: template + 1,
        text: "a workload without selector, whose pods have no labels of their own",
      });
      continue;
    }
    const space = " ".repeat(lines[template]?.entry?.indent ?? 0);
    const selector = [`${space}selector:`, `${space}  matchLabels:`, ...labels.map((label) => `${space}    ${label}`)];
    lines.splice(template, 0, ...linesOf(selector.join("\n")));
    done.add("selector");
  }
  return { text: textOf(lines), done: [...done], problems };
}

/** The kind of the object whose `spec` this is: a sibling above it in its document. */
function kindAbove(lines: readonly Line[], place: number): string | undefined {
  const { indent } = lines[place]?.entry ?? {};
  for (let above = place - 1; above >= 0 && !/^---/.test(lines[above]?.text ?? ""); above -= 1) {
    const entry = lines[above]?.entry;
    if (entry && indent !== undefined && entry.indent < indent) return undefined;
    if (entry?.key === "kind" && entry.indent === indent) return entry.value;
  }
  return undefined;
}

function remove(lines: Line[], parent: number, key: string): boolean {
  const place = childOf(lines, parent, key);
  if (place === -1) return false;
  lines.splice(place, endOfBlock(lines, place) - place);
  return true;
}

/** Labels of the pods that stand there whatever the values are, and stay the same from version to version. */
function podLabels(lines: readonly Line[], template: number): string[] {
  const metadata = childOf(lines, template, "metadata");
  const labels = metadata === -1 ? -1 : childOf(lines, metadata, "labels");
  if (labels === -1) return [];
  const end = endOfBlock(lines, labels);
  const indent = childIndent(lines, labels, end);
  const { depth } = lines[labels] as Line;
  return lines
    .slice(labels + 1, end)
    .filter((line) => line.depth === depth && line.entry?.indent === indent && !changing.test(line.text))
    .map(({ text }) => text.trim());
}
