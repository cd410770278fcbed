import { parse } from "yaml";
import { recordOf } from "../shared/compose-file.ts";
import type { ProjectTree } from "../tree.ts";

/** What conda makes an environment of. */
export const condaFiles = ["environment.yml", "environment.yaml"];

/** What a project's manifests say that it depends on; names in lower case, with dashes. */
export function requirementsOf(tree: ProjectTree): ReadonlySet<string> {
  const { texts } = tree;
  const lines = [
    ...[...texts].filter(([path]) => requirementFile.test(path)).flatMap(([, text]) => text.split("\n")),
    ...entriesOf(texts.get("Pipfile"), ["packages"]),
    ...entriesOf(texts.get("pyproject.toml"), ["tool.poetry.dependencies"]),
    ...listed(texts.get("pyproject.toml"), /^dependencies\s{0,9}=\s{0,9}\[/m),
    ...listed(texts.get("setup.py"), /\binstall_requires\s{0,9}=\s{0,9}\[/),
    ...listed(texts.get("setup.py"), /^(?:requires|install_requires|requirements)\s{0,9}=\s{0,9}\[/m),
    ...ofSetupCfg(texts.get("setup.cfg")),
    ...condaFiles.flatMap((file) => condaPackages(texts.get(file))),
  ];
  return new Set(lines.flatMap((line) => namesIn(line)).map((name) => name.toLowerCase().replaceAll("_", "-")));
}

/** Of the top, and of a folder that the one at the top may name. */
export const requirementFile = /^(?:requirements[\w.-]*|requirements\/[\w.-]+)\.txt$/;

const nameIn = /^\s{0,40}["']?([A-Za-z][\w.-]{0,100})(?:\[([\w, -]{1,80})\])?/;

/** What a package brings if it is asked for with a word in brackets, by that word. */
const brought: Readonly<Record<string, string>> = { standard: "uvicorn", rabbitmq: "pika", amqp: "pika" };
const ofTheirName = /^(?:redis|daphne|uvicorn|gunicorn|hypercorn|asyncpg|aiomysql|pymongo|motor)$/;

function namesIn(line: string): string[] {
  const [, name, extras = ""] = nameIn.exec(line) ?? [];
  const further = extras.split(/[\s,]+/).flatMap((word) => (ofTheirName.test(word) ? word : (brought[word] ?? [])));
  return name ? [name, ...further] : [];
}

/** Keys of sections of a TOML file, each with the words in brackets that it is asked for with. */
function entriesOf(text: string | undefined, sections: readonly string[]): string[] {
  return sections.flatMap((section) =>
    sectionOf(text, section)
      .split("\n")
      .flatMap((line) => {
        const name = /^["']?([\w.-]{1,100})["']?\s{0,9}=/.exec(line)?.[1];
        const extras = /\bextras\s{0,9}=\s{0,9}\[([^\]]{1,120})\]/.exec(line)?.[1]?.replace(/["']/g, "");
        return name ? [extras ? `${name}[${extras}]` : name] : [];
      }),
  );
}

function sectionOf(text = "", name: string): string {
  const [, after = ""] = `\n${text.replaceAll("\r", "")}`.split(`\n[${name}]\n`, 2);
  const [section = ""] = after.split(/^\[/m, 1);
  return section;
}

/** `["flask>=3", …]`: the words in quotes of a list, which may stand on one line or on several. */
function listed(text: string | undefined, begins: RegExp): string[] {
  const [, after = ""] = (text ?? "").split(begins, 2);
  const found: string[] = [];
  for (const line of after.split("\n")) {
    const code = line.trimStart().startsWith("#") ? "" : line;
    const words = [...code.matchAll(/["']([^"'\n]{1,200})["']/g)];
    found.push(...words.map(([, word = ""]) => word));
    const last = words.at(-1);
    if (code.slice(last ? last.index + last[0].length : 0).includes("]")) break;
    if (/^\s{0,20}\]/.test(code)) break;
  }
  return found;
}

/** The lines below `install_requires =`. */
function ofSetupCfg(text = ""): string[] {
  const [, after = ""] = text.split(/^install_requires\s{0,9}=/m, 2);
  const [list = ""] = after.split(/^\S/m, 1);
  return list.split("\n");
}

/** Its own packages and those that pip brings into its environment. */
function condaPackages(text: string | undefined): string[] {
  const { dependencies } = recordOf(text === undefined ? undefined : parsed(text));
  return (Array.isArray(dependencies) ? dependencies : []).flatMap((one: unknown) => {
    if (typeof one === "string") return [one.replace(/^[\w-]{1,40}::/, "")];
    const { pip } = recordOf(one);
    return Array.isArray(pip) ? pip.map(String) : [];
  });
}

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: "silent" });
  } catch {
    return undefined;
  }
}
