import type { ProjectTree } from "../tree.ts";

/** What a project's manifests say that it depends on; names in lower case, with dashes. */
export function requirementsOf(tree: ProjectTree): ReadonlySet<string> {
  const files = [...tree.texts].filter(([path]) => requirementFile.test(path)).map(([, text]) => text);
  const names = [
    ...files.flatMap((text) => text.split("\n").map((line) => nameIn.exec(line)?.[1])),
    ...entriesOf(tree.texts.get("Pipfile"), ["packages"]),
    ...entriesOf(tree.texts.get("pyproject.toml"), ["tool.poetry.dependencies"]),
    ...listed(tree.texts.get("pyproject.toml")),
  ];
  return new Set(names.flatMap((name) => (name ? [name.toLowerCase().replaceAll("_", "-")] : [])));
}

/** Of the top, and of a folder that the one at the top may name. */
export const requirementFile = /^(?:requirements[\w.-]*|requirements\/[\w.-]+)\.txt$/;

const nameIn = /^\s*["']?([A-Za-z][\w.-]*)/;

/** Keys of sections of a TOML file. */
function entriesOf(text: string | undefined, sections: readonly string[]): string[] {
  return sections.flatMap((section) =>
    sectionOf(text, section)
      .split("\n")
      .flatMap((line) => /^([\w.-]+)\s*=/.exec(line)?.[1] ?? []),
  );
}

function sectionOf(text = "", name: string): string {
  const [, after = ""] = `\n${text.replaceAll("\r", "")}`.split(`\n[${name}]\n`, 2);
  const [section = ""] = after.split(/^\[/m, 1);
  return section;
}

/** `dependencies = ["flask>=3", …]` of pyproject.toml. */
function listed(text: string | undefined): (string | undefined)[] {
  const [, after = ""] = (text ?? "").split(/^dependencies\s*=\s*\[/m, 2);
  const [list = ""] = after.split(/^[ \t]{0,20}\]/m, 1);
  return list.split(/[\n,]/).map((line) => nameIn.exec(line)?.[1]);
}
