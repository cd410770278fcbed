import type { Config } from "../../core/config/schema.ts";
import type { GeneratedFile } from "../import-plan.ts";
import type { Facts } from "../project/facts.ts";
import type { ProjectTree } from "../project/tree.ts";
import { composeTokens } from "./compose-tokens.ts";
import { fill, type Tokens } from "./fill.ts";
import { standIns } from "./stand-ins.ts";

export type Templates = ReadonlyMap<string, string>;

export interface GenerateInput {
  facts: Facts;
  config: Config;
  tree: ProjectTree;
  templates: Templates;
}

/** Every file but chatops.yaml, as this version of chatops writes it for this project. */
export function generateFiles({ facts, config, tree, templates }: GenerateInput): GeneratedFile[] {
  const template = (path: string) => templateAt(templates, path);
  const tokens = fileTokens(facts, config, tree, template);
  const instead = standIns(tree);
  const files = [
    {
      path: "Dockerfile",
      content: fill(template(facts.dockerfile.template), { ...tokens, ...facts.dockerfile.tokens }),
    },
    { path: ".dockerignore", content: fill(template("dockerignore"), tokens) },
    { path: "compose.yaml", content: fill(template("compose/compose.yaml"), tokens) },
  ];
  return files.map((file) => ({ ...file, instead: instead.get(file.path) }));
}

export function templateAt(templates: Templates, path: string): string {
  const text = templates.get(path);
  if (text === undefined) throw new Error(`no template ${path}`);
  return text;
}

function fileTokens(facts: Facts, config: Config, tree: ProjectTree, template: (path: string) => string): Tokens {
  return {
    NAME: config.name,
    PORT: String(facts.port.value),
    CHART: config.chart.path,
    BUILD_OUTPUT: ignoredOutput(tree),
    ...composeTokens(facts, template),
  };
}

const buildOutputs = ["dist", "build", "out", "lib", ".next", ".nuxt", ".output", ".turbo"];

/** What a build writes, as far as the project's .gitignore says that nobody wrote it by hand. */
function ignoredOutput(tree: ProjectTree): string {
  const ignored = new Set(
    (tree.texts.get(".gitignore") ?? "").split("\n").map((line) => line.trim().replace(/^\/|\/$/g, "")),
  );
  return buildOutputs.filter((folder) => ignored.has(folder)).join("\n");
}
