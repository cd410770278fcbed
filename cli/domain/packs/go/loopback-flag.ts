import { matchesOf, type Source } from "../shared/scan.ts";
import type { Found } from "../tree.ts";

/** An option that keeps a program on its own machine, unless it is told otherwise. */
interface LoopbackFlag extends Found<string> {
  /** It names the port as well. */
  port: number | undefined;
}

/** How libraries name an option and what it is without being told: those of the language and Cobra, urfave/cli, kingpin. */
const flags: readonly RegExp[] = [
  /\bString(?:Var)?P?\(\s{0,20}(?:&[\w.]{1,60},\s{0,20})?"([a-z-]{1,40})"\s{0,9},\s{0,20}(?:"\w?"\s{0,9},\s{0,9})?"(?:127\.0\.0\.1|localhost)(:\d{2,5})?"/g,
  /\bName:\s{0,9}"([a-z-]{1,40})"[^}]{0,200}?\bValue:\s{0,9}"(?:127\.0\.0\.1|localhost)(:\d{2,5})?"(?![^}]{0,200}Env)/g,
  /\.Flag\(\s{0,9}"([a-z-]{1,40})"[^\n]{0,200}?\.Default\("(?:127\.0\.0\.1|localhost)(:\d{2,5})?"\)(?![^\n]{0,99}Envar)/g,
];

const listens = /^(?:(?:http|server|listen|web|bind)-?)?(?:address|addr|host|bind|listen|ip)$/;

const libraries = /\bspf13\/cobra"|\burfave\/cli|\balecthomas\/kingpin/;

/** Of a program with several commands, the option has to stand where the one is that serves. */
export function loopbackFlag(sources: readonly Source[], commands: readonly string[]): LoopbackFlag | undefined {
  const hasCommands = sources.some(({ text }) => libraries.test(text));
  for (const source of hasCommands ? sources.filter(({ text }) => names(text, commands)) : sources)
    for (const pattern of flags)
      for (const { groups, at } of matchesOf([source], pattern)) {
        const [name = "", port = ""] = groups;
        if (listens.test(name))
          return { value: `--${name}=0.0.0.0${port}`, at, port: Number(port.slice(1)) || undefined };
      }
  return undefined;
}

const names = (text: string, commands: readonly string[]): boolean =>
  commands.some((command) => [`"${command}"`, `"${command} `].some((word) => text.includes(word)));
