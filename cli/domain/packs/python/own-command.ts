import { matchesOf, type Source } from "../shared/scan.ts";
import { type Found, lineAt, type ProjectTree } from "../tree.ts";

/** What a program that has several commands is told, so that it serves; the commonest first. */
const serving = ["serve", "server", "runserver", "web", "run", "start", "api"];

/** How argparse names a command. */
const parsers = /\.add_parser\(\s{0,20}["']([\w-]{1,40})["']/g;

/** What is chosen from by hand: `{ "run": run_server, … }`. */
const table = /^[ \t]{1,20}["']([\w-]{1,40})["']\s{0,9}:\s{0,9}[a-z]\w{1,60},?$/gm;

/** Click and Typer name one by a decorator, or by the function below it. */
const decorator = /^@\w{1,40}\.command\((?:name\s{0,3}=\s{0,3})?(?:["']([\w-]{1,40})["'])?/;
const decorated = /^(?:async )?def (\w{1,60})\(/;

function commandsIn(sources: readonly Source[]): Set<string> {
  const mains = sources.filter(({ path }) => /(?:^|\/)__main__\.py$/.test(path));
  const named = [...matchesOf(sources, parsers), ...matchesOf(mains, table)];
  const found = new Set(named.map(({ groups }) => groups[0] ?? ""));
  for (const { text } of sources) {
    let isOpen = false;
    for (const line of text.split("\n")) {
      const command = decorator.exec(line);
      const name: string | undefined = command?.[1] ?? (isOpen ? decorated.exec(line)?.[1] : undefined);
      if (name) found.add(name);
      isOpen = name === undefined && (isOpen || command !== null);
    }
  }
  return found;
}

/** A package that is run as a whole, or the command that the project installs; with the word that has it serve. */
export function ownCommand(tree: ProjectTree, sources: readonly Source[]): Found<string> | undefined {
  const found = packageRun(tree) ?? installed(tree);
  if (!found) return undefined;
  const known = commandsIn(sources);
  const word = known.size > 1 ? serving.find((one) => known.has(one)) : undefined;
  return { ...found, value: word ? `${found.value} ${word}` : found.value };
}

/** `shop/__main__.py` is what `python -m shop` runs. */
function packageRun({ paths }: ProjectTree): Found<string> | undefined {
  const path = paths.find((one) => /^[\w-]{1,60}\/__main__\.py$/.test(one));
  return path ? { value: `python -m ${path.slice(0, path.indexOf("/"))}`, at: path } : undefined;
}

/** Where entries of `[project.scripts]` or of `console_scripts` begin, and how each is written. */
const scripts = [
  ["pyproject.toml", /^\[project\.scripts\]$/m, /^["']?([\w.-]{1,60})["']?[ \t]{0,9}=/],
  ["setup.cfg", /^console_scripts[ \t]{0,9}=/m, /^[ \t]{0,20}([\w.-]{1,60})[ \t]{0,9}=/],
  ["setup.py", /["']console_scripts["']\s{0,9}:\s{0,9}\[/, /^[ \t]{0,40}["']([\w.-]{1,60})[ \t]{0,9}=/],
] as const;

const mostScripts = 20;

/** The one of the project's commands that is called like it or like serving, else the first; it is in the image if the project is installed there. */
function installed({ texts, folder }: ProjectTree): Found<string> | undefined {
  for (const [path, begins, entry] of scripts) {
    const text = texts.get(path) ?? "";
    const start = begins.exec(text);
    if (!start) continue;
    const after = text.slice(start.index + start[0].length).split("\n", mostScripts);
    const [, ...lines] = after;
    const end = lines.findIndex((line) => /^\[|^\s{0,20}\]/.test(line));
    const all = [after[0] ?? "", ...(end === -1 ? lines : lines.slice(0, end))].flatMap(
      (line) => entry.exec(line)?.[1] ?? [],
    );
    const names = new Set([folder, /^name\s{0,9}=\s{0,9}["']([\w.-]{1,60})/m.exec(text)?.[1]]);
    const value =
      all.find((name) => names.has(name)) ??
      all.find((name) => name.split(/[-_.]/).some((word) => serving.includes(word))) ??
      all[0];
    if (value) return { value, at: `${path}:${lineAt(text, text.indexOf(value, start.index))}` };
  }
  return undefined;
}
