import { beginOfBlock, wholeError } from "./error-blocks.ts";
import { errorInJson } from "./json-line.ts";
import { crashOfJava, withoutHelp, withoutTree } from "./log-blocks.ts";
import { isNoise, speaksOfError } from "./log-lines.ts";

/** Behind such a line the next one says it: Spring, Laravel and Symfony. */
const isHeading = /^(?:Description:|In \S{1,200}\.php line \d+:)$/;
const logfmt = /\blevel=(?:error|fatal|panic|critical)\b/i;
const logfmtText = /\b(?:msg|message|err|error)=("(?:[^"\\]|\\.){1,500}"|\S{1,500})/g;
const mostDepth = 2;

/**
 * The line of a log that most likely says why its program ended: not simply the last one, which often stands below ten
 * lines of stack trace. Of several the last is taken, since earlier ones may be of attempts that were survived.
 */
export function errorLine(log: readonly string[], depth = 0): string | undefined {
  const lines = withoutHelp(withoutTree(log.filter((line) => line.trim())));
  const crash = crashOfJava(lines);
  if (crash) return crash;
  const heading = lines.findLastIndex((line) => isHeading.test(line.trim()));
  if (heading !== -1 && lines[heading + 1]) return lines[heading + 1]?.trim();
  const ofTraceback = exceptionBelow(lines);
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] ?? "";
    const said = saidIn(line, depth);
    if (said) return said;
    if (index === ofTraceback || (!line.startsWith("{") && !isNoise(line) && speaksOfError(line)))
      return errorAt(lines, beginOfBlock(lines, index));
  }
  return (lines.findLast((line) => !isNoise(line)) ?? lines.at(-1))?.trim();
}

/** What a line says that is made for machines. */
function saidIn(line: string, depth: number): string | undefined {
  if (logfmt.test(line)) {
    const texts = [...line.matchAll(logfmtText)].map(([, text = ""]) => text.replace(/^"|"$/g, ""));
    if (texts.length > 0) return texts.join(": ");
  }
  const { text, isSevere } = errorInJson(line) ?? { text: "", isSevere: false };
  if (!text || !(isSevere || speaksOfError(text))) return undefined;
  // Some write a whole stack into one text.
  return depth < mostDepth && text.includes("\n") ? errorLine(text.split("\n"), depth + 1) : text;
}

/** The exception that Python names below a traceback, whatever it is called. */
function exceptionBelow(lines: readonly string[]): number {
  const begin = lines.findLastIndex((line) => /Traceback \(most recent call last\):$/.test(line));
  if (begin === -1) return -1;
  const below = lines.findIndex((line, index) => index > begin && /^\S/.test(line));
  return /^[\w.]{1,200}(?::|$)/.test(lines[below] ?? "") ? below : -1;
}

/** A validator names the field in one line and what it lacks in the next. */
function errorAt(lines: readonly string[], index: number): string {
  const error = wholeError(lines, index);
  const isHeader = /validation errors? for \S+$/.test(error);
  const field = lines.slice(index + 1, index + 3);
  return isHeader && field.length === 2 ? `${error}: ${field.map((line) => line.trim()).join(": ")}` : error;
}
