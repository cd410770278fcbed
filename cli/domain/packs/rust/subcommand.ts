import { matchesOf, type Source } from "../shared/scan.ts";
import type { Found } from "../tree.ts";

/** An enum of clap's: by it a program takes one of several commands. */
const commands =
  /#\[derive\([^)\n]{0,120}\b(?:Subcommand|Parser)\b[^)\n]{0,120}\)\]\s{1,9}(?:#\[[^\n]{0,200}\]\s{1,9}){0,4}(?:pub(?:\(crate\))? )?enum (\w{1,60}) \{([^}]{0,1500})/g;

/** What a program that has several commands is told, so that it serves; the commonest first. */
const serving = [/^[ \t]{0,8}(Serve)\b/m, /^[ \t]{0,8}(Server)\b/m, /^[ \t]{0,8}(Web)\b/m, /^[ \t]{0,8}(Start)\b/m];

/** One that may be left out is `Option<Command>`. */
const isLeftOut = (sources: readonly Source[], name: string): boolean =>
  sources.some(({ text }) => text.includes(`Option<${name}>`) || text.includes(`::${name}>`));

/** The command that serves, of a program that does nothing without one. */
export function servingCommand(sources: readonly Source[]): Found<string> | undefined {
  for (const { groups, at } of matchesOf(sources, commands)) {
    const [name = "", body = ""] = groups;
    const word = serving.map((pattern) => pattern.exec(body)?.[1]).find((found) => found !== undefined);
    if (word && !isLeftOut(sources, name)) return { value: word.toLowerCase(), at };
  }
  return undefined;
}
