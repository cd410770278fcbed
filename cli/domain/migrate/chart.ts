import { parse } from "yaml";
import { withTodaysTargets } from "./autoscaling.ts";
import { withoutCapabilities } from "./capabilities.ts";
import { type LookUp, withTodaysBackends } from "./ingress.ts";
import { type ChartChanges, type ChartTexts, migrateMetadata } from "./metadata.ts";
import type { Migrated } from "./problem.ts";
import { withSelectors } from "./selectors.ts";
import { withTodaysVersions } from "./versions.ts";

export interface ChartMigration {
  /** By the path in the chart. */
  changes: ChartChanges;
  /** What is done to each of these files, for people. */
  done: ReadonlyMap<string, string>;
  /** `templates/crd.yaml:3 …`: what only the chart's people can do. */
  problems: readonly string[];
}

const isTemplate = (path: string) => /^templates\/.*\.(?:ya?ml|tpl)$/.test(path);

/**
 * Brings a chart to what a cluster and a Helm of today take. Values stay as they are, and so does every line of a template that
 * has no reason to change.
 */
export function migrateChart(texts: ChartTexts): ChartMigration {
  const { changes, done: metadataDone } = migrateMetadata(texts);
  const done = new Map([...changes.keys()].map((path) => [path, metadataDone.join(", ")]));
  const problems: string[] = [];
  const lookUp = valuesOf(texts.get("values.yaml"));
  for (const [path, text] of texts) {
    if (!isTemplate(path)) continue;
    const migrated = migrateTemplate(text, lookUp);
    problems.push(...migrated.problems.map((problem) => `${path}:${problem.line} ${problem.text}`));
    if (migrated.text === text) continue;
    changes.set(path, migrated.text);
    done.set(path, migrated.done.join(", "));
  }
  return { changes, done, problems };
}

function migrateTemplate(text: string, lookUp: LookUp): Migrated {
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const plain = text.replaceAll("\r\n", "\n");
  const asked = withoutCapabilities(plain);
  const done = asked === plain ? [] : ["asks no cluster for its version"];
  const problems: Migrated["problems"][number][] = [];
  let current = asked;
  for (const step of [withTodaysTargets, withTodaysBackends, withSelectors, withTodaysVersions]) {
    const migrated = step(current, lookUp);
    current = migrated.text;
    done.push(...migrated.done);
    problems.push(...migrated.problems);
  }
  return { text: current.replaceAll("\n", lineEnd), done, problems };
}

/** The chart's own values, read when a template asks. A file that is no YAML says nothing here; Helm says what is wrong with it. */
function valuesOf(text: string | undefined): LookUp {
  let values: { root: unknown } | undefined;
  return (path) => {
    if (!path.startsWith(".Values.")) return undefined;
    values ??= { root: parsed(text ?? "") };
    return path
      .split(".")
      .slice(2)
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], values.root);
  };
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
