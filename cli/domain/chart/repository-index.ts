import { parse } from "yaml";

/** One version of a chart. */
export interface ChartVersion {
  name: string;
  version: string;
}

interface Entry {
  version?: string;
  urls?: string[];
}

/** Where the index of a chart repository says that a chart is: a URL, or a path beside the index; undefined if it does not know it. */
export function addressInIndex(index: string, { name, version }: ChartVersion): string | undefined {
  const entries = entriesIn(entriesOf(index, name) ?? index)?.[name];
  if (!Array.isArray(entries)) return undefined;
  return (entries as Entry[]).find((entry) => entry?.version === version)?.urls?.[0];
}

/** None if there is a page for people in place of an index. */
function entriesIn(index: string): Record<string, unknown> | undefined {
  try {
    return parse(index)?.entries;
  } catch {
    return undefined;
  }
}

/**
 * The part of an index that is about one chart, as an index of its own: one with thousands of charts takes seconds to
 * parse. Undefined if the lines are not as Helm writes them.
 */
function entriesOf(index: string, name: string): string | undefined {
  const lines = index.split("\n");
  const start = lines.indexOf(`  ${name}:`);
  if (start === -1) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => /^ {0,2}[^\s-]/.test(line));
  return ["entries:", ...lines.slice(start, length === -1 ? undefined : start + 1 + length)].join("\n");
}
