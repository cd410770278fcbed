import { goneKinds, isRetired, ownKinds, versionOf } from "./api-versions.ts";
import { type Line, linesOf, siblingsOf, textOf } from "./lines.ts";
import type { Migrated, Problem } from "./problem.ts";

/** Names the version that each kind is served as today, of objects and of what refers to them. */
export function withTodaysVersions(text: string): Migrated {
  const lines = linesOf(text);
  const done = new Set<string>();
  const problems: Problem[] = [];
  const changed = lines.map((line, place) => {
    if (line.entry?.key !== "apiVersion") return line;
    const kind = siblingsOf(lines, place)
      .map((sibling) => lines[sibling]?.entry)
      .find((entry) => entry?.key === "kind")?.value;
    const outcome = decide(line.entry.value, kind);
    if (outcome === undefined) return line;
    if ("problem" in outcome) problems.push({ line: place + 1, text: outcome.problem });
    else done.add(outcome.version);
    return "version" in outcome ? withValue(line, outcome.version) : line;
  });
  return { text: textOf(changed), done: [...done], problems };
}

function decide(value: string, kind: string | undefined): { version: string } | { problem: string } | undefined {
  const current = kind === undefined ? undefined : versionOf(kind);
  const isExpression = value.includes("{{");
  // What a person chose by a value or a helper stood for versions of which only one is left.
  if (current && (isRetired(value) || isExpression)) return current === value ? undefined : { version: current };
  if (!isRetired(value)) return undefined;
  const why = kind && (goneKinds[kind] ?? ownKinds[kind]);
  return { problem: `${kind ?? "an object of unknown kind"} of ${value}${why ? `: ${why}` : ""}` };
}

function withValue(line: Line, version: string): Line {
  const key = "apiVersion:";
  const start = line.text.indexOf(key);
  const comment = line.text.indexOf(" #", start);
  return {
    ...line,
    text: `${line.text.slice(0, start)}${key} ${version}${comment === -1 ? "" : line.text.slice(comment)}`,
  };
}
