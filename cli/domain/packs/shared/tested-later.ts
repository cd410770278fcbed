import { lineAt } from "../tree.ts";
import { blockAt, depthOf } from "./block.ts";
import type { Language } from "./language.ts";
import type { Match, Source } from "./scan.ts";

/** What is read into a variable that is looked at before it is used may be missing, unless that ends the program. */
export function isTestedLater(
  { at, before }: Match,
  sources: readonly Source[],
  { testedLater }: Language["variables"],
) {
  if (!testedLater) return false;
  const name = /(\$?\w{1,60})(?:: (?:string|number|boolean)(?: \| undefined)?)?\s{0,3}:?=\s{0,3}[\w\\.]{0,60}$/.exec(
    before,
  )?.[1];
  const text = name && sources.find(({ path }) => at.startsWith(`${path}:`))?.text;
  if (!name || !text) return false;
  const from = offsetOf(text, Number(at.slice(at.lastIndexOf(":") + 1)));
  return testedLater.some((way) => {
    const asked = way.replace("%", () => name);
    const after = text.indexOf(asked, from);
    const index = after === -1 ? text.indexOf(asked) : after;
    if (index === -1) return false;
    const line = lineAt(text, index);
    // What ends it only where others lack as well is one of several ways; what is done with a value may fail.
    return (
      way.startsWith("&&") || !endsProgram.test(isThere.test(way) ? otherwise(text, line) : whatFollows(text, line))
    );
  });
}

const endsProgram = /\b(?:throw|die|exit|raise|panic|fatal\w{0,2}|errorf|errors?\.new)\b/i;

/** A question that holds where there is a value. */
const isThere = /!=|>|\bis not\b|isNot(?:Blank|Empty)|hasText/;

/** The block for when it is not there, of a question whether it is. */
function otherwise(text: string, line: number): string {
  const lines = text.split("\n");
  const depth = depthOf(lines[line - 1] ?? "");
  const end = lines.findIndex((one, index) => index >= line && one.trim() !== "" && depthOf(one) <= depth);
  return end !== -1 && /^\s{0,80}\}?\s?else\b/.test(lines[end] ?? "") ? blockAt(text, end + 1) : "";
}

function offsetOf(text: string, line: number): number {
  let offset = 0;
  for (let count = 1; count < line; count += 1) offset = text.indexOf("\n", offset) + 1;
  return offset;
}

/** The block that begins on a line, and that of an error which is asked for on the next. */
function whatFollows(text: string, line: number): string {
  const below = blockAt(text, line + 1);
  return blockAt(text, line) + (/^\s{0,80}if err\b/.test(below) ? below : "");
}
