import { readFileSync } from "node:fs";
import { parseAst } from "rolldown/parseAst";

/** A regular expression as it stands in a source. */
export interface Pattern {
  /** `cli/core/secrets.ts:9` */
  place: string;
  /** Undefined where it is put together while the program runs. */
  regex: RegExp | undefined;
}

interface Node {
  type: string;
  start: number;
  end: number;
  regex?: { pattern: string; flags: string };
  callee?: Node & { name?: string };
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

function* nodesIn(value: unknown): Generator<Node> {
  if (isNode(value)) yield value;
  if (typeof value === "object" && value !== null) for (const part of Object.values(value)) yield* nodesIn(part);
}

/** All regular expressions of a source in TypeScript. */
export function patternsIn(path: string, text = readFileSync(path, "utf8")): Pattern[] {
  const found: Pattern[] = [];
  for (const { start, regex, callee } of nodesIn(parseAst(text, { lang: "ts" }, path))) {
    const place = `${path}:${text.slice(0, start).split("\n").length}`;
    if (regex) found.push({ place, regex: new RegExp(regex.pattern, regex.flags) });
    if (callee?.name === "RegExp") found.push({ place, regex: undefined });
  }
  return found;
}
