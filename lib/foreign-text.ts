import { withoutControls } from "./controls.ts";
import { longestSecret, redact } from "./secrets.ts";

/** How many characters of a line that others wrote are kept at most. */
export const longestLine = 2_000;
const firstCharacters = 1_400;
/** Programs that end without a line end have their last words behind everything else. */
const lastCharacters = 500;

const mostLines = 200;

/**
 * A line that others wrote (a log, an event, an answer, a commit message), short enough to be searched, shown and kept:
 * its beginning and its end, and how much is left out.
 */
export function cutLine(line: string): string {
  if (line.length <= longestLine) return line;
  const [first, last] = [beginningOf(line), endOf(line)];
  const missing = line.length - first.length - last.length;
  return `${first}… (${missing.toLocaleString("en")} characters more) …${last}`;
}

const cutMark = / characters more\) …/;

/** Whether a line was cut, and is no whole JSON any more. */
export const isCut = (line: string): boolean => line.length > firstCharacters && cutMark.test(line);

/** The last lines of a text that others wrote, each of them cut; logs and programs say at their end why they ended. */
export function lastLines(text: string, most = mostLines): string[] {
  const lines: string[] = [];
  let end = text.length;
  while (lines.length < most) {
    const start = end > 0 ? text.lastIndexOf("\n", end - 1) : -1;
    lines.unshift(cutLine(text.slice(start + 1, end)));
    if (start === -1) return lines;
    end = start;
  }
  return lines;
}

/** The end of a text that others wrote, line by line cut. */
export const cutText = (text: string): string => lastLines(text).join("\n");

/** The lines of a log that say something, cut, without what a terminal would obey and half a letter at the beginning. */
export const logOf = (lines: readonly string[]): string[] =>
  lines.map((line) => withoutControls(cutLine(line)).replace(/^\ufffd{1,3}/, "")).filter((line) => line.trim() !== "");

/** Masked before it is cut, or a part of a secret would stay that no mask knows; so too at the other end. */
function beginningOf(line: string): string {
  const near = line.slice(0, firstCharacters + longestSecret());
  const masked = redact(near);
  const known = near.length < line.length ? masked.length - longestSecret() : masked.length;
  return masked.slice(0, Math.max(0, Math.min(firstCharacters, known))).replace(/[\ud800-\udbff]$/, "");
}

function endOf(line: string): string {
  const near = line.slice(-lastCharacters - longestSecret());
  const masked = redact(near);
  const unknown = near.length < line.length ? longestSecret() : 0;
  return masked.slice(Math.max(unknown, masked.length - lastCharacters)).replace(/^[\udc00-\udfff]/, "");
}
