import { commandWords, procfileCommand } from "../shared/procfile.ts";
import { firstMatch, matchesOf, type Source } from "../shared/scan.ts";
import type { Found, ProjectTree } from "../tree.ts";

/** What a program that has several commands is told, so that it serves; the commonest first. */
const serving = ["serve", "server", "web", "http", "api", "start", "run"];

/** How libraries for command lines name a command: Cobra, urfave/cli, kingpin and go-flags; and what uses none. */
const commands: readonly { in: RegExp; named: RegExp }[] = [
  { in: /\bspf13\/cobra"/g, named: /\bcobra\.Command\{\s{0,40}Use:\s{0,20}"([\w-]{1,40})/g },
  { in: /\burfave\/cli(?:\/v\d)?"/g, named: /(?<!Flag|App)\{\s{0,40}Name:\s{0,20}"([\w-]{1,40})"/g },
  { in: /\balecthomas\/kingpin(?:\.v\d|\/v\d)?"/g, named: /\.Command\(\s{0,9}"([\w-]{1,40})"/g },
  { in: /\bgo-flags"/g, named: /\bcommand:"([\w-]{1,40})"/g },
  { in: /\bos\.Args\[1|\bflag\.Arg\(0\)|\.ShiftCommand\(/g, named: /\bcase\s{1,9}"(serve|server|web)"/g },
  { in: /\bflag\.NewFlagSet\(/g, named: /\b(?:NewFlagSet|Add|AddCommand|Register(?:Command)?)\(\s{0,9}"(serve)"/g },
];

/** Packages that are a whole server, which is told to serve, and where. */
const servers: readonly { in: RegExp; told: string; port: number }[] = [
  { in: /"(github\.com\/pocketbase\/pocketbase)"/g, told: "serve --http=0.0.0.0:8090", port: 8090 },
];

export interface Arguments extends Found<string> {
  /** The words of the container's command. */
  command: readonly string[];
  /** Where they have it listen. */
  port?: number;
}

/** What the Procfile has the program told, else the command that serves, if it does nothing without one. */
export function argumentsOf(
  tree: ProjectTree,
  sources: readonly Source[],
  names: readonly string[],
): Arguments | undefined {
  const written = procfileCommand(tree, "web");
  const [, program = "", rest] = /^(?:\S{0,80}\/)?([\w.-]{1,60}) (\S.{0,300})$/.exec(written?.value ?? "") ?? [];
  if (written && rest && names.includes(program))
    return { value: rest, at: written.at, command: commandWords(`program ${rest}`) };
  for (const server of servers) {
    const found = firstMatch(sources, server.in);
    if (found)
      return { value: server.told, at: found.at, command: ["program", ...server.told.split(" ")], port: server.port };
  }
  for (const library of commands) {
    const using = sources.filter((source) => firstMatch([source], library.in));
    const known = [...matchesOf(using, library.named)];
    const name = serving.find((one) => known.some(({ groups }) => groups[0] === one));
    const found = known.find(({ groups }) => groups[0] === name);
    if (name && found && !runsByItself(using, names)) return { value: name, at: found.at, command: ["program", name] };
  }
  return undefined;
}

/** The command without a further word does more than to print help. */
const runsByItself = (sources: readonly Source[], names: readonly string[]): boolean =>
  sources.some(({ text }) => {
    const lines = text.split("\n");
    return lines.some((line, index) => {
      if (!line.includes("cobra.Command{")) return false;
      const said = literalAt(lines, index);
      const name = /\bUse:\s{0,40}"([\w.-]{1,40})/.exec(said)?.[1];
      return name !== undefined && names.includes(name) && /\bRunE?:/.test(said) && !/\.(?:Help|Usage)\(\)/.test(said);
    });
  });

const depthOf = (line: string) => line.length - line.trimStart().length;

/** From where it begins to the bracket that is as deep. */
function literalAt(lines: readonly string[], index: number): string {
  const depth = depthOf(lines[index] ?? "");
  const below = lines.slice(index + 1, index + 200);
  const end = below.findIndex((line) => line.trim().startsWith("}") && depthOf(line) === depth);
  return [lines[index] ?? "", ...below.slice(0, end === -1 ? below.length : end)].join("\n");
}
