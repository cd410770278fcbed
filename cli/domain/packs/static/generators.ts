import type { Found, ProjectTree } from "../tree.ts";
import { mdbook, zola } from "./binaries.ts";
import type { Generator } from "./generator.ts";
import { hugo, hugoFiles, oldHugoFiles } from "./hugo.ts";
import { mkdocs, mkdocsFiles } from "./mkdocs.ts";
import { nikola, pelican, pythonSettings, sphinx } from "./python-generators.ts";
import { jekyll, jekyllFiles, middleman } from "./ruby-generators.ts";

/** What is sure of a project comes before what may be beside something else. */
const generators: readonly Generator[] = [zola, hugo, jekyll, middleman, mdbook, pelican, nikola, mkdocs, sphinx];

/** Its settings of a generator, as those beside a program are its documentation. */
export const generatorFiles = [
  ...hugoFiles,
  ...oldHugoFiles,
  ...mkdocsFiles,
  ...jekyllFiles,
  ...pythonSettings,
  "book.toml",
  "config.rb",
  "netlify.toml",
  "Gemfile",
];

export function generatorOf(tree: ProjectTree): Found<Generator> | undefined {
  for (const value of generators) {
    const at = value.shownBy(tree);
    if (at !== undefined) return { value, at };
  }
  return undefined;
}
