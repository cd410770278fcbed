import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { ProjectTree } from "../tree.ts";
import { firstOf, type Generator, madeAt } from "./generator.ts";
import { pythonStage } from "./python-stage.ts";

export const mkdocsFiles = ["mkdocs.yml", "mkdocs.yaml"];
const mkdocsRequirements = ["requirements.txt", "docs/requirements.txt", "requirements-docs.txt"];

export const mkdocs: Generator = {
  name: "mkdocs",
  isBeside: true,
  shownBy: (tree) => firstOf(tree, mkdocsFiles),
  stages: (tree) => {
    const text = mkdocsFiles.map((file) => tree.texts.get(file) ?? "").join("\n");
    const otherwise = packagesIn(text).join(" ");
    return pythonStage(tree, {
      requirements: mkdocsRequirements,
      otherwise,
      make: `mkdocs build --site-dir ${madeAt}`,
    });
  },
};

/** What plugins come from, where that is not called `mkdocs-` and their name. */
const plugins: Readonly<Record<string, string>> = {
  "awesome-pages": "mkdocs-awesome-pages-plugin",
  "git-revision-date": "mkdocs-git-revision-date-plugin",
  "git-revision-date-localized": "mkdocs-git-revision-date-localized-plugin",
  "git-authors": "mkdocs-git-authors-plugin",
  macros: "mkdocs-macros-plugin",
  mermaid2: "mkdocs-mermaid2-plugin",
  minify: "mkdocs-minify-plugin",
  mkdocstrings: "'mkdocstrings[python]'",
  monorepo: "mkdocs-monorepo-plugin",
  rss: "mkdocs-rss-plugin",
  table_reader: "mkdocs-table-reader-plugin",
  "table-reader": "mkdocs-table-reader-plugin",
};
const builtIn = /^(?:search|blog|tags|social|privacy|offline|meta|group|info|optimize|projects|typeset)$/;

/** MkDocs, its theme, and the plugins that its settings name. */
function packagesIn(text: string): string[] {
  const [, after = ""] = text.split(/^plugins:[^\n]{0,40}\n/m, 2);
  const [list = ""] = after.split(/^(?=[\w#])/m, 1);
  const names = [...list.matchAll(/^[ \t]{0,9}-[ \t]{1,9}["']?([\w/-]{1,60})/gm)].map(([, name = ""]) => name);
  const own = names.filter((name) => !builtIn.test(name) && !name.includes("/"));
  const theme = /^\s{0,9}(?:theme:\s{0,9}|name:\s{0,9})["']?material\b/m.test(text) ? "mkdocs-material" : "mkdocs";
  const cards = theme === "mkdocs-material" && names.includes("social") ? "'mkdocs-material[imaging]'" : theme;
  return [cards, ...own.map((name) => plugins[name] ?? `mkdocs-${name.replace(/^mkdocs-/, "")}`)];
}

/** The folder that MkDocs writes, as a program may take that into itself, and the stage that makes it. */
export function documentationOf(tree: ProjectTree): { folder: string; stage: Stage } | undefined {
  const text = mkdocsFiles.map((file) => tree.texts.get(file)).find((one) => one !== undefined);
  const folder = /^site_dir:[ \t]{1,9}["']?(?:\.\/)?([\w./-]{1,99}?)\/?["']?[ \t]{0,9}$/m.exec(text ?? "")?.[1];
  const [stage] = mkdocs.stages(tree);
  return folder && stage ? { folder, stage: { ...stage, as: "documentation" } } : undefined;
}
