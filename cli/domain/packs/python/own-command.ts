import { matchesOf, type Source } from "../shared/scan.ts";
import { type Found, lineAt, type ProjectTree } from "../tree.ts";

/** What a program that has several commands is told, so that it serves; the commonest first. */
const serving = ["serve", "server", "runserver", "web", "run", "start", "api"];

/** How argparse, Click and Typer name a command. */
const commands = [
  /\.add_parser\(\s{0,20}["']([\w-]{1,40})["']/g,
  /@\w{1,40}\.command\((?:\s{0,20}(?:name\s{0,3}=\s{0,3})?["']([\w-]{1,40})["'])/g,
  /@\w{1,40}\.command\([^"'\n]{0,60}\)\s{1,20}(?:@[^\n]{1,200}\s{1,20}){0,20}(?:async )?def ([a-z][\w]{0,40})\(/g,
];

/** A package that is run as a whole, or the command that the project installs; with the word that has it serve. */
export function ownCommand(tree: ProjectTree, sources: readonly Source[]): Found<string> | undefined {
  const found = packageRun(tree) ?? installed(tree);
  if (!found) return undefined;
  const known = commands.flatMap((pattern) => [...matchesOf(sources, pattern)]);
  const word = known.length > 1 ? serving.find((one) => known.some(({ groups }) => groups[0] === one)) : undefined;
  return { ...found, value: word ? `${found.value} ${word}` : found.value };
}

/** `shop/__main__.py` is what `python -m shop` runs. */
function packageRun({ paths }: ProjectTree): Found<string> | undefined {
  const path = paths.find((one) => /^[\w-]{1,60}\/__main__\.py$/.test(one));
  return path ? { value: `python -m ${path.slice(0, path.indexOf("/"))}`, at: path } : undefined;
}

/** The first entry of `[project.scripts]`, or of `console_scripts`; it is in the image if the project is installed there. */
function installed({ texts }: ProjectTree): Found<string> | undefined {
  for (const [path, pattern] of [
    ["pyproject.toml", /^\[project\.scripts\]\s{1,9}["']?([\w.-]{1,60})["']?\s{0,9}=/m],
    ["setup.cfg", /^console_scripts\s{0,9}=\s{1,20}([\w.-]{1,60})\s{0,9}=/m],
    ["setup.py", /["']console_scripts["']\s{0,9}:\s{0,9}\[\s{0,40}["']([\w.-]{1,60})\s{0,9}=/m],
  ] as const) {
    const text = texts.get(path) ?? "";
    const found = pattern.exec(text);
    if (found) return { value: found[1] ?? "", at: `${path}:${lineAt(text, found.index)}` };
  }
  return undefined;
}
