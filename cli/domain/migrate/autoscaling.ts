import { linesOf, textOf } from "./lines.ts";
import type { Migrated } from "./problem.ts";

const targets: Readonly<Record<string, { type: string; key: string }>> = {
  targetAverageUtilization: { type: "Utilization", key: "averageUtilization" },
  targetAverageValue: { type: "AverageValue", key: "averageValue" },
};

/** Writes what a pod autoscaler aims at as autoscaling/v2 does. */
export function withTodaysTargets(text: string): Migrated {
  if (!/^ *kind: *["']?HorizontalPodAutoscaler["']?[ \t]*$/m.test(text)) return { text, done: [], problems: [] };
  const lines = linesOf(text);
  const problems = lines.flatMap(({ entry }, index) =>
    entry?.key === "metricName"
      ? [{ line: index + 1, text: "a metric by name, which autoscaling/v2 writes otherwise" }]
      : [],
  );
  const changed = lines.flatMap((line) => {
    const target = line.entry && targets[line.entry.key];
    if (!line.entry || !target) return [line];
    const space = " ".repeat(line.entry.indent);
    const value = line.text.slice(line.text.indexOf(":") + 1).trim();
    return linesOf(
      [`${space}target:`, `${space}  type: ${target.type}`, `${space}  ${target.key}: ${value}`].join("\n"),
    );
  });
  const isChanged = changed.length > lines.length;
  return { text: textOf(changed), done: isChanged ? ["targets of autoscaling/v2"] : [], problems };
}
