import { type Found, lineAt, type ProjectTree } from "../tree.ts";
import { javascript } from "./language.ts";
import type { Manifest } from "./manifest.ts";

/** What a program of several commands is told so that it answers, the surest first. */
const serving = ["start", "serve", "server", "run", "web"];

/**
 * The file that is run by the package's name, where `main` is what others import, with the command that has it answer.
 * One that is built is there later.
 */
export function namedProgram({ program, main, scripts, at }: Manifest, tree: ProjectTree): Found<string> | undefined {
  const isThere = program !== undefined && (tree.paths.includes(program) || scripts.build !== undefined);
  if (!isThere || program === main?.replace(/^\.\//, "")) return undefined;
  const command = serving.flatMap((word) => commandIn(tree, word) ?? [])[0];
  return { value: command ? `${program} ${command.value}` : program, at: at("bin") };
}

/** `.command("start", …)`, as yargs and commander are told; one that is taken without a word needs none. */
function commandIn({ paths, texts }: ProjectTree, word: string): Found<string> | undefined {
  for (const path of paths) {
    const text = texts.get(path);
    if (text === undefined || !javascript.files.test(path) || javascript.notRun.test(path)) continue;
    const ways = [`.command("${word}"`, `.command('${word}'`, `.command("${word} `, `.command('${word} `];
    const index = ways.map((way) => text.indexOf(way)).find((place) => place !== -1);
    if (index !== undefined && !/isDefault|\.command\(\s{0,9}\[?\s{0,9}["']\$0/.test(text))
      return { value: word, at: `${path}:${lineAt(text, index)}` };
  }
  return undefined;
}
