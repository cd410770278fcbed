import { depthOf } from "./block.ts";
import type { Match, Source } from "./scan.ts";

const opens = /^\s{0,80}(?:\}?\s?else\s?if|elsif|elif|if)\b/;
const negates =
  /\bnot\b|!(?!=)|!==?\s{0,3}["'](?:true|1|yes|on)["']|\.(?:blank|nil|empty)\?|(?<!!)={2,3}\s{0,3}(?:nil|null|undefined|""|'')|\bis (?:None|null)\b|\b(?:Is|is)(?:Null|Blank|Empty)|\bempty\(/;

/** What is read below a line that asks for another variable is read only where that is there. */
export function guards(sources: readonly Source[]): (read: Match) => boolean {
  const guarded = new Map<string, { lines: string[]; guards: number[] }>();
  for (const { path, text } of sources) {
    const lines = text.split("\n");
    const switches = new Set(lines.flatMap((line) => switchIn(line) ?? []));
    const guards = [...lines.keys()].flatMap((index) => {
      const end = lastOfCondition(lines, index);
      const condition = lines.slice(index, end + 1).join(" ");
      return asks(condition) || switches.has(askedIn(condition)) ? [end + 1] : [];
    });
    if (guards.length > 0) guarded.set(path, { lines, guards });
  }
  return ({ at }) => {
    const end = at.lastIndexOf(":");
    const found = guarded.get(at.slice(0, end));
    return found?.guards.some((guard) => isBelow(found.lines, guard, Number(at.slice(end + 1)))) ?? false;
  };
}

const longestCondition = 9;

/** `if (` may be closed further down, where the line is as deep. */
function lastOfCondition(lines: readonly string[], index: number): number {
  const line = lines[index] ?? "";
  if (!/^\s{0,80}(?:el)?if \($/.test(line)) return index;
  const below = lines.slice(index + 1, index + 1 + longestCondition);
  const end = below.findIndex((one) => one.trim().startsWith(")") && depthOf(one) === depthOf(line));
  return end === -1 ? index : index + 1 + end;
}

const asks = (line: string) =>
  opens.test(line) && /env/i.test(line) && /["'.[][A-Z][A-Z0-9_]{2,80}\b/.test(line) && !negates.test(line);

/** `USE_S3 = os.getenv("USE_S3") == "1"`: what is read without a word of what is to be where it lacks. */
const switchIn = (line: string): string | undefined =>
  /env/i.test(line) && !/\benviron\[|\bfetch\(/.test(line)
    ? /^\s{0,80}(?:(?:const|let|var|export) ){0,2}(\$?\w{1,60})(?:\s?: ?\w{1,30})?\s{0,9}:?=(?!=)/.exec(line)?.[1]
    : undefined;

/** `if USE_S3:` */
const askedIn = (condition: string): string =>
  (opens.test(condition) && !negates.test(condition)
    ? /\b(?:if|elif|elsif)\b[\s(]{1,3}(\$?\w{1,60})\s{0,3}(?:\)|:|\{|$|&&|and\b)/.exec(condition)?.[1]
    : undefined) ?? "";

const mostGuarded = 60;

/** Whether a line is deeper than the one that guards it, as all between are. */
function isBelow(lines: readonly string[], guard: number, line: number): boolean {
  if (line <= guard || line - guard > mostGuarded) return false;
  const depth = depthOf(lines[guard - 1] ?? "");
  return lines.slice(guard, line).every((one) => one.trim() === "" || depthOf(one) > depth);
}
