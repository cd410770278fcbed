import type { Action, PlannedFile } from "../../domain/import/plan.ts";
import type { Evidence } from "../../domain/packs/pack.ts";

const width = 110;
/** Of a longer note, the beginning would be cut like that of a log. */
const longestNote = 150;

/** The plan as a person reads it, in notes that are told one after another: what is assumed and why, then every file. */
export function planNotes(evidence: readonly Evidence[], plan: readonly PlannedFile[], explain = false): string[] {
  const lines = planLines(evidence, plan, explain);
  const count = Math.ceil(lines.length / longestNote);
  return Array.from({ length: count }, (_, index) =>
    lines.slice(index * longestNote, (index + 1) * longestNote).join("\n"),
  );
}

const planLines = (evidence: readonly Evidence[], plan: readonly PlannedFile[], explain = false): string[] => [
  ...byService(evidence).flatMap((lines) => [...(explain ? lines.map(explained) : wrapped(lines.map(phrase))), ""]),
  ...fileLines(plan),
];

/** What belongs to one of several services stands together. */
function byService(evidence: readonly Evidence[]): Evidence[][] {
  const groups: Evidence[][] = [];
  for (const line of evidence) {
    const last = groups.at(-1);
    if (last && last[0]?.service === line.service) last.push(line);
    else groups.push([line]);
  }
  return groups;
}

/** First a word, then value, then where it stands: `port 8080: server.ts:31`. */
const phrase = ({ what, value, at }: Evidence) => `${what}${value ? ` ${value}` : ""}: ${at}`;

const explained = (line: Evidence) => `  ${line.sure.padEnd(9)} ${phrase(line)}`;

function wrapped(phrases: readonly string[]): string[] {
  const lines: string[] = [];
  for (const text of phrases) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + text.length + 3 <= width) lines[lines.length - 1] = `${last} · ${text}`;
    else lines.push(text);
  }
  return lines;
}

interface Row {
  path: string;
  action: Action;
  reason: string;
}

export function fileLines(plan: readonly PlannedFile[]): string[] {
  const rows = joined(plan);
  const longest = Math.max(...rows.map(({ path }) => path.length));
  return rows.map(({ path, action, reason }) => `  ${action.padEnd(9)} ${path.padEnd(longest)}  ${reason}`.trimEnd());
}

/** Files of one folder that share action and reason are one row: a chart is a dozen files that nobody wants to read. */
function joined(plan: readonly PlannedFile[]): Row[] {
  const groups = new Map<string, PlannedFile[]>();
  for (const file of plan) {
    const folder = file.path.includes("/") ? file.path.slice(0, file.path.indexOf("/") + 1) : file.path;
    const key = `${folder}\0${file.action}\0${file.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups].map(([key, files]) => {
    const [path = "", , reason = ""] = key.split("\0");
    const { action } = files[0] as PlannedFile;
    if (files.length === 1) return files[0] as PlannedFile;
    return { path, action, reason: [`${files.length} files`, reason].filter(Boolean).join(", ") };
  });
}
