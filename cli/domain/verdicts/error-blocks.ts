import { isNoise, speaksOfError } from "./log-lines.ts";

const mostParts = 4;

/** The line of a log that names an error, with what belongs to it: the sentence goes on, or its list of what is missing. */
export function wholeError(lines: readonly string[], index: number): string {
  const line = lines[index] ?? "";
  const text = withoutKey(line) ?? line.trim();
  const before = lines[index - 1] ?? "";
  const after = lines.slice(index + 1);
  if (/^\s*→ at /.test(after[0] ?? "")) return `${text} ${after[0]?.trim()}`;
  if (/^\s+Field required|\[type=\w+, input_value=/.test(line)) return `${before.trim()}: ${text}`;
  if (/[[{]$/.test(text)) return `${text.replace(/[[{]$/, "").trim()} ${issuesIn(after)}`.trim();
  if (!text.endsWith(":")) return text;
  const [first = ""] = after;
  const listed =
    indentOf(first) > indentOf(line) || isItem(first)
      ? listBelow(line, after)
      : after.filter((each) => !isNoise(each)).slice(0, 1);
  return [text, listed.map((item) => item.trim().replace(/^[-*•] /, "")).join(", ")].filter(Boolean).join(" ");
}

/** The line that begins a list or object which an error is followed by; the line itself if it is in none. */
export function beginOfBlock(lines: readonly string[], index: number): number {
  if (indentOf(lines[index] ?? "") === 0) return index;
  const begin = lines.findLastIndex((line, at) => at < index && indentOf(line) === 0);
  return /(?:Error|Exception): [[{]$/.test(lines[begin] ?? "") ? begin : index;
}

/** A property of an object that is printed, `message: 'DATABASE_URL is required',`. */
function withoutKey(line: string): string | undefined {
  const [, , text] =
    /^\s*["']?(?:message|msg|error|err|reason|detail|details)["']?: (["'`])(.{1,1000})\1,?$/.exec(line) ?? [];
  return text;
}

const indentOf = (line: string): number => /^\s*/.exec(line)?.[0].length ?? 0;

const isItem = (line: string): boolean => /^\s*[-*•] /.test(line);

function listBelow(line: string, after: readonly string[]): string[] {
  const end = after.findIndex((each) => !(indentOf(each) > indentOf(line) || isItem(each)) || /^\s*at /.test(each));
  return after.slice(0, end === -1 ? undefined : end).slice(0, mostParts);
}

interface Issue {
  path?: unknown;
  message?: unknown;
}

/** What a validator lists as JSON behind its error: `DATABASE_URL: Required`. */
function issuesIn(after: readonly string[]): string {
  const end = after.findIndex((line) => /^[\]}]/.test(line));
  const inner = after.slice(0, Math.max(0, end)).join("\n");
  try {
    const issues: Issue[] = JSON.parse(`[${inner}]`);
    return issues
      .slice(0, mostParts)
      .map(({ path, message }) => [[path].flat().join("."), message].filter(Boolean).join(": "))
      .join(", ");
  } catch {
    return after
      .slice(0, Math.max(0, end))
      .filter(speaksOfError)
      .slice(0, mostParts)
      .map((line) => withoutKey(line) ?? line.trim())
      .join(", ");
  }
}
